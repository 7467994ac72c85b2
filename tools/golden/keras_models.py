"""Writes the golden Keras files of src/test/resources/golden/keras: small models, and their inputs and outputs.

    KERAS_BACKEND=tensorflow python tools/golden/keras_models.py src/test/resources/golden/keras

Needs keras 3.15.1, tensorflow-cpu 2.21 and h5py. Weights, inputs and so the outputs come from seed 20260101; the
versions used are recorded in golden.json. Weights are drawn larger than an initializer would, so that gates saturate;
smaller where relu feeds back on itself, or the outputs would grow step by step and a float's rounding with them.
"""

import json
import sys
from pathlib import Path

import keras
import numpy as np
from keras import layers

SEED = 20260101
BATCH, STEPS = 2, 9
ZIPPED = ("lstm_stack", "mixed_stack", "gru_reset_before", "functional", "compiled")


def cases():
    return {
        "simple_rnn": (3, [layers.SimpleRNN(5, return_sequences=True), layers.Dense(2)]),
        "simple_rnn_relu_no_bias": (2, [layers.SimpleRNN(4, activation="relu", use_bias=False), layers.Dense(3)]),
        "lstm": (3, [layers.LSTM(6, return_sequences=True), layers.Dense(3)]),
        "lstm_last": (3, [layers.LSTM(6), layers.Dense(4, activation="softmax")]),
        "lstm_hard_sigmoid": (
            2,
            [layers.LSTM(5, recurrent_activation="hard_sigmoid", activation="softplus", return_sequences=True)],
        ),
        "lstm_stack": (
            4,
            [
                layers.LSTM(7, return_sequences=True, dropout=0.2, recurrent_dropout=0.1, name="lower"),
                layers.Dropout(0.5),
                layers.LSTM(5, use_bias=False, return_sequences=True, stateful=False, name="upper"),
                layers.Dense(6, activation="relu", use_bias=False),
                layers.Dense(2),
                layers.Activation("sigmoid"),
            ],
        ),
        "gru": (3, [layers.GRU(6, return_sequences=True), layers.Dense(3)]),
        "gru_reset_before": (3, [layers.GRU(6, reset_after=False, return_sequences=True), layers.Dense(3)]),
        "gru_reset_before_hard_sigmoid_no_bias": (
            3,
            [layers.GRU(4, reset_after=False, use_bias=False, recurrent_activation="hard_sigmoid"), layers.Dense(1)],
        ),
        "mixed_stack": (
            2,
            [
                layers.GRU(5, return_sequences=True),
                layers.SimpleRNN(4, return_sequences=True, activation="sigmoid"),
                layers.LSTM(3),
                layers.Dense(2, activation="hard_sigmoid"),
            ],
        ),
    }


def functional():
    inputs = keras.Input((None, 3), name="points")
    hidden = layers.LSTM(4, return_sequences=True)(inputs)
    hidden = layers.GRU(5)(layers.Dropout(0.1)(hidden))
    return keras.Model(inputs, layers.Dense(2)(hidden))


def fill(model, random, deviation=0.8):
    model.set_weights([random.normal(0, deviation, w.shape).astype("float32") for w in model.get_weights()])


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(SEED)
    models = {
        name: keras.Sequential([keras.Input((None, width))] + stack) for name, (width, stack) in cases().items()
    }
    models["functional"] = functional()
    models["compiled"] = keras.Sequential([keras.Input((None, 2)), layers.LSTM(3), layers.Dense(1)])
    models["compiled"].compile(
        optimizer=keras.optimizers.SGD(learning_rate=0.01, momentum=0.9, nesterov=True), loss="mse", metrics=["mae"]
    )
    golden = []
    for name, model in models.items():
        fill(model, random, 0.3 if name == "simple_rnn_relu_no_bias" else 0.8)
        x = random.normal(0, 1.5, (BATCH, STEPS, model.inputs[0].shape[-1])).astype("float32")
        y = model.predict(x, verbose=0)
        if name in ZIPPED:
            model.save(folder / f"{name}.keras")  # first: saving as .h5 drops the optimizer from the compile config
        model.save(folder / f"{name}.h5")
        golden.append(
            {"model": name, "parameters": model.count_params(), "input": x.tolist(), "output": y.tolist()}
        )
    record = {"keras": keras.__version__, "backend": keras.backend.backend(), "seed": SEED, "cases": golden}
    (folder / "golden.json").write_text(json.dumps(record))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
