"""Writes src/test/resources/golden/tutorial: the character model of the Keras tutorial "A ten-minute introduction to
sequence-to-sequence learning", small and with random weights, with the two models that it predicts with.

    KERAS_BACKEND=tensorflow python tools/golden/tutorial.py src/test/resources/golden/tutorial

Written with Keras 3.15. The training model and the inference models made from its layers are saved in both formats;
golden.json has what they put out, and the characters that the tutorial's loop decodes.
"""

import json
import sys
from pathlib import Path

import keras
import numpy as np

SEED = 20261126
SOURCES, TARGETS, UNITS, LENGTH = 6, 5, 8, 7


def training_model():
    encoder_inputs = keras.Input(shape=(None, SOURCES))
    _, state_h, state_c = keras.layers.LSTM(UNITS, return_state=True)(encoder_inputs)
    decoder_inputs = keras.Input(shape=(None, TARGETS))
    decoder = keras.layers.LSTM(UNITS, return_sequences=True, return_state=True)
    decoder_outputs, _, _ = decoder(decoder_inputs, initial_state=[state_h, state_c])
    decoder_outputs = keras.layers.Dense(TARGETS, activation="softmax")(decoder_outputs)
    return keras.Model([encoder_inputs, decoder_inputs], decoder_outputs)


def inference_models(model):
    """As the tutorial makes them of a restored model."""
    _, state_h_enc, state_c_enc = model.layers[2].output
    encoder_model = keras.Model(model.input[0], [state_h_enc, state_c_enc])
    decoder_inputs = model.input[1]
    states_inputs = [keras.Input(shape=(UNITS,)), keras.Input(shape=(UNITS,))]
    outputs, state_h_dec, state_c_dec = model.layers[3](decoder_inputs, initial_state=states_inputs)
    outputs = model.layers[4](outputs)
    return encoder_model, keras.Model([decoder_inputs] + states_inputs, [outputs, state_h_dec, state_c_dec])


def decoded(encoder, decoder, source):
    states = encoder.predict(source, verbose=0)
    target = np.zeros((1, 1, TARGETS), dtype="float32")
    target[0, 0, 0] = 1.0
    found = []
    for _ in range(LENGTH):
        output, h, c = decoder.predict([target] + states, verbose=0)
        found.append(int(np.argmax(output[0, -1, :])))
        target = np.zeros((1, 1, TARGETS), dtype="float32")
        target[0, 0, found[-1]] = 1.0
        states = [h, c]
    return found


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(SEED)
    model = training_model()
    model.set_weights([random.normal(0, 2.5, w.shape).astype("float32") for w in model.get_weights()])
    model.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
    encoder, decoder = inference_models(model)
    one_hot = lambda width: np.eye(width, dtype="float32")[random.integers(0, width, (1, 5))]
    source, target = one_hot(SOURCES), one_hot(TARGETS)
    states = [random.normal(0, 1, (1, UNITS)).astype("float32") for _ in range(2)]
    cases = []
    for name, part, inputs in (
        ("model", model, [source, target]), ("encoder", encoder, [source]), ("decoder", decoder, [target] + states)
    ):
        outputs = part.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)
        outputs = outputs if isinstance(outputs, list) else [outputs]
        for suffix in (".keras", ".h5"):
            part.save(folder / (name + suffix))
            cases.append({"file": name + suffix, "inputs": [x.tolist() for x in inputs], "outputs": [y.tolist() for y in outputs]})
    record = {"keras": keras.__version__, "seed": SEED, "cases": cases, "decoded": decoded(encoder, decoder, source)}
    (folder / "golden.json").write_text(json.dumps(record))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
