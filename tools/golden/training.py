#!/usr/bin/env python3
"""Writes src/test/resources/golden/training/*.json: what Keras makes of a few updates.

Usage: KERAS_BACKEND=tensorflow python3 tools/golden/training.py
Written with Keras 3.15 on TensorFlow (versions and seed are recorded in the files).
"""
import json
import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf

SEED = 20240607
TARGET = os.path.join(os.path.dirname(__file__), "../../src/test/resources/golden/training")


class BatchLosses(keras.callbacks.Callback):
    """Keras reports a running mean: the single losses are its differences."""

    def __init__(self):
        super().__init__()
        self.losses, self.sum, self.count = [], 0.0, 0

    def on_epoch_begin(self, epoch, logs=None):
        self.sum, self.count = 0.0, 0

    def on_train_batch_end(self, batch, logs=None):
        self.count += 1
        total = logs["loss"] * self.count
        self.losses.append(total - self.sum)
        self.sum = total


def floats(array):
    return [float(value) for value in np.asarray(array, np.float32).ravel()]


def write(name, layers, loss, optimizer, x, y, batch, epochs):
    model = keras.Sequential([keras.Input(x.shape[1:])] + layers)
    weights = [floats(w) for w in model.get_weights()]
    model.compile(optimizer=optimizer, loss=loss)
    losses = BatchLosses()
    model.fit(x, y, batch_size=batch, epochs=epochs, shuffle=False, verbose=0, callbacks=[losses])
    case = {
        "keras": keras.__version__,
        "tensorflow": tf.__version__,
        "seed": SEED,
        "batch": batch,
        "epochs": epochs,
        "inputs": {"shape": list(x.shape), "values": floats(x)},
        "targets": {"shape": list(y.shape), "values": floats(y)},
        "weights": [value for array in weights for value in array],
        "losses": losses.losses,
        "trained": [value for array in model.get_weights() for value in floats(array)],
    }
    os.makedirs(TARGET, exist_ok=True)
    with open(os.path.join(TARGET, name + ".json"), "w") as file:
        json.dump(case, file)
        file.write("\n")


def main():
    keras.utils.set_random_seed(SEED)
    rng = np.random.default_rng(SEED)
    x = rng.normal(size=(16, 6, 3)).astype(np.float32)
    y = rng.normal(size=(16, 6, 2)).astype(np.float32)
    labels = np.eye(4, dtype=np.float32)[rng.integers(0, 4, 16)]
    L = keras.layers
    write("lstm_dense_mse_adam", [L.LSTM(8, return_sequences=True), L.Dense(2)], "mean_squared_error",
          keras.optimizers.Adam(1e-2), x, y, 4, 5)
    write("gru_dense_crossentropy_rmsprop", [L.GRU(6, return_sequences=True), L.GRU(5), L.Dense(4, activation="softmax")],
          "categorical_crossentropy", keras.optimizers.RMSprop(1e-2), x, labels, 8, 5)


if __name__ == "__main__":
    main()
