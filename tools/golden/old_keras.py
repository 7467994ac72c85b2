"""Writes src/test/resources/golden/old_keras: files as Keras 1 and 2 wrote them, with inputs and outputs; and in
src/test/resources/golden/resume the files keras2_*.h5: trainings that Keras 2 began, and the losses that followed.

    python tools/golden/old_keras.py src/test/resources/golden

Needs tensorflow-cpu 2.21 and h5py alone. TensorFlow carries a copy of Keras 2 (tensorflow.python.keras, of the time of
2.6): it wrote the models, their outputs and losses. What it cannot write was put together with h5py, as the comments say.
Its weights and inputs come from seed 20261124.
"""

import json
import os
import sys
import zipfile
from pathlib import Path

os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import h5py
import numpy as np
import tensorflow as tf
from tensorflow.python import keras
from tensorflow.python.keras import models
from tensorflow.python.keras.engine.input_layer import Input
from tensorflow.python.keras.layers.advanced_activations import LeakyReLU
from tensorflow.python.keras.layers.core import Activation, Dense, Dropout, Flatten, Masking, RepeatVector, Reshape
from tensorflow.python.keras.layers.embeddings import Embedding
from tensorflow.python.keras.layers.merge import Add, Concatenate
from tensorflow.python.keras.layers.recurrent import GRU, LSTM, RNN, GRUCell, LSTMCell, SimpleRNN
from tensorflow.python.keras.optimizer_v2 import adagrad, adam, gradient_descent, rmsprop
from tensorflow.python.keras.saving import hdf5_format

keras.__version__ = "2.6.0"  # the copy does not say its own, and writes it into every file
SEED = 20261124
BATCH, STEPS, WIDTH = 2, 6, 3
GATES = {"recurrent_activation": "sigmoid"}


def sequential(*stack, **more):
    return models.Sequential([Input((None, WIDTH), **more)] + list(stack))


def encoder_decoder():
    source, target = Input((STEPS, WIDTH), name="source"), Input((STEPS, WIDTH), name="target")
    _, *state = LSTM(4, return_state=True, name="encoder", **GATES)(Masking()(source))
    hidden = LSTM(4, return_sequences=True, name="decoder", **GATES)(Masking()(target), initial_state=state)
    return models.Model([source, target], Dense(2, name="out")(hidden))


def shared():
    one, two = Input((STEPS, WIDTH), name="one"), Input((STEPS, WIDTH), name="two")
    gru = GRU(3, return_sequences=True, reset_after=True, name="both", **GATES)
    a, b = gru(one), gru(two)
    joined = Concatenate()([Add()([a, b]), a])
    return models.Model([one, two], [SimpleRNN(2)(joined), LeakyReLU(0.2)(b)])


def tokens(mask_zero):
    ids = Input((STEPS,), dtype="int32", name="ids")
    hidden = LSTM(4, return_sequences=True, **GATES)(Embedding(7, 3, mask_zero=mask_zero)(ids))
    return models.Model(ids, Dense(5, activation="softmax")(hidden))


def built():
    return {
        "simple_rnn": sequential(SimpleRNN(4, return_sequences=True), Dense(2)),
        "lstm_masked": sequential(Masking(), LSTM(4, return_sequences=True, **GATES), Dropout(0.3), Dense(2)),
        "lstm_hard_sigmoid": sequential(LSTM(4, recurrent_activation="hard_sigmoid"), Activation("hard_sigmoid")),
        "gru": sequential(GRU(4, reset_after=True, go_backwards=True, return_sequences=True, **GATES), Dense(2)),
        "gru_before": sequential(GRU(4, reset_after=False, recurrent_activation="hard_sigmoid"), Dense(2)),
        "stateful": models.Sequential([Input(batch_shape=(BATCH, None, WIDTH)), GRU(3, stateful=True, **GATES)]),
        "stacked_cells": sequential(RNN([LSTMCell(3, **GATES), GRUCell(2, reset_after=True, **GATES)]), Dense(2)),
        "autoencoder": sequential(LSTM(3, **GATES), RepeatVector(4), GRU(3, return_sequences=True, **GATES), Flatten()),
        "reshaped": models.Sequential([Input((12,)), Reshape((4, 3)), SimpleRNN(3), Dense(2, activation="relu")]),
        "tokens": tokens(False),
        "tokens_masked": tokens(True),
        "encoder_decoder": encoder_decoder(),
        "shared": shared(),
        # Attributes over 64,512 bytes are split into layer_names0, layer_names1.
        "split_names": sequential(SimpleRNN(2), *(Dense(2, name=f"dense_{i:02}_" + "x" * 1_100) for i in range(60))),
    }


