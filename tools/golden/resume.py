#!/usr/bin/env python3
"""Trainings that stop in Keras and go on in Millrace, and the other way round.

    KERAS_BACKEND=tensorflow python tools/golden/resume.py
    KERAS_BACKEND=tensorflow python tools/golden/resume.py JOBS.json

Alone it writes src/test/resources/golden/resume: models after some updates, with their optimizer, and the losses of the
updates that follow. With a list of jobs, [{"model": FILE, "inputs": NPY, "targets": NPY, "updates": N}, ...], it goes on
with each of these models and prints the losses, before each update, as one line of JSON. Written with Keras 3.15.
"""
import json
import os
import sys

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

SEED = 20240607
UPDATES = 6
TARGET = os.path.join(os.path.dirname(__file__), "../../src/test/resources/golden/resume")


def train(model, x, y, updates):
    losses = []
    for _ in range(updates):
        model.reset_metrics()  # else a running mean
        losses.append(float(np.ravel(model.train_on_batch(x, y))[0]))  # before its metrics
    return losses


def cases():
    L, O = keras.layers, keras.optimizers
    S = O.schedules
    cells = {"simple_rnn": L.SimpleRNN, "lstm": L.LSTM, "gru": L.GRU}
    usual = {
        "momentum": lambda: O.SGD(0.05, momentum=0.9),
        "rmsprop": lambda: O.RMSprop(0.003),
        "adam": lambda: O.Adam(0.01),
    }
    others = {
        "sgd": lambda: O.SGD(0.05),
        "nesterov": lambda: O.SGD(0.05, momentum=0.9, nesterov=True),
        "adagrad": lambda: O.Adagrad(0.03),
        "centered": lambda: O.RMSprop(0.003, momentum=0.5, centered=True),
        "amsgrad": lambda: O.Adam(0.01, amsgrad=True),
        "decaying": lambda: O.Adam(0.01, weight_decay=0.02),
        "adamw": lambda: O.AdamW(0.01, weight_decay=0.01),
        "clipnorm": lambda: O.SGD(0.05, momentum=0.9, clipnorm=0.05),
        "clipvalue": lambda: O.Adam(0.01, clipvalue=0.02),
        "global_clipnorm": lambda: O.RMSprop(0.003, global_clipnorm=0.1),
        "exponential": lambda: O.Adam(S.ExponentialDecay(0.02, 3, 0.7, staircase=True)),
        "cosine": lambda: O.SGD(S.CosineDecay(0.02, 6, alpha=0.1, warmup_target=0.1, warmup_steps=3), momentum=0.9),
        "piecewise": lambda: O.Adam(S.PiecewiseConstantDecay([4, 8], [0.02, 0.01, 0.002])),
        "inverse_time": lambda: O.RMSprop(S.InverseTimeDecay(0.01, 2, 0.5)),
        "polynomial": lambda: O.SGD(S.PolynomialDecay(0.1, 5, 0.01, power=2.0, cycle=True)),
    }
    for cell, make in cells.items():
        for name, optimizer in {**usual, **(others if cell == "gru" else {})}.items():
            yield cell + "_" + name, [make(4, return_sequences=True), L.Dense(2)], optimizer()


def write():
    keras.utils.set_random_seed(SEED)  # the first layers are made before the loop
    os.makedirs(TARGET, exist_ok=True)
    rng = np.random.default_rng(SEED)
    x = rng.normal(size=(8, 6, 3)).astype(np.float32)
    y = rng.normal(size=(8, 6, 2)).astype(np.float32)
    np.save(os.path.join(TARGET, "x.npy"), x)
    np.save(os.path.join(TARGET, "y.npy"), y)
    written = []
    for name, layers, optimizer in cases():
        keras.utils.set_random_seed(SEED)
        model = keras.Sequential([keras.Input(x.shape[1:])] + layers)
        loss = keras.losses.MeanAbsoluteError() if name == "gru_piecewise" else "mean_squared_error"
        model.compile(optimizer=optimizer, loss=loss, jit_compile=False)
        train(model, x, y, UPDATES)
        # The old format's layout of the variables is the same: one file will do.
        files = [name + suffix for suffix in ([".keras", ".h5"] if name == "gru_amsgrad" else [".keras"])]
        for file in files:
            model.save(os.path.join(TARGET, file))
        losses = train(model, x, y, UPDATES)
        written += [{"model": file, "losses": losses} for file in files]
    with open(os.path.join(TARGET, "golden.json"), "w") as file:
        json.dump({"keras": keras.__version__, "seed": SEED, "cases": written}, file)
        file.write("\n")


def go_on(jobs_file):
    with open(jobs_file) as file:
        jobs = json.load(file)
    losses = []
    for job in jobs:
        model = keras.models.load_model(job["model"])
        losses.append(train(model, np.load(job["inputs"]), np.load(job["targets"]), job["updates"]))
    print(json.dumps({"keras": keras.__version__, "losses": losses}))


if __name__ == "__main__":
    go_on(sys.argv[1]) if len(sys.argv) > 1 else write()
