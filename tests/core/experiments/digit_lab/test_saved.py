"""Networks as files: what is saved comes back bit for bit, and whatever else comes is refused in words."""

import io
import json
import pickle
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from safetensors.numpy import save as write
from safetensors.torch import load as read

from core.config import settings
from core.experiments import digit_lab as lesson
from core.experiments.digit_lab import Config, saved
from core.experiments.digit_lab.saved import KEY, Refused

SMALL = Config(dataset="digits", widths="8-6", epochs=1, batch_size=100)


def trained(config):
    last = list(lesson.train(config))[-1]
    return last, dict(zip(last.names, last.parameters, strict=True))


@pytest.fixture(scope="module")
def small():
    last, parameters = trained(SMALL)
    return last, parameters, saved.save(SMALL, parameters)


def with_about(file, arrays=None, **changes):
    """The file again, with other metadata and, if need be, other arrays."""
    length = int.from_bytes(file[:8], "little")
    about = json.loads(json.loads(file[8 : 8 + length])["__metadata__"][KEY])
    found = arrays if arrays is not None else {k: v.numpy() for k, v in read(file).items()}
    return write(found, {KEY: json.dumps(about | changes)})


def refused(file):
    with pytest.raises(Refused) as error:
        saved.load(file)
    return str(error.value)


@pytest.mark.parametrize(
    "config",
    [
        SMALL,
        replace(SMALL, widths="", bias=True),
        replace(SMALL, activation="prelu", permute_pixels=True),
        replace(SMALL, dropout=0.4, batch_norm=True, bias=True, activation="prelu"),
        replace(SMALL, network="convnet", filters=3, dropout=0.2, batch_norm=True, activation="gelu"),
    ],
)
def test_what_is_saved_comes_back_and_does_what_it_did(config):
    last, parameters = trained(config)
    found, arrays = saved.load(saved.save(config, parameters))
    assert found == config and list(arrays) == list(arrays)
    assert {k: v.tobytes() for k, v in arrays.items()} == {k: v.tobytes() for k, v in parameters.items()}
    result = saved.evaluate(found, arrays)
    assert (result.error, result.loss) == (last.test_error, last.test_loss)
    assert np.array_equal(result.confusion, last.confusion) and np.array_equal(result.worst, last.worst)
    assert np.array_equal(result.probabilities, last.probabilities)


def test_any_reader_of_safetensors_reads_it(small):
    _, parameters, file = small
    arrays = read(file)
    assert set(arrays) == set(parameters)
    assert all(torch.equal(arrays[name], torch.tensor(value)) for name, value in parameters.items())