def draw(tensor, random):
    shape = [BATCH] + [STEPS if size is None else size for size in tensor.shape[1:]]
    if tensor.dtype == tf.int32:
        return random.integers(0, 7, shape).astype("int32")
    x = random.normal(0, 1, shape).astype("float32")
    if len(shape) == 3:
        x[0, [0, 3]] = 0  # masked, where there is a mask
        x[1, -2:] = 0
    return x


def case(name, model, file, inputs):
    def predicted():
        outputs = model.predict_on_batch(inputs if len(inputs) > 1 else inputs[0])
        return [y.tolist() for y in (outputs if isinstance(outputs, list) else [outputs])]

    found = {"model": name, "files": [file], "parameters": model.count_params()}
    found["inputs"] = [x.tolist() for x in inputs]
    found["outputs"] = predicted()
    if name == "stateful":
        found["again"] = predicted()
    return found


def config_of(file):
    return json.loads(file.attrs["model_config"])


def cudnn(folder, kind, model):
    """The copy has no CuDNN layers any more, but still their layout's conversion, both ways."""
    path = folder / f"cudnn_{kind.lower()}.h5"
    model.save(path)
    layer = model.layers[0]
    standing_in = type("CuDNN" + kind, (), {"reset_after": True})()
    turned = hdf5_format._convert_rnn_weights(standing_in, layer.get_weights())
    back = hdf5_format._convert_rnn_weights(layer, turned)
    assert all(np.array_equal(a, b) for a, b in zip(back, layer.get_weights()))
    with h5py.File(path, "r+") as file:
        config = config_of(file)
        entry = config["config"]["layers"][1]
        entry["class_name"] = "CuDNN" + kind
        for key in ("activation", "recurrent_activation", "use_bias", "implementation", "reset_after", "unroll"):
            entry["config"].pop(key, None)
        for key in ("dropout", "recurrent_dropout", "time_major"):
            entry["config"].pop(key, None)
        file.attrs["model_config"] = json.dumps(config)
        group = file["model_weights"][layer.name]
        for weight, values in zip(list(group.attrs["weight_names"]), turned):
            del group[weight]
            group.create_dataset(weight, data=values)
    return path.name


def keras_1(folder, kind, model, version):
    """Put together: an array for each gate and kind, texts of fixed length, the words of Keras 1."""
    path = folder / f"keras1_{kind.lower()}.h5"
    layer, dense = model.layers
    kernel, recurrent, bias = layer.get_weights()
    gates = {"LSTM": "icfo", "GRU": "zrh"}[kind]
    places = {"LSTM": "ifco", "GRU": "zrh"}[kind]
    weights = []
    for gate in gates:
        for letter, joined in (("W", kernel), ("U", recurrent), ("b", bias)):
            part = np.split(joined, len(gates), axis=-1)[places.index(gate)]
            weights.append((f"{layer.name}_{letter}_{gate}", part))
    back = hdf5_format.preprocess_weights_for_loading(layer, [values for _, values in weights], "1")
    assert all(np.array_equal(a, b) for a, b in zip(back, layer.get_weights()))
    rnn = {
        "name": layer.name, "trainable": True, "batch_input_shape": [None, None, WIDTH], "input_dtype": "float32",
        "input_dim": WIDTH, "output_dim": layer.units, "return_sequences": False, "go_backwards": False,
        "stateful": False, "unroll": False, "consume_less": "cpu", "init": "glorot_uniform", "inner_init": "orthogonal",
        "activation": "tanh", "inner_activation": "hard_sigmoid", "dropout_W": 0.0, "dropout_U": 0.0,
        "W_regularizer": None, "U_regularizer": None, "b_regularizer": None,
    }
    out = {"name": dense.name, "trainable": True, "init": "glorot_uniform", "activation": "linear", "output_dim": 2,
           "input_dim": layer.units, "W_regularizer": None, "W_constraint": None, "bias": True}
    entries = [{"class_name": kind, "config": rnn}, {"class_name": "Dense", "config": out}]
    optimizer = {"class_name": "RMSprop", "config": {"lr": 0.002, "rho": 0.9, "epsilon": 1e-8, "decay": 0.0}}
    compiled = {"optimizer_config": optimizer, "loss": "mse", "metrics": ["accuracy"], "sample_weight_mode": None}
    with h5py.File(path, "w") as file:
        if version:
            file.attrs["keras_version"] = np.bytes_(version)
        file.attrs["model_config"] = np.bytes_(json.dumps({"class_name": "Sequential", "config": entries}))
        file.attrs["training_config"] = np.bytes_(json.dumps(compiled))
        group = file.create_group("model_weights")
        group.attrs["layer_names"] = np.array([layer.name, dense.name], dtype="S")
        arrays = {layer.name: weights, dense.name: zip((dense.name + "_W", dense.name + "_b"), dense.get_weights())}
        for name, own in arrays.items():
            own, inside = list(own), group.create_group(name)
            inside.attrs["weight_names"] = np.array([weight for weight, _ in own], dtype="S")
            for weight, values in own:
                inside.create_dataset(weight, data=values)
    return path.name


