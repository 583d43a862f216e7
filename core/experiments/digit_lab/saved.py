"""A trained network as one file: safetensors with its settings as JSON; nothing in it is ever run or unpickled.

What comes back is untrusted: load() believes only what the settings, checked, say that the file must hold.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from safetensors import SafetensorError, deserialize
from safetensors.numpy import save as to_bytes

from core.config import from_query, settings, unknown
from core.data.selection import Floats, resident
from core.experiments.digit_lab import nets
from core.experiments.digit_lab.config import Config, network, selection, shape
from core.experiments.digit_lab.nets import Shape
from core.experiments.digit_lab.scores import Tested, outputs, tested

VERSION = 1  # of the format
KEY = "mlpscope"  # of the settings in the file's metadata
LARGEST = 256_000_000  # bytes
_HEADER = 100_000  # bytes of a header, at most
_PREFIXES = ("module.", "_orig_mod.")  # that DataParallel and torch.compile put before each name
_REMEDY = "Choose a .safetensors file that this page has saved."


class Refused(ValueError):
    """A file that is no network of the digit lab; the message says what it is, what is allowed, what to do."""


def save(config: Config, parameters: Mapping[str, Floats]) -> bytes:
    """The network as a file: float32 arrays by name, and in the metadata the settings as a link writes them.

    Raises ValueError where these are not the parameters of `config`.
    """
    chosen = selection(config)
    about = {
        "version": VERSION,
        "settings": {s.name: s.declaration.write(getattr(config, s.name)) for s in settings(Config).values()},
        "pictures": list(shape(chosen)),
        "classes": len(chosen.classes),
    }
    arrays = {name: np.ascontiguousarray(value, dtype=np.float32) for name, value in parameters.items()}
    _compare(arrays, nets.shapes(config, shape(chosen), len(chosen.classes)))
    return bytes(to_bytes(arrays, {KEY: json.dumps(about)}))


def load(file: bytes) -> tuple[Config, dict[str, Floats]]:
    """The settings and parameters in `file`; raises Refused, a ValueError, for whatever else it is.

    A prefix that PyTorch's wrappers put before all names is left out. No memory is asked for by what the file says
    of itself: its arrays are copies of bytes that are there.
    """
    about = _about(_header(file))
    config = _settings(about.get("settings"))
    expected = nets.shapes(config, *_pictures(about))
    try:
        tensors = _unwrapped(deserialize(file))  # type: ignore[no-untyped-call]
    except Refused:
        raise
    except (SafetensorError, ValueError, TypeError) as error:
        raise Refused(f"The file is damaged or was cut off: its arrays do not fill it. {_REMEDY}") from error
    for name, tensor in tensors.items():
        if tensor["dtype"] != "F32":
            raise Refused(
                f"'{_short(name)}' must be float32 (F32). Got {_short(tensor['dtype'])} instead. {_REMEDY}"
            )
    arrays = {name: np.frombuffer(bytes(t["data"]), "<f4").reshape(t["shape"]) for name, t in tensors.items()}
    _compare(arrays, expected)
    return config, {name: arrays[name] for name in expected}


def _unwrapped(named: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Tensors by the names of the bare network: nn.DataParallel adds 'module.', torch.compile '_orig_mod.'."""
    found: dict[str, Any] = {}
    for given, tensor in named:
        name = given
        while prefix := next((p for p in _PREFIXES if name.startswith(p)), ""):
            name = name.removeprefix(prefix)
        if name in found:
            raise Refused(
                f"'{_short(name)}' must be in the file once. Got it twice, with and without a prefix. {_REMEDY}"
            )
        found[name] = tensor
    return found


def evaluate(config: Config, parameters: Mapping[str, Floats]) -> Tested:
    """The network on the test pictures of its data set: the same figures as at the end of its run.

    Raises ValueError where the data set has other pictures than it was trained on, or where what it computes is too
    large for a float32; DataError where the data set is not here.
    """
    chosen = selection(config)
    _compare(parameters, nets.shapes(config, shape(chosen), len(chosen.classes)))
    net = network(config, shape(chosen), len(chosen.classes), parameters)
    test = resident(chosen).test
    logits = outputs(net, test)
    assert logits is not None  # nobody stops it
    if not logits.isfinite().all():
        largest = max((float(np.abs(value).max()), name) for name, value in parameters.items() if value.size)
        raise Refused(
            "This network's scores must be finite numbers. They overflow on the test pictures: its largest weight "
            f"is {largest[0]:.2g}, in '{_short(largest[1])}'. Train it again, with a smaller learning rate."
        )
    return tested(logits, test.labels)


