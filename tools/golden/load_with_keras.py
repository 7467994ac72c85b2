"""Loads model files with the installed Keras and prints what they predict, for comparison with Millrace.

    python tools/golden/load_with_keras.py JOBS.json [--legacy | --tf_keras]

JOBS.json holds [{"model": FILE, "inputs": [array, …]}, …], an array for each input of the model. Prints one line of JSON:
Keras' version and for each job the outputs and how the model was compiled, or the error. With --legacy Keras 2 loads the
files: the copy of it (of the time of 2.6) that TensorFlow carries as tensorflow.python.keras; with --tf_keras the package
of that name, where it is installed.
"""

import json
import sys

import numpy as np


def load(keras, job):
    try:
        model = keras.models.load_model(job["model"])
        inputs = [np.array(x, dtype="float32") for x in job["inputs"]]
        outputs = model.predict_on_batch(inputs if len(inputs) > 1 else inputs[0])
    except Exception as error:  # whatever Keras raises is the answer
        return {"error": repr(error)[:2000]}
    optimizer = getattr(model, "optimizer", None)
    return {
        "optimizer": type(optimizer).__name__ if optimizer else None,
        "loss": getattr(getattr(model, "loss", None), "__name__", str(getattr(model, "loss", None))),
        "outputs": [y.tolist() for y in (outputs if isinstance(outputs, list) else [outputs])],
    }


def main(jobs_file, which):
    if which == "--legacy":
        from tensorflow.python import keras

        keras.__version__ = "2 of TensorFlow"  # the copy does not say its own
    elif which == "--tf_keras":
        import tf_keras as keras
    else:
        import keras
    with open(jobs_file) as file:
        jobs = json.load(file)
    print(json.dumps({"keras": keras.__version__, "models": [load(keras, job) for job in jobs]}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "")
