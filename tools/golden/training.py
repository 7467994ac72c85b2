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


def optimizers():
    O = keras.optimizers
    return {
        "sgd": lambda: O.SGD(0.05),
        "momentum": lambda: O.SGD(0.05, momentum=0.9),
        "nesterov": lambda: O.SGD(0.05, momentum=0.9, nesterov=True),
        "rmsprop": lambda: O.RMSprop(1e-3),
        "centered": lambda: O.RMSprop(1e-3, momentum=0.5, centered=True),
        "adagrad": lambda: O.Adagrad(1e-2),
        "adam": lambda: O.Adam(1e-3),
        "amsgrad": lambda: O.Adam(1e-3, amsgrad=True),
        "adamw": lambda: O.AdamW(1e-3, weight_decay=0.1),
    }


def clippings_and_schedules():
    O, S = keras.optimizers, keras.optimizers.schedules
    return {
        "clipnorm": lambda: O.SGD(0.05, clipnorm=0.05),
        "clipvalue": lambda: O.SGD(0.05, clipvalue=0.01),
        "global_clipnorm": lambda: O.SGD(0.05, global_clipnorm=0.05),
        "exponential": lambda: O.SGD(S.ExponentialDecay(0.1, 5, 0.5)),
        "staircase": lambda: O.SGD(S.ExponentialDecay(0.1, 5, 0.5, staircase=True)),
        "piecewise": lambda: O.SGD(S.PiecewiseConstantDecay([4, 9], [0.1, 0.05, 0.01])),
        "cosine": lambda: O.SGD(S.CosineDecay(0.1, 15, alpha=0.1)),
    }


def networks():
    L = keras.layers
    return {
        "simple_rnn": lambda: [L.SimpleRNN(4, return_sequences=True), L.Dense(2)],
        "lstm": lambda: [L.LSTM(4, return_sequences=True), L.Dense(2)],
        "gru": lambda: [L.GRU(4, return_sequences=True), L.Dense(2)],
        "gru_reset_before": lambda: [L.GRU(4, return_sequences=True, reset_after=False), L.Dense(2)],
        "bidirectional": lambda: [L.Bidirectional(L.LSTM(3, return_sequences=True)), L.Dense(2)],
        "stacked": lambda: [L.LSTM(4, return_sequences=True), L.GRU(3, return_sequences=True), L.Dense(2)],
        "masked_bidirectional": lambda: [
            L.Masking(0.0), L.Bidirectional(L.GRU(3, return_sequences=True), merge_mode="sum"), L.Dense(2)],
        "masked_lstm": lambda: [
            L.Masking(0.0), L.LSTM(4, return_sequences=True, kernel_regularizer=keras.regularizers.L1L2(0.001, 0.01)),
            L.LSTM(3, return_sequences=True, go_backwards=True), L.Dense(2)],
        "masked_after_dense": lambda: [
            L.Dense(3, activation="tanh", use_bias=False), L.Masking(0.0), L.TimeDistributed(L.Dense(3)),
            L.GRU(3, return_sequences=True), L.Dense(2)],
        "silu_lstm": lambda: [L.LSTM(4, activation="silu", return_sequences=True), L.Dense(2)],
        "gelu_gru": lambda: [
            L.GRU(4, activation="gelu", recurrent_activation="silu", return_sequences=True), L.Dense(2)],
        "regularized_bidirectional": lambda: [
            L.Bidirectional(L.LSTM(3, return_sequences=True, kernel_regularizer=keras.regularizers.L1L2(0.001, 0.01),
                                   recurrent_regularizer=keras.regularizers.L2(0.01),
                                   bias_regularizer=keras.regularizers.L1(0.002))),
            L.TimeDistributed(L.Dense(2, kernel_regularizer=keras.regularizers.L2(0.01)))],
    }


def twenty_updates(layers, start, optimizer, loss, x, y):
    """The losses of twenty updates over the whole set, without shuffling, and the weights after them."""
    model = keras.Sequential([keras.Input(x.shape[1:])] + layers)
    model.set_weights(start)
    model.compile(optimizer=optimizer, loss=loss, jit_compile=False)
    losses = []
    for _ in range(20):
        model.reset_metrics()  # else a running mean
        losses.append(float(model.train_on_batch(x, y)))
    return {"losses": losses, "trained": [v for array in model.get_weights() for v in floats(array)]}


def write_all(x, y):
    """Every network with every optimizer, each from the same weights; clippings, schedules and hinges on one network."""
    cases = []
    masked = x.copy()
    masked[0, 4:] = 0
    masked[1, :2] = 0
    masked[2, 1:5:2] = 0
    binary = (y > 0).astype(np.float32)
    for network, layers in networks().items():
        keras.utils.set_random_seed(SEED)
        start = keras.Sequential([keras.Input(x.shape[1:])] + layers()).get_weights()
        data = masked if network.startswith("masked") else x
        more = clippings_and_schedules() if network == "stacked" else {}
        for optimizer, make in (optimizers() | more).items():
            print(network, optimizer, flush=True)
            case = {"network": network, "optimizer": optimizer}
            cases.append(case | twenty_updates(layers(), start, make(), "mean_squared_error", data, y))
            if optimizer == "sgd":
                cases[-1]["weights"] = [v for array in start for v in floats(array)]
        if network == "stacked":
            for loss in ("hinge", "squared_hinge"):
                case = {"network": network, "optimizer": "sgd", "loss": loss}
                cases.append(case | twenty_updates(layers(), start, optimizers()["sgd"](), loss, data, binary))
    case = {"keras": keras.__version__, "tensorflow": tf.__version__, "seed": SEED,
            "inputs": {"shape": list(x.shape), "values": floats(x)},
            "masked": floats(masked),
            "binary": floats(binary),
            "targets": {"shape": list(y.shape), "values": floats(y)},
            "cases": cases}
    with open(os.path.join(TARGET, "every_optimizer.json"), "w") as file:
        json.dump(case, file)
        file.write("\n")


def main():
    keras.utils.set_random_seed(SEED)
    rng = np.random.default_rng(SEED)
    x = rng.normal(size=(16, 6, 3)).astype(np.float32)
    y = rng.normal(size=(16, 6, 2)).astype(np.float32)
    labels = np.eye(4, dtype=np.float32)[rng.integers(0, 4, 16)]
    write_all(x[:8], y[:8])
    L = keras.layers
    write("lstm_dense_mse_adam", [L.LSTM(8, return_sequences=True), L.Dense(2)], "mean_squared_error",
          keras.optimizers.Adam(1e-2), x, y, 4, 5)
    write("gru_dense_crossentropy_rmsprop", [L.GRU(6, return_sequences=True), L.GRU(5), L.Dense(4, activation="softmax")],
          "categorical_crossentropy", keras.optimizers.RMSprop(1e-2), x, labels, 8, 5)


if __name__ == "__main__":
    main()
