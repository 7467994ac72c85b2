#!/usr/bin/env python3
"""Models that Keras begins to train, Millrace writes anew, and Keras goes on with.

    KERAS_BACKEND=tensorflow python tools/golden/there_and_back.py make FOLDER
    KERAS_BACKEND=tensorflow python tools/golden/there_and_back.py check FOLDER

make writes NAME.keras after some updates of each model, and expected.json: what it predicts then, and the losses of the
updates that follow. check does the same with written/NAME.keras, as Millrace wrote it, and predicts with
written/NAME.h5; it prints how far they are off as one line of JSON. Written with Keras 3.15.
"""
import json
import os
import sys

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from keras import layers as L
from keras import optimizers as O

SEED = 20261123
ROWS, STEPS, WIDTH, TOKENS = 6, 5, 3, 7
UPDATES = 6


def points(name=None, width=WIDTH):
    return keras.Input((STEPS, width), name=name)


def tokens(name=None):
    return keras.Input((STEPS,), dtype="int32", name=name)


def chain(*stack, source=points):
    return keras.Sequential([source()] + list(stack))


def two_inputs():
    words, context = tokens("words"), keras.Input((2,), name="context")
    hidden = L.LSTM(4)(L.Embedding(TOKENS, 3, mask_zero=True)(words))
    return keras.Model([words, context], L.Dense(2)(L.Concatenate()([hidden, context])))


def shared():
    one, two = points("one"), points("two")
    gru = L.GRU(4, name="both")
    return keras.Model([one, two], L.Dense(2)(L.Subtract()([gru(one), gru(two)])))


def seq2seq(cell):
    source, target = points("source"), points("target")
    _, *state = cell(4, return_state=True, name="encoder")(source)
    hidden = cell(4, return_sequences=True, name="decoder")(target, initial_state=state)
    return keras.Model([source, target], L.Dense(2, name="out")(hidden))


def passed_over():
    """Keras 3 hands no mask on to a layer that starts from given states."""
    source, target = points("source"), points("target")
    _, state = L.GRU(4, return_state=True)(L.Masking()(source))
    hidden = L.GRU(4, return_sequences=True)(L.Masking()(target), initial_state=state)
    return keras.Model([source, target], L.Dense(2)(hidden))


def skip():
    x = points()
    hidden = L.LSTM(3, return_sequences=True)(x)
    return keras.Model(x, L.Dense(2)(L.GRU(3)(L.Concatenate()([x, hidden]))))


def masked_merge(merge):
    """The masks' own operations move layers in Keras' list: branches of the same shapes show whether any is mistaken."""
    x = points()
    deep = L.Dense(4, name="deep_2")(L.Dense(4, name="deep_1")(L.Dense(4, name="deep_0")(x)))
    masked = L.LSTM(4, return_sequences=True, name="a_1")(L.Masking()(L.Dense(4, name="a_0")(x)))
    other = L.LSTM(4, return_sequences=True, name="b_0")(L.Masking(0.5)(x))
    joined = merge()([L.Dense(4, name="c")(masked), other])
    return keras.Model(x, L.Dense(2)(L.LSTM(4, name="top")(L.Add()([L.Dense(4, name="joint")(joined), deep]))))


def masked_between():
    x = points()
    plain = L.Dense(4, name="f")(L.Dense(4, name="e")(L.Dense(4, name="d")(x)))
    masked = L.LSTM(4, return_sequences=True, name="b")(L.Masking()(L.Dense(4, name="a")(x)))
    return keras.Model(x, L.LSTM(2)(L.Add()([plain, masked])))


