"""Writes src/test/resources/golden/graphs.json: models of every layer, wired in every way, with the numbers of real Keras.

    KERAS_BACKEND=tensorflow python tools/golden/graph_models.py src/test/resources/golden/graphs.json

Written with Keras 3.15.1 on TensorFlow (CPU). A model is a list of nodes, each a layer's class, the part of its config that
matters, and the outputs [node, output] that it reads or starts from; its weights stand in one flat list, layer by layer.
"""

import json
import sys

import keras
import numpy as np
from keras import layers

SEED = 20240611
ROWS = 3
STEPS = 5

MERGES = (
    layers.Add, layers.Subtract, layers.Multiply, layers.Average, layers.Maximum, layers.Minimum, layers.Concatenate,
)
KEYS = {
    "units", "activation", "recurrent_activation", "use_bias", "reset_after", "return_sequences", "return_state",
    "go_backwards", "stateful", "zero_output_for_mask", "mask_value", "input_dim", "output_dim", "mask_zero", "rate", "n",
    "target_shape", "merge_mode", "name",
}


def described(layer):
    config = {key: value for key, value in layer.get_config().items() if key in KEYS}
    out = {"class": type(layer).__name__, **config}
    if isinstance(layer, layers.Bidirectional):
        out["forward"] = described(layer.forward_layer)
        out["backward"] = described(layer.backward_layer)
    elif isinstance(layer, layers.TimeDistributed):
        out["layer"] = described(layer.layer)
    elif isinstance(layer, layers.RNN) and isinstance(layer.cell, layers.StackedRNNCells):
        out["cells"] = [described(cell) for cell in layer.cell.cells]
    return out


class Graph:
    """Builds a Keras model and its description side by side."""

    def __init__(self):
        self.nodes, self.inputs, self.layers, self.kept, self.tensors = [], [], [], [], {}

    def input(self, *shape, name=None):
        tensor = keras.Input(shape, name=name)
        self.inputs.append(tensor)
        own = list(shape) if len(shape) != 1 or shape[0] is not None else [None, 1]
        self._placed({"class": "InputLayer", "name": tensor.name, "shape": own}, [], [], [tensor])
        return tensor

    def add(self, layer, *inputs, states=None, mask=None):
        """Keras 3 hands a mask on by itself only to a layer that is given no states."""
        read = list(inputs) if isinstance(layer, MERGES) else inputs[0]
        masks = {} if mask is None else {"mask": mask}
        outputs = layer(read, initial_state=states, **masks) if states else layer(read)
        flat = keras.tree.flatten(outputs)
        if layer not in self.layers:
            self.layers.append(layer)
        places = [self.tensors[id(tensor)] for tensor in inputs]
        if states and mask is None:
            self.nodes.append({"layer": {"class": "Unmask", "name": f"{layer.name}_unmask"}, "inputs": places, "states": []})
            places = [[len(self.nodes) - 1, 0]]
        self._placed(described(layer), places, [self.tensors[id(tensor)] for tensor in states or []], flat)
        return flat[0] if len(flat) == 1 else flat

    def _placed(self, layer, inputs, states, outputs):
        self.nodes.append({"layer": layer, "inputs": inputs, "states": states})
        for i, tensor in enumerate(outputs):
            self.tensors[id(tensor)] = [len(self.nodes) - 1, i]
        self.kept.extend(outputs)  # an id is a living object's

    def case(self, name, random, data, results):
        results = results if isinstance(results, list) else [results]
        model = keras.Model(self.inputs, results)
        for layer in self.layers:
            layer.set_weights([random.normal(0, 0.6, w.shape).astype("float32") for w in layer.get_weights()])
        weights = [w.flatten() for layer in self.layers for w in layer.get_weights()]
        outputs = keras.tree.flatten(model.predict(data if len(data) > 1 else data[0], verbose=0))
        assert all(np.isfinite(y).all() for y in outputs), name
        return {
            "name": name,
            "nodes": self.nodes,
            "results": [self.tensors[id(tensor)] for tensor in results],
            "weights": short(np.concatenate(weights) if weights else np.zeros(0)),
            "inputs": [{"shape": list(x.shape), "values": short(x)} for x in data],
            "outputs": [{"shape": list(y.shape), "values": short(y)} for y in outputs],
        }


def short(array):
    """The shortest decimals that give the same floats."""
    return [float(str(np.float32(x))) for x in np.asarray(array, "float32").flatten()]


def points(random, width, steps=STEPS):
    return random.normal(0, 1, (ROWS, steps, width)).astype("float32")


def masked(random, width):
    """Rows masked in front and in the middle, at the end, and everywhere."""
    x = points(random, width)
    x[0, [0, 2]] = 0
    x[1, [3, 4]] = 0
    x[2] = 0
    return x


def tokens(random, count):
    x = random.integers(1, count, (ROWS, STEPS)).astype("float32")
    x[0, [0, 2]] = 0
    x[1, 4] = 0
    return x