def compressed(folder, model):
    """Put together: arrays in compressed pieces, of other types and byte orders, texts of variable length."""
    path = folder / "compressed.h5"
    model.save(path)
    forms = [
        dict(dtype="<f8", chunks=(2, 4), compression="gzip", shuffle=True),
        dict(dtype=">f4", chunks=True, compression="lzf"),
        dict(dtype=">f8"),
    ]
    with h5py.File(path, "r+") as file:
        weights, turn = file["model_weights"], 0
        for layer in [name for name in weights.attrs["layer_names"]]:
            group = weights[layer]
            names = list(group.attrs["weight_names"])
            group.attrs.create("weight_names", [str(name) for name in names], dtype=h5py.string_dtype())
            for name in names:
                values = group[name][()]
                del group[name]
                group.create_dataset(name, data=values, **{**forms[turn % 3], **({"chunks": True} if turn % 3 == 0 else {})})
                turn += 1
    return path.name


def zipped(folder, model):
    """Put together as Keras 2.15 writes its .keras, from the same weights."""
    path = folder / "keras2.keras"
    own = json.loads(model.to_json())["config"]
    for entry in own["layers"]:
        entry.update({"module": "keras.layers", "registered_name": None})
        if entry["class_name"] != "InputLayer":
            entry["build_config"] = {"input_shape": [None, None, WIDTH]}
    optimizer = {"name": "Adam", "weight_decay": None, "clipnorm": None, "global_clipnorm": None, "clipvalue": None,
                 "use_ema": False, "ema_momentum": 0.99, "ema_overwrite_frequency": None, "jit_compile": False,
                 "is_legacy_optimizer": False, "learning_rate": 0.003, "beta_1": 0.9, "beta_2": 0.999,
                 "epsilon": 1e-7, "amsgrad": False}
    config = {
        "module": "keras", "class_name": "Sequential", "config": own, "registered_name": "Sequential",
        "compile_config": {
            "optimizer": {"module": "keras.optimizers", "class_name": "Custom>Adam", "config": optimizer,
                          "registered_name": "Adam"},
            "loss": {"module": "builtins", "class_name": "function", "config": "mean_squared_error",
                     "registered_name": "function"},
            "metrics": ["mae"], "loss_weights": None, "weighted_metrics": None,
        },
    }
    with h5py.File(folder / "part.h5", "w") as file:
        for layer in model.layers:
            kind = layer.__class__.__name__.lower()
            cell = "/cell" if kind in ("lstm", "gru") else ""
            file.create_group(f"layers/{kind}/vars")
            for i, values in enumerate(layer.get_weights()):
                file[f"layers/{kind}{cell}/vars/{i}"] = values
        file["optimizer/vars/0"] = np.int64(5)
        for i, values in enumerate(w for weight in model.get_weights() for w in (weight * 0.1, weight**2)):
            file[f"optimizer/vars/{i + 1}"] = values
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("metadata.json", json.dumps({"keras_version": "2.15.0", "date_saved": "2024-01-01@00:00:00"}))
        out.writestr("config.json", json.dumps(config))
        out.write(folder / "part.h5", "model.weights.h5")
    (folder / "part.h5").unlink()
    return path.name


