"""Writes the golden Keras files of src/test/resources/golden/keras_graphs: every layer that Millrace serves, as Sequential
and Functional models, with inputs and outputs; and models that it refuses.

    KERAS_BACKEND=tensorflow python tools/golden/keras_graphs.py src/test/resources/golden/keras_graphs

Needs keras 3.15.1, tensorflow-cpu 2.21 and h5py. Weights and inputs come from seed 20260202; the versions used are
recorded in golden.json. The recurrent models are the product of cell, depth, direction and masking; activation, state
and file format take turns over it.
"""

import itertools
import json
import sys
from pathlib import Path

import keras
import numpy as np
from keras import layers

SEED = 20260202
BATCH, STEPS, WIDTH = 2, 6, 3
ACTIVATIONS = ("tanh", "sigmoid", "softsign", "elu")
CELLS = {
    "simple_rnn": lambda units, **more: layers.SimpleRNN(units, **more),
    "lstm": lambda units, **more: layers.LSTM(units, **more),
    "gru": lambda units, **more: layers.GRU(units, **more),
    "gru_before": lambda units, **more: layers.GRU(units, reset_after=False, **more),
}
MERGE_MODES = ("concat", "sum", "mul", "ave")


def recurrent(cell, depth, direction, masking, turn):
    stateful = turn % 3 == 0 and direction != "bidirectional"
    # Read to their last step and one in two, return_sequences alike.
    stack = [layers.Masking(0.0)] if masking else []
    for level in range(depth):
        last = level == depth - 1
        layer = CELLS[cell](
            4 - level,
            activation=ACTIVATIONS[turn % len(ACTIVATIONS)],
            return_sequences=not last or turn % 2 == 0,
            stateful=stateful,
            go_backwards=direction == "backwards",
        )
        if direction == "bidirectional":
            layer = layers.Bidirectional(layer, merge_mode=MERGE_MODES[turn % len(MERGE_MODES)])
        stack.append(layer)
    if turn % 2 == 0:
        stack.append(layers.TimeDistributed(layers.Dense(2)))
    else:
        stack.append(layers.Dense(2, activation="softmax"))
    batch = BATCH if stateful else None
    return keras.Sequential([keras.Input(batch_shape=(batch, None, WIDTH))] + stack)