def test_a_file_that_was_cut_off_is_refused_wherever_it_was(small):
    file = small[2]
    for at in [0, 1, 5, 8, 9, 40, 300, len(file) // 2, len(file) - 1]:
        words = refused(file[:at])
        assert "Choose a .safetensors file" in words and len(words) < 500
    assert "cut off: its header has" in refused(file[:300])
    assert "damaged or was cut off" in refused(file[:-1])
    assert "damaged" in refused(file + b"\0")


def test_a_pickle_is_refused_and_never_run(tmp_path):
    class Evil:
        def __reduce__(self):
            return open, (str(tmp_path / "was here"), "w")

    torch_file = io.BytesIO()
    torch.save({"w": torch.zeros(2)}, torch_file)
    for file in (pickle.dumps(Evil()), pickle.dumps({"a": 1}, protocol=4), torch_file.getvalue()):
        assert "pickle (or a torch.save file)" in refused(file)
    assert not (tmp_path / "was here").exists()
    assert "not a .safetensors file" in refused(pickle.dumps(Evil(), protocol=0))


@pytest.mark.parametrize("file", [b"hello, world", b"\x89PNG\r\n\x1a\n" + bytes(50), b"[1, 2, 3]" * 9, bytes(100)])
def test_something_else_is_refused(file):
    assert "not a .safetensors file" in refused(file)


def test_a_hostile_header_is_refused_before_anything_is_made(small):
    def lie(header):
        text = json.dumps(header).encode()
        return len(text).to_bytes(8, "little") + text + bytes(64)

    about = json.loads(small[2][8 : 8 + int.from_bytes(small[2][:8], "little")])["__metadata__"]
    huge = {"dtype": "F32", "shape": [2**40, 2**40], "data_offsets": [0, 64]}
    assert "damaged" in refused(lie({"__metadata__": about, "layers.0.weight": huge}))
    assert "What is missing are the settings of the digit lab" in refused(lie({"layers.0.weight": huge}))
    assert "not a .safetensors file" in refused((2**62).to_bytes(8, "little") + b"{" + bytes(64))
    assert "not JSON" in refused((90_000).to_bytes(8, "little") + b"{" + b"[" * 89_999)
    wide = {"widths": "1024-1024-1024", "network": "convnet", "filters": "64"}
    words = refused(with_about(small[2], settings=wide, pictures=[64, 64, 3]))
    assert "another network than its settings say" in words


def test_another_networks_arrays_are_refused(small):
    _, parameters, file = small
    first = next(iter(parameters))
    assert "it lacks 'layers.1.weight'" in refused(
        with_about(file, {k: v for k, v in parameters.items() if k != "layers.1.weight"})
    )
    assert "it has 'extra'" in refused(with_about(file, parameters | {"extra": np.zeros(1, np.float32)}))
    other = parameters | {first: np.zeros((3, 784), np.float32)}
    assert f"'{first}' must have the shape (8, 784). Got (3, 784) instead" in refused(with_about(file, other))
    half = parameters | {first: parameters[first].astype(np.float16)}
    assert f"'{first}' must be float32 (F32). Got F16 instead" in refused(with_about(file, half))
    broken = parameters[first].copy()
    broken[0, 0] = np.nan
    assert f"'{first}' must be finite numbers" in refused(with_about(file, parameters | {first: broken}))
    with pytest.raises(Refused, match="another network"):
        saved.save(replace(SMALL, widths="8"), parameters)


def test_settings_that_are_none_are_refused(small):
    file, full = small[2], {s.name: s.declaration.write(getattr(SMALL, s.name)) for s in settings(Config).values()}
    assert "no setting 'colour' here" in refused(with_about(file, settings=full | {"colour": "red"}))
    assert "'lr' must be in [1e-05, 10]. Got 50 instead." in refused(with_about(file, settings=full | {"lr": "50"}))
    assert "'widths' must be at most 6" in refused(with_about(file, settings=full | {"widths": "9999"}))
    assert "must be texts by name" in refused(with_about(file, settings=full | {"lr": 0.1}))
    assert "must be texts by name" in refused(with_about(file, settings=[1]))
    for pictures in ([28, 28], [28, 28, 2], [1000, 28, 1], [28.0, 28, 1], "28x28x1", None, [True, 28, 1]):
        assert "sides of 4 to 64" in refused(with_about(file, pictures=pictures))
    for version in (2, "1", None, True, 1e400):
        words = refused(with_about(file, version=version))
        assert "The file's version must be 1. Got" in words and ("newer MLP Scope" in words) == (version == 2)
    assert "What is missing are the settings of the digit lab" in refused(write(small[1], {KEY: "{"}))


def test_a_plain_state_dict_is_told_what_it_holds_and_what_is_missing(small):
    words = refused(write(small[1]))
    assert words.startswith("The file holds 3 arrays: layers.0.weight [8, 784], layers.1.weight [6, 8], ")
    assert "What is missing are the settings of the digit lab ('mlpscope' in its metadata)" in words
    many = {f"features.{i}.weight": np.zeros((2, i), np.float32) for i in range(1, 40)}
    words = refused(write(many))
    assert words.startswith("The file holds 39 arrays: ") and "..." in words and len(words) < 700
    assert "The file holds no arrays." in refused(write({}))


@pytest.mark.parametrize("prefix", ["module.", "_orig_mod.", "_orig_mod.module.", "module._orig_mod."])
def test_a_prefix_of_pytorchs_wrappers_is_understood(small, prefix):
    _, parameters, file = small
    found, arrays = saved.load(with_about(file, {prefix + name: value for name, value in parameters.items()}))
    assert found == SMALL and {k: v.tobytes() for k, v in arrays.items()} == {
        k: v.tobytes() for k, v in parameters.items()
    }


def test_a_name_that_is_there_twice_is_refused(small):
    _, parameters, file = small
    twice = parameters | {"module.layers.0.weight": parameters["layers.0.weight"]}
    once = "'layers.0.weight' must be in the file once. Got it "
    assert f"{once}twice, with and without a prefix." in refused(with_about(file, twice))
    length = int.from_bytes(file[:8], "little")
    text = file[8 : 8 + length].rstrip()
    again = text[:-1] + b',"layers.0.weight":' + json.dumps(json.loads(text)["layers.0.weight"]).encode() + b"}"
    assert f"{once}2 times." in refused(len(again).to_bytes(8, "little") + again + file[8 + length :])
    about = json.loads(text)["__metadata__"][KEY]
    settings_twice = json.dumps({KEY: about[:-1] + ', "version": 1}'})
    again = text.replace(json.dumps({KEY: about}, separators=(",", ":")).encode(), settings_twice.encode())
    assert again != text
    assert "'version' must be in the file once. Got it 2 times." in refused(
        len(again).to_bytes(8, "little") + again + file[8 + length :]
    )


def test_weights_that_overflow_are_refused_and_named(small):
    _, parameters, file = small
    large = parameters | {"layers.1.weight": np.full((6, 8), 3e38, np.float32)}
    config, arrays = saved.load(with_about(file, large))
    with pytest.raises(Refused, match=r"scores must be finite.*overflow.*largest weight is 3e\+38, in 'layers.1.w"):
        saved.evaluate(config, arrays)


def test_a_network_for_other_pictures_is_refused(small, monkeypatch):
    config, parameters = saved.load(small[2])
    with pytest.raises(Refused, match="must have the shape"):
        saved.evaluate(
            replace(config, widths="8-6", dataset="digits"),
            parameters | {"layers.0.weight": np.zeros((8, 3072), np.float32)},
        )


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_file_is_a_network_or_refused_and_nothing_else(small, data):
    file = bytearray(small[2])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, min(len(file) - 1, 1500)))
        file[at] = data.draw(st.integers(0, 255))
    try:
        config, arrays = saved.load(bytes(file))
    except Refused as error:
        assert 20 < len(str(error)) < 1000
    else:
        assert all(np.isfinite(value).all() for value in arrays.values()) and isinstance(config, Config)