def models():
    adam, sgd, rmsprop = lambda: O.Adam(0.01), lambda: O.SGD(0.05, momentum=0.9), lambda: O.RMSprop(0.003)
    clipped = lambda: O.Adam(O.schedules.ExponentialDecay(0.02, 4, 0.7), global_clipnorm=0.5)
    yield "simple_rnn", chain(L.SimpleRNN(5), L.Dense(2)), adam()
    yield "lstm", chain(L.LSTM(5), L.Dense(2)), sgd()
    yield "gru", chain(L.GRU(5), L.Dense(2)), rmsprop()
    yield "gru_before", chain(L.GRU(5, reset_after=False), L.Dense(2)), adam()
    yield "lstm_sequences", chain(L.LSTM(4, return_sequences=True, unit_forget_bias=False), L.Dense(2)), clipped()
    yield "backwards", chain(L.GRU(4, go_backwards=True, return_sequences=True), L.Dense(2)), adam()
    yield "bidirectional", chain(L.Bidirectional(L.LSTM(3, return_sequences=True)), L.Dense(2)), rmsprop()
    yield "bidirectional_sum", chain(L.Bidirectional(L.GRU(3), merge_mode="sum"), L.Dense(2)), O.Adagrad(0.03)
    yield "stacked", chain(L.LSTM(4, return_sequences=True), L.GRU(3, return_sequences=True), L.SimpleRNN(2)), adam()
    yield "stacked_cells", chain(L.RNN([L.LSTMCell(3), L.GRUCell(2)]), L.Dense(2)), adam()
    yield "masked", chain(L.Masking(), L.LSTM(4, return_sequences=True), L.Dense(2)), sgd()
    yield "masked_bidirectional", chain(L.Masking(), L.Bidirectional(L.GRU(3)), L.Dense(2)), adam()
    yield "embedding", chain(L.Embedding(TOKENS, 3), L.GRU(4), L.Dense(2), source=tokens), adam()
    yield "embedding_masked", chain(
        L.Embedding(TOKENS, 3, mask_zero=True), L.LSTM(4, return_sequences=True), L.Dense(2), source=tokens
    ), O.Adam(0.01, amsgrad=True)
    yield "time_distributed", chain(L.SimpleRNN(4, return_sequences=True), L.TimeDistributed(L.Dense(2, "tanh"))), adam()
    yield "autoencoder", chain(L.LSTM(4), L.RepeatVector(3), L.LSTM(4, return_sequences=True), L.Dense(2)), adam()
    yield "kept", chain(
        L.LSTM(
            4,
            kernel_initializer="he_normal",
            kernel_constraint=keras.constraints.MaxNorm(0.4),
            recurrent_regularizer=keras.regularizers.OrthogonalRegularizer(0.05),
            activity_regularizer=keras.regularizers.L2(0.01),
        ),
        L.Dense(2, bias_constraint="non_neg", kernel_regularizer=keras.regularizers.L1L2(0.01, 0.02)),
    ), O.AdamW(0.01)
    frozen = chain(L.LSTM(4, return_sequences=True, trainable=False), L.GRU(3), L.Dense(2))
    yield "frozen", frozen, adam()
    yield "averaged", chain(L.GRU(4), L.Dense(2)), O.Adam(0.01, use_ema=True, ema_momentum=0.9)
    yield "two_inputs", two_inputs(), adam()
    yield "shared", shared(), sgd()
    yield "seq2seq_lstm", seq2seq(L.LSTM), adam()
    yield "seq2seq_gru", seq2seq(L.GRU), rmsprop()
    yield "passed_over", passed_over(), adam()
    yield "skip", skip(), O.RMSprop(0.003, momentum=0.5, centered=True)
    yield "masked_between", masked_between(), adam()
    for merge in (L.Add, L.Average, L.Multiply, L.Maximum, L.Concatenate):
        yield "masked_" + merge.__name__.lower(), masked_merge(merge), adam()


def data(model):
    """The same for the same shapes, whoever wrote the model."""
    random = np.random.default_rng(SEED)

    def draw(tensor):
        shape = (ROWS,) + tuple(STEPS if size is None else size for size in tensor.shape[1:])
        if "int" in tensor.dtype:
            return random.integers(0, TOKENS, shape).astype("int32")
        x = random.normal(0, 1, shape).astype("float32")
        if len(shape) == 3:
            x[0, [0, 3]] = 0  # masked, where there is a mask
            x[1, -2:] = 0
        return x

    x = [draw(tensor) for tensor in model.inputs]
    y = random.normal(0, 1, (ROWS,) + tuple(model.outputs[0].shape[1:])).astype("float32")
    return x if len(x) > 1 else x[0], y


def train(model, x, y):
    losses = []
    for _ in range(UPDATES):
        model.reset_metrics()  # else a running mean
        losses.append(float(model.train_on_batch(x, y)))
    return losses


def make(folder):
    expected = {}
    for name, model, optimizer in models():
        keras.utils.set_random_seed(SEED)
        model.compile(optimizer=optimizer, loss="mean_squared_error", jit_compile=False)
        x, y = data(model)
        train(model, x, y)
        model.save(os.path.join(folder, name + ".keras"))
        expected[name] = {"outputs": model.predict(x, verbose=0).tolist(), "losses": train(model, x, y)}
    with open(os.path.join(folder, "expected.json"), "w") as file:
        json.dump(expected, file)
    print(json.dumps({"keras": keras.__version__, "models": len(expected)}))


def check(folder):
    with open(os.path.join(folder, "expected.json")) as file:
        expected = json.load(file)
    off = {}
    for name, before in expected.items():
        own = off[name] = {}
        for suffix in (".keras", ".h5"):
            try:
                model = keras.models.load_model(os.path.join(folder, "written", name + suffix))
                x, y = data(model)
                own[suffix] = float(np.max(np.abs(model.predict(x, verbose=0) - np.array(before["outputs"]))))
                if suffix == ".keras":
                    losses, wanted = np.array(train(model, x, y)), np.array(before["losses"])
                    own["losses"] = float(np.max(np.abs(losses - wanted) / wanted))
            except Exception as error:  # whatever Keras raises is the answer
                own["error"] = suffix + ": " + repr(error)[:1000]
    print(json.dumps({"keras": keras.__version__, "off": off}))


if __name__ == "__main__":
    {"make": make, "check": check}[sys.argv[1]](sys.argv[2])
