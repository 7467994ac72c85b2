#!/usr/bin/env python3
"""CPU seconds of one epoch, of real Keras and of Millrace, job by job, one after the other.

Usage: ./mvnw -q test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath.txt
       python3 tools/benchmark/keras_training.py [--jobs charRnn rows56] [--threads 1 0] [--epochs 3] [--rounds 1]

The Python needs Keras 3 with TensorFlow; --threads 0 leaves the number to either side's default (for Millrace: all cores).
CPU time is that of the whole process, compilers and garbage collector included, between the beginning and the end of an
epoch. The first epoch of each run warms up and is left out of the medians. See docs/benchmarks/training.md.
"""
import argparse
import os
import re
import statistics
import subprocess
import sys
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
TEXT = os.path.join(ROOT, "../shared/data/tinyshakespeare/input.txt")
STREAMS, WINDOW = 50, 50


def char_rnn(keras, np):
    """2 LSTMs of 128 on one-hot characters, 50 contiguous streams, windows of 50, states carried on."""
    text = open(TEXT, encoding="utf-8").read()
    symbols = sorted(set(text))
    place = {symbol: i for i, symbol in enumerate(symbols)}
    ids = np.array([place[c] for c in text])
    each = len(ids) // STREAMS
    windows = each * 95 // 100 // WINDOW
    # Window w of stream s is row w·50 + s: batch w goes on where batch w − 1 ended.
    starts = np.arange(STREAMS)[None, :] * each + np.arange(windows)[:, None] * WINDOW
    steps = starts.reshape(-1, 1) + np.arange(WINDOW)
    x = np.eye(len(symbols), dtype="float32")[ids[steps]]
    y = ids[steps + 1][..., None]
    model = keras.Sequential(
        [
            keras.Input(batch_shape=(STREAMS, WINDOW, len(symbols))),
            keras.layers.LSTM(128, return_sequences=True, stateful=True),
            keras.layers.LSTM(128, return_sequences=True, stateful=True),
            keras.layers.Dense(len(symbols), activation="softmax"),
        ]
    )
    optimizer = keras.optimizers.RMSprop(2e-3, rho=0.95, epsilon=1e-16, clipvalue=5.0)
    model.compile(optimizer, "sparse_categorical_crossentropy")
    return model, x, y, STREAMS


def rows56(keras, np):
    """The classical example: 4 SimpleRNNs of 300 on 1024 images of 56 × 56, 10 classes, batches of 32."""
    random = np.random.default_rng(1)
    x = random.random((1024, 56, 56), dtype="float32")
    y = np.eye(10, dtype="float32")[np.arange(1024) % 10]
    layers = [keras.Input((56, 56))]
    layers += [keras.layers.SimpleRNN(300, activation="tanh", return_sequences=i < 3) for i in range(4)]
    model = keras.Sequential(layers + [keras.layers.Dense(10, activation="softmax")])
    model.compile(keras.optimizers.Adam(1e-4), "categorical_crossentropy", metrics=["accuracy"])
    return model, x, y, 32


JOBS = {"charRnn": char_rnn, "rows56": rows56}


def run_keras(job, threads, epochs):
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras
    import numpy as np
    import tensorflow as tf

    if threads:
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(threads)
    model, x, y, batch = JOBS[job](keras, np)

    class Clock(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            self.cpu, self.wall = time.process_time(), time.perf_counter()

        def on_epoch_end(self, epoch, logs=None):
            cpu, wall = time.process_time() - self.cpu, time.perf_counter() - self.wall
            print(f"epoch {epoch + 1}: cpu {cpu:.2f} s, wall {wall:.2f} s, loss {logs['loss']:.4f}", flush=True)

    print(f"Keras {keras.__version__}, TensorFlow {tf.__version__}", flush=True)
    model.fit(x, y, batch_size=batch, epochs=epochs, shuffle=job == "rows56", verbose=0, callbacks=[Clock()])


def run(command):
    out = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    sys.stdout.write("".join(f"    {line}\n" for line in out.splitlines()))
    sys.stdout.flush()
    return [(float(cpu), float(wall)) for cpu, wall in re.findall(r"cpu ([\d.]+) s, wall ([\d.]+) s", out)][1:]


def compare(job, threads, epochs, rounds):
    here = os.path.abspath(__file__)
    python = [sys.executable, here, "--keras", job, str(threads), str(epochs)]
    entries = [os.path.join(ROOT, "target", name) for name in ("test-classes", "classes")]
    with open(os.path.join(ROOT, "target/classpath.txt"), encoding="utf-8") as file:
        entries.append(file.read().strip())
    java = ["java", "--add-modules", "jdk.incubator.vector", "-cp", os.pathsep.join(entries)]
    java += ["io.millrace.training.TrainingSpeed", job, str(threads), str(epochs)]
    theirs, ours = [], []
    for _ in range(rounds):
        theirs += run(python)
        ours += run(java)
    keras_cpu, keras_wall = (statistics.median(column) for column in zip(*theirs))
    cpu, wall = (statistics.median(column) for column in zip(*ours))
    print(
        f"{job}, threads {threads or 'default'}: CPU s/epoch Keras {keras_cpu:.2f}, Millrace {cpu:.2f}, "
        f"ratio {cpu / keras_cpu:.2f}; wall {keras_wall:.2f}, {wall:.2f}, ratio {wall / keras_wall:.2f}",
        flush=True,
    )


def main():
    if sys.argv[1:2] == ["--keras"]:
        run_keras(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", nargs="+", default=list(JOBS), choices=list(JOBS))
    parser.add_argument("--threads", nargs="+", type=int, default=[1, 0])
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    for job in options.jobs:
        for threads in options.threads:
            compare(job, threads, options.epochs, options.rounds)


if __name__ == "__main__":
    main()