def products():
    models = {}
    product = itertools.product(CELLS, (1, 2), ("forward", "backwards", "bidirectional"), (False, True))
    for turn, (cell, depth, direction, masking) in enumerate(product):
        name = f"{cell}_{depth}_{direction}{'_masked' if masking else ''}"
        models[name] = (recurrent(cell, depth, direction, masking, turn // 2 + turn), ("h5", "keras")[turn % 2])
    return models


def graphs():
    def points(name="points"):
        return keras.Input((STEPS, WIDTH), name=name)

    def tokens(name="tokens"):
        return keras.Input((STEPS,), dtype="int32", name=name)

    def encoder_decoder(make):
        encoder, decoder = points("encoder_in"), points("decoder_in")
        _, *state = make(4, return_state=True, name="encoder")(encoder)
        hidden = make(4, return_sequences=True, name="decoder")(decoder, initial_state=state)
        return keras.Model([encoder, decoder], layers.Dense(2, name="out")(hidden))

    def shared():
        one, two = points("one"), points("two")
        lstm = layers.LSTM(3, name="both")
        return keras.Model([one, two], layers.Subtract()([lstm(one), lstm(two)]))

    def merges():
        x = points()
        a, b = layers.LSTM(3, return_sequences=True)(x), layers.GRU(3, return_sequences=True)(x)
        merged = [
            layers.Add()([a, b]),
            layers.Multiply()([a, b]),
            layers.Average()([a, b]),
            layers.Maximum()([a, b]),
            layers.Minimum()([a, b]),
        ]
        return keras.Model(x, [layers.Concatenate()(merged), layers.SimpleRNN(2)(merged[0])])

    def masked_branches():
        x, ids = points(), tokens()
        masked = layers.Masking(0.0)(x)
        a = layers.LSTM(3, return_sequences=True)(masked)
        b = layers.Bidirectional(layers.GRU(2, return_sequences=True))(masked)
        joined = layers.RNN([layers.LSTMCell(2), layers.GRUCell(3)])(layers.Concatenate()([a, b]))
        _, h, c = layers.LSTM(2, return_state=True)(layers.Embedding(5, 3, mask_zero=True)(ids))
        again = layers.LSTM(2, return_sequences=True)(x, initial_state=[h, c])
        return keras.Model([x, ids], [joined, layers.TimeDistributed(layers.Dense(2))(again), h])

    def bidirectional_states():
        x, y = points("x"), points("y")
        _, *states = layers.Bidirectional(layers.LSTM(3, return_state=True))(x)
        out = layers.Bidirectional(layers.LSTM(3, return_sequences=True), merge_mode="sum")(y, initial_state=states)
        return keras.Model([x, y], [out, states[1]])

    def autoencoder():
        return keras.Sequential(
            [
                keras.Input((STEPS, WIDTH)),
                layers.LSTM(4),
                layers.RepeatVector(5),
                layers.GRU(4, return_sequences=True, zero_output_for_mask=True),
                layers.TimeDistributed(layers.Dense(2, activation="tanh")),
            ]
        )

    def reshaped():
        return keras.Sequential(
            [
                keras.Input((12,)),
                layers.Reshape((4, 3)),
                layers.Dropout(0.3),
                layers.SimpleRNN(3, return_sequences=True, kernel_regularizer=keras.regularizers.L1L2(0.1, 0.2)),
                layers.Activation("relu"),
                layers.Flatten(),
                layers.GaussianNoise(0.1),
                layers.Dense(2),
                layers.LeakyReLU(negative_slope=0.2),
            ]
        )

    def stacked(**more):
        cells = [layers.GRUCell(3), layers.LSTMCell(4), layers.SimpleRNNCell(2, activation="relu")]
        return keras.Sequential([keras.Input((None, WIDTH)), layers.RNN(cells, **more), layers.Dense(2)])

    def embedding(mask_zero):
        return keras.Sequential(
            [
                keras.Input((None,), dtype="int32"),
                layers.Embedding(7, 3, mask_zero=mask_zero),
                layers.Bidirectional(layers.LSTM(3), backward_layer=layers.GRU(3, go_backwards=True)),
                layers.Dense(4, activation="softmax"),
            ]
        )

    return {
        "encoder_decoder_lstm": encoder_decoder(layers.LSTM),
        "encoder_decoder_gru": encoder_decoder(layers.GRU),
        "shared": shared(),
        "merges": merges(),
        "masked_branches": masked_branches(),
        "bidirectional_states": bidirectional_states(),
        "autoencoder": autoencoder(),
        "reshaped": reshaped(),
        "stacked_cells": stacked(return_sequences=True),
        "stacked_cells_backwards": stacked(go_backwards=True),
        "single_cell": keras.Sequential([keras.Input((None, WIDTH)), layers.RNN(layers.GRUCell(3))]),
        "embedding": embedding(False),
        "embedding_masked": embedding(True),
    }


def refused():
    """Models that cannot be served, and the layer that a refusal has to name."""
    sequence = (STEPS, WIDTH)
    x = keras.Input(sequence)

    def masked_decoder(x):  # with an initial state, Keras 3 passes the mask of the input over
        masked = layers.Masking(0.0)(x)
        _, h = layers.GRU(3, return_state=True)(x)
        return layers.GRU(3, name="decoder")(masked, initial_state=h)

    hidden = layers.LSTM(3, return_sequences=True)(x)
    return {
        "refused_convolution": keras.Sequential([keras.Input(sequence), layers.Conv1D(2, 2, name="conv"), layers.LSTM(2)]),
        "refused_normalization": keras.Sequential([keras.Input(sequence), layers.LayerNormalization(name="norm")]),
        "refused_mask": keras.Model(x, masked_decoder(x)),
        "refused_axis": keras.Model(x, layers.Concatenate(axis=1, name="behind")([hidden, hidden])),
        "refused_operation": keras.Model(x, keras.ops.exp(hidden)),
        "refused_half": keras.Sequential([keras.Input(sequence), layers.LSTM(2, dtype="float16", name="half")]),
        "refused_nested": keras.Sequential(
            [keras.Input(sequence), keras.Sequential([keras.Input(sequence), layers.LSTM(2)], name="within")]
        ),
    }


def fill(model, random):
    model.set_weights([random.normal(0, 0.8, w.shape).astype("float32") for w in model.get_weights()])


def draw(tensor, random):
    shape = [BATCH] + [STEPS if size is None else size for size in tensor.shape[1:]]
    if tensor.dtype == "int32":
        return random.integers(0, 5, shape).astype("int32")
    x = random.normal(0, 1.5, shape).astype("float32")
    if len(shape) == 3:
        x[0, [0, 3]] = 0  # masked, where there is a mask
        x[1, -2:] = 0
    return x


def outputs_of(model, inputs):
    outputs = model.predict(inputs, verbose=0, batch_size=BATCH)
    return [output.tolist() for output in (outputs if isinstance(outputs, list) else [outputs])]


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(SEED)
    models = [(name, model, [form]) for name, (model, form) in products().items()]
    models += [(name, model, ["h5", "keras"]) for name, model in graphs().items()]
    golden = []
    for name, model, forms in models:
        fill(model, random)
        inputs = [draw(tensor, random) for tensor in model.inputs]
        case = {"model": name, "files": [f"{name}.{form}" for form in forms], "parameters": model.count_params()}
        case["inputs"] = [x.tolist() for x in inputs]
        case["outputs"] = outputs_of(model, inputs)
        if any(getattr(layer, "stateful", False) for layer in model.layers):
            case["again"] = outputs_of(model, inputs)  # from where the first call ended
        for file in case["files"]:
            model.save(folder / file)
        golden.append(case)
    for name, model in refused().items():
        model.save(folder / f"{name}.keras")
    alone = next(model for name, model, _ in models if name == "masked_branches")
    alone.save_weights(folder / "masked_branches.weights.h5")
    (folder / "masked_branches.json").write_text(alone.to_json())
    record = {"keras": keras.__version__, "backend": keras.backend.backend(), "seed": SEED, "cases": golden}
    (folder / "golden.json").write_text(json.dumps(record))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