def resumed(folder):
    x, y = np.load(folder / "x.npy"), np.load(folder / "y.npy")
    optimizers = {
        "sgd": gradient_descent.SGD(0.05),
        "momentum": gradient_descent.SGD(0.05, momentum=0.9),
        "nesterov": gradient_descent.SGD(0.05, momentum=0.9, nesterov=True),
        "decay": gradient_descent.SGD(0.05, momentum=0.9, decay=0.1),
        "adagrad": adagrad.Adagrad(0.03),
        # Keras 2 adds epsilon to the root where Keras 3 adds it within: a small one, so that both do the same.
        "rmsprop": rmsprop.RMSprop(0.003, epsilon=1e-12),
        "centered": rmsprop.RMSprop(0.003, momentum=0.5, centered=True),
        "adam": adam.Adam(0.01),
        "amsgrad": adam.Adam(0.01, amsgrad=True),
    }
    cases = []
    for name, optimizer in optimizers.items():
        tf.random.set_seed(SEED)
        stack = [LSTM(4, return_sequences=True, **GATES), GRU(3, return_sequences=True, reset_after=True, **GATES), Dense(2)]
        model = sequential(*stack)
        model.compile(optimizer, "mse", metrics=["mae"])
        losses = []
        for update in range(12):
            if update == 6:
                model.save(folder / f"keras2_{name}.h5")
            losses.append(float(model.train_on_batch(x, y, reset_metrics=True)[0]))
        cases.append({"model": f"keras2_{name}.h5", "losses": losses[6:]})
    (folder / "keras2.json").write_text(json.dumps({"keras": keras.__version__, "seed": SEED, "cases": cases}) + "\n")


def main(golden):
    folder = golden / "old_keras"
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(SEED)
    cases = []
    fill = lambda model: model.set_weights([random.normal(0, 0.6, w.shape).astype("float32") for w in model.get_weights()])
    for name, model in built().items():
        fill(model)
        model.save(folder / f"keras2_{name}.h5")
        cases.append(case(name, model, f"keras2_{name}.h5", [draw(x, random) for x in model.inputs]))
        if name == "shared":
            model.save_weights(folder / "keras2_shared_weights.h5")
            (folder / "keras2_shared_weights.json").write_text(model.to_json())
    plain = lambda *stack: models.Sequential(list(stack))
    shape = {"input_shape": (None, WIDTH)}
    for name, model, write in (
        ("cudnn_lstm", plain(LSTM(4, **GATES, **shape), Dense(2)), lambda m: cudnn(folder, "LSTM", m)),
        ("cudnn_gru", plain(GRU(4, reset_after=True, **GATES, **shape), Dense(2)), lambda m: cudnn(folder, "GRU", m)),
        ("keras1_lstm", plain(LSTM(4, recurrent_activation="hard_sigmoid", name="lstm_1", **shape), Dense(2)),
         lambda m: keras_1(folder, "LSTM", m, "1.2.2")),
        ("keras1_gru", plain(GRU(4, recurrent_activation="hard_sigmoid", name="gru_1", **shape), Dense(2)),
         lambda m: keras_1(folder, "GRU", m, None)),
        ("compressed", plain(LSTM(4, **GATES, **shape), Dense(2)), lambda m: compressed(folder, m)),
        ("keras2_zip", plain(LSTM(4, return_sequences=True, **GATES, **shape), GRU(3, reset_after=True, **GATES), Dense(2)),
         lambda m: zipped(folder, m)),
    ):
        fill(model)
        cases.append(case(name, model, write(model), [draw(model.inputs[0], random)]))
    record = {"keras": keras.__version__, "tensorflow": tf.__version__, "seed": SEED, "cases": cases}
    (folder / "golden.json").write_text(json.dumps(record))
    resumed(golden / "resume")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