RECURRENT = {
    "simple_rnn": lambda **k: layers.SimpleRNN(4, **k),
    "lstm": lambda **k: layers.LSTM(4, **k),
    "gru": lambda **k: layers.GRU(4, **k),
}


def chain(stack, name, random, data, shape=(None, 3)):
    graph = Graph()
    out = graph.input(*shape)
    for layer in stack:
        out = graph.add(layer, out)
    return graph.case(name, random, [data], out)


def cases(random):
    for kind, make in RECURRENT.items():
        for sequences in (True, False):
            for backwards in (True, False):
                for zero in (True, False):
                    name = f"masked {kind}{' sequences' * sequences}{' backwards' * backwards}{' zero' * zero}"
                    layer = make(return_sequences=sequences, go_backwards=backwards, zero_output_for_mask=zero)
                    yield chain([layers.Masking(), layer, layers.Dense(2)], name, random, masked(random, 3))
        yield chain([make(go_backwards=True, return_sequences=True)], f"backwards {kind}", random, points(random, 3))
        graph = Graph()
        x = graph.input(None, 3)
        outputs = graph.add(make(return_sequences=True, return_state=True), x)
        yield graph.case(f"state of {kind}", random, [points(random, 3)], outputs)
    for mode in ("concat", "sum", "mul", "ave"):
        for sequences in (True, False):
            layer = layers.Bidirectional(layers.GRU(3, return_sequences=sequences), merge_mode=mode)
            name = f"bidirectional {mode}{' sequences' * sequences}"
            yield chain([layer, layers.Dense(2)], name, random, points(random, 3))
            layer = layers.Bidirectional(layers.LSTM(3, return_sequences=sequences), merge_mode=mode)
            yield chain([layers.Masking(), layer, layers.Dense(2)], "masked " + name, random, masked(random, 3))
    graph = Graph()
    both = graph.add(layers.Bidirectional(layers.SimpleRNN(3, return_sequences=True), merge_mode=None), graph.input(None, 3))
    yield graph.case("bidirectional none", random, [points(random, 3)], both)
    graph = Graph()
    outputs = graph.add(layers.Bidirectional(layers.LSTM(3, return_sequences=True, return_state=True)), graph.input(None, 3))
    yield graph.case("bidirectional state", random, [points(random, 3)], outputs)
    different = layers.Bidirectional(
        layers.LSTM(3, return_sequences=True), backward_layer=layers.GRU(2, go_backwards=True, return_sequences=True)
    )
    yield chain([different], "bidirectional of two kinds", random, points(random, 3))
    stack = [layers.Bidirectional(layers.LSTM(3, return_sequences=True)), layers.Bidirectional(layers.GRU(2))]
    yield chain(stack, "bidirectional stack", random, points(random, 3))

    cells = lambda: [layers.LSTMCell(3), layers.GRUCell(4, reset_after=False), layers.SimpleRNNCell(2)]
    for sequences in (True, False):
        for backwards in (True, False):
            graph = Graph()
            x = graph.add(layers.Masking(), graph.input(None, 3))
            rnn = layers.RNN(cells(), return_sequences=sequences, return_state=True, go_backwards=backwards)
            name = f"stacked cells{' sequences' * sequences}{' backwards' * backwards}"
            yield graph.case(name, random, [masked(random, 3)], graph.add(rnn, x))

    stack = [layers.Embedding(7, 4, mask_zero=True), layers.LSTM(3, return_sequences=True)]
    stack += [layers.Dropout(0.3), layers.TimeDistributed(layers.Dense(5, activation="softmax"))]
    yield chain(stack, "embedding, masked", random, tokens(random, 7), (None,))
    yield chain([layers.Embedding(7, 4), layers.GRU(3)], "embedding", random, tokens(random, 7), (None,))
    yield chain([layers.Embedding(7, 2), layers.Flatten(), layers.Dense(3)], "flat tokens", random, tokens(random, 7), (STEPS,))
    stack = [layers.LSTM(4), layers.RepeatVector(6), layers.GRU(3, return_sequences=True), layers.Dense(2)]
    yield chain(stack, "repeat vector", random, points(random, 3))
    stack = [layers.Reshape((10, 2)), layers.SimpleRNN(3), layers.Reshape((3, 1)), layers.GRU(2)]
    yield chain(stack, "reshape", random, points(random, 4), (STEPS, 4))
    yield chain([layers.Masking(), layers.Flatten(), layers.Dense(3)], "flatten", random, masked(random, 3), (STEPS, 3))

    for name in ("elu", "selu", "softsign", "exponential", "silu", "gelu", "leaky_relu", "softplus", "relu", "softmax",
                 "hard_sigmoid", "sigmoid", "tanh", "linear"):
        inside = "tanh" if name == "exponential" else name  # it runs away in a recurrent layer
        stack = [layers.Dense(5), layers.Activation(name), layers.LSTM(3, activation=inside, recurrent_activation="hard_sigmoid")]
        yield chain(stack, f"activation {name}", random, points(random, 3))

    for merge in MERGES:
        graph = Graph()
        first, second = graph.input(None, 3, name="first"), graph.input(None, 3, name="second")
        hidden = graph.add(merge(), graph.add(layers.Masking(), first), graph.add(layers.Masking(mask_value=1), second))
        out = graph.add(layers.LSTM(4), hidden)
        other = masked(random, 3)
        other[0, 2] = 1
        other[1, 4] = 1
        name = f"two masked inputs, {type(graph.layers[-2]).__name__}"
        yield graph.case(name, random, [masked(random, 3), other], out)
    graph = Graph()
    words, context = graph.input(None, name="words"), graph.input(2, name="context")
    hidden = graph.add(layers.LSTM(4), graph.add(layers.Embedding(7, 3, mask_zero=True), words))
    joined = graph.add(layers.Concatenate(), hidden, context)
    out = [graph.add(layers.Dense(2), joined), graph.add(layers.Dense(1, activation="sigmoid"), joined)]
    data = [tokens(random, 7), random.normal(0, 1, (ROWS, 2)).astype("float32")]
    yield graph.case("two inputs, two outputs", random, data, out)
    graph = Graph()
    shared = layers.GRU(4, return_sequences=True)
    first, second = graph.input(None, 3), graph.input(None, 3)
    a, b = graph.add(shared, first), graph.add(shared, second)
    out = graph.add(layers.Dense(2), graph.add(layers.Add(), a, b, a))
    yield graph.case("shared layer", random, [points(random, 3), points(random, 3)], out)
    graph = Graph()
    x = graph.input(None, 3)
    a = graph.add(layers.LSTM(3, return_sequences=True), x)
    out = graph.add(layers.GRU(2, return_sequences=True), graph.add(layers.Concatenate(), x, a))
    yield graph.case("skip connection", random, [points(random, 3)], out)

    graph = Graph()
    source, target = graph.input(None, name="source"), graph.input(None, name="target")
    encoder = graph.add(layers.LSTM(4, return_state=True), graph.add(layers.Embedding(7, 3), source))
    decoder = layers.LSTM(4, return_sequences=True, return_state=True)
    hidden = graph.add(decoder, graph.add(layers.Embedding(6, 3), target), states=encoder[1:])
    out = graph.add(layers.Dense(6, activation="softmax"), hidden[0])
    yield graph.case("seq2seq", random, [tokens(random, 7), tokens(random, 6)], out)
    graph = Graph()
    source, target = graph.input(None, 3, name="source"), graph.input(None, 2, name="target")
    h = graph.add(layers.Bidirectional(layers.LSTM(2, return_state=True)), graph.add(layers.Masking(), source))
    states = [graph.add(layers.Concatenate(), h[1], h[3]), graph.add(layers.Concatenate(), h[2], h[4])]
    read = graph.add(layers.Masking(), target)
    mask = keras.ops.any(keras.ops.not_equal(target, 0), axis=-1)
    hidden = graph.add(layers.LSTM(4, return_sequences=True), read, states=states, mask=mask)
    unmasked = graph.add(layers.GRU(4, return_sequences=True), read, states=states[:1])
    out = [graph.add(layers.Dense(2), hidden), graph.add(layers.Dense(2), unmasked)]
    yield graph.case("seq2seq, bidirectional encoder", random, [masked(random, 3), masked(random, 2)], out)
    graph = Graph()
    source, target = graph.input(None, 3, name="source"), graph.input(None, 3, name="target")
    lower = graph.add(layers.GRU(3, return_sequences=True, return_state=True), source)
    upper = graph.add(layers.GRU(4, return_state=True), lower[0])
    hidden = graph.add(layers.GRU(3, return_sequences=True), target, states=lower[1:])
    hidden = graph.add(layers.GRU(4, return_sequences=True), hidden, states=upper[1:])
    yield graph.case("seq2seq, two layers", random, [points(random, 3, 4), points(random, 3)], graph.add(layers.Dense(3), hidden))
    graph = Graph()
    source, target = graph.input(None, 3, name="source"), graph.input(None, 2, name="target")
    states = graph.add(layers.Bidirectional(layers.GRU(3, return_state=True)), source)[1:]
    out = graph.add(layers.Bidirectional(layers.GRU(3, return_sequences=True)), target, states=states)
    yield graph.case("bidirectional from states", random, [points(random, 3), points(random, 2)], out)


def main(path):
    keras.utils.set_random_seed(SEED)
    random = np.random.default_rng(SEED)
    record = {"keras": keras.__version__, "backend": keras.backend.backend(), "seed": SEED, "cases": list(cases(random))}
    with open(path, "w") as file:
        json.dump(record, file, separators=(",", ":"))


if __name__ == "__main__":
    main(sys.argv[1])