def _header(file: bytes) -> dict[str, Any]:
    """The JSON at the file's beginning: 8 bytes of its length, then itself."""
    if not file:
        raise Refused(f"The file is empty. {_REMEDY}")
    if len(file) > LARGEST:
        raise Refused(f"The file must have at most {LARGEST:,} bytes. Got {len(file):,} instead. {_REMEDY}")
    if file[:1] == b"\x80" or file[:2] == b"PK":
        raise Refused(
            "This is a pickle (or a torch.save file), which could run any program when it is read: only "
            f".safetensors files are read here. {_REMEDY}"
        )
    length = int.from_bytes(file[:8], "little")
    if len(file) < 9 or file[8:9] != b"{" or length > _HEADER:
        raise Refused(f"This is not a .safetensors file. {_REMEDY}")
    if 8 + length > len(file):
        raise Refused(
            f"The file was cut off: its header has {length:,} bytes, and {len(file) - 8:,} are there. {_REMEDY}"
        )
    try:
        header = json.loads(file[8 : 8 + length], object_pairs_hook=_once)
    except Refused:
        raise
    except (ValueError, RecursionError) as error:
        raise Refused(f"The file's header is damaged: it is not JSON. {_REMEDY}") from error
    return header if isinstance(header, dict) else {}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object, in which no name may stand twice: a reader may take either value."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        name = next(name for name in names if names.count(name) > 1)
        raise Refused(f"'{_short(name)}' must be in the file once. Got it {names.count(name)} times. {_REMEDY}")
    return found


def _about(header: dict[str, Any]) -> dict[str, Any]:
    """What the metadata say of the network, of this version."""
    metadata = header.get("__metadata__")
    text = metadata.get(KEY) if isinstance(metadata, dict) else None
    try:
        about = json.loads(text, object_pairs_hook=_once) if isinstance(text, str) else None
    except Refused:
        raise
    except (ValueError, RecursionError):
        about = None
    if not isinstance(about, dict):
        raise Refused(
            f"The file holds {_held(header)}. What is missing are the settings of the digit lab ('{KEY}' in its "
            f"metadata): without them nobody knows which network this is. {_REMEDY}"
        )
    if (version := about.get("version")) != VERSION or isinstance(version, bool):
        newer = isinstance(version, int) and version > VERSION
        by = "It was saved by a newer MLP Scope: open it there. " if newer else ""
        raise Refused(f"The file's version must be {VERSION}. Got {_short(version)} instead. {by}{_REMEDY}")
    return about


def _settings(given: object) -> Config:
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise Refused(f"The file's settings must be texts by name. {_REMEDY}")
    wrong = unknown(given, Config)
    config, changed = from_query(Config, given)
    if wrong or changed:
        said = (wrong or changed)[0].split(" Using ")[0].replace(": it was left out", "")
        raise Refused(f"The file's settings are not those of the digit lab. {said} {_REMEDY}")
    return config


def _pictures(about: dict[str, Any]) -> tuple[Shape, int]:
    """Height, width, channels, and the number of classes."""
    given, classes = about.get("pictures"), about.get("classes")
    numbers = [*given, classes] if isinstance(given, list) and len(given) == 3 else []
    whole = len(numbers) == 4 and all(type(n) is int for n in numbers)
    if not whole or not (all(4 <= n <= 64 for n in numbers[:2]) and numbers[2] in (1, 3) and 2 <= numbers[3] <= 10):
        raise Refused(
            "The file's pictures must have sides of 4 to 64 pixels, 1 or 3 channels and 2 to 10 classes. "
            f"Got {_short(given)} and {_short(classes)} instead. {_REMEDY}"
        )
    return (numbers[0], numbers[1], numbers[2]), numbers[3]


def _compare(arrays: Mapping[str, Floats], expected: Mapping[str, tuple[int, ...]]) -> None:
    """Raise Refused for the first array that is missing, too many, of another shape, or not finite."""
    for name in [*expected, *arrays]:
        if name not in arrays or name not in expected:
            word = "lacks" if name not in arrays else "has"
            raise Refused(
                f"This is another network than its settings say: it {word} '{_short(name)}'; "
                f"there must be {', '.join(expected)}. {_REMEDY}"
            )
        if arrays[name].shape != expected[name]:
            raise Refused(
                f"'{name}' must have the shape {expected[name]}. Got {_short(arrays[name].shape)} instead: "
                f"another network than the settings say. {_REMEDY}"
            )
        if not np.isfinite(arrays[name]).all():
            raise Refused(f"'{name}' must be finite numbers. Got NaN or infinity instead. {_REMEDY}")


def _held(header: Mapping[str, Any]) -> str:
    """What arrays a header lists, in words: their number, and the first ones by name and shape."""
    arrays = {name: about for name, about in header.items() if name != "__metadata__"}
    if not arrays:
        return "no arrays"
    first = [
        f"{_short(n)} {_short(a.get('shape')) if isinstance(a, dict) else ''}" for n, a in list(arrays.items())[:6]
    ]
    more = ", ..." if len(arrays) > len(first) else ""
    return f"{len(arrays)} array{'s' if len(arrays) > 1 else ''}: {', '.join(first)}{more}"


def _short(what: object) -> str:
    text = str(what)
    return text if len(text) <= 80 else text[:77] + "..."
