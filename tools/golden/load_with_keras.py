"""Loads a model file with the installed Keras and prints what it predicts, for comparison with Millrace.

    python tools/golden/load_with_keras.py MODEL INPUTS.json [--legacy]

INPUTS.json holds [batch, time, features]. Prints one line of JSON: Keras' version, the outputs, and how the model was
compiled. With --legacy the package tf_keras (Keras 2) loads the file instead of keras.
"""

import json
import sys

import numpy as np


def main(model_file, inputs_file, legacy):
    if legacy:
        import tf_keras as keras
    else:
        import keras
    model = keras.models.load_model(model_file)
    with open(inputs_file) as file:
        x = np.array(json.load(file), dtype="float32")
    outputs = model.predict(x, verbose=0)
    optimizer = getattr(model, "optimizer", None)
    print(
        json.dumps(
            {
                "keras": keras.__version__,
                "optimizer": type(optimizer).__name__ if optimizer else None,
                "loss": getattr(model.loss, "__name__", str(model.loss)),
                "outputs": outputs.tolist(),
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], "--legacy" in sys.argv[3:])
