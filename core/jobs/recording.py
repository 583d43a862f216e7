"""A finished recording as one file: safetensors, with all that is no array as JSON in its header.

8 bytes of the header's length, the header, the arrays. The header names each array with its type, its shape and its
place. Its metadata say which format this is and of which version, which job it records, what the snapshots hold,
and a checksum of all of it. Nothing in a file is ever run or unpickled. The checksum finds damage; it does not tell
who has written the file.

It is written here, piece by piece, because the library copies all arrays twice and holds the interpreter meanwhile:
for 250 MB the server would stand still for a second.
"""

import hashlib
import json
import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from core.jobs.wire import Array, decode, encode

FORMAT, VERSION = "mlpscope recording", "1"
TYPES = {  # safetensors' names of what an array may hold; all are little-endian
    "BOOL": "|b1",
    "I8": "|i1",
    "U8": "|u1",
    "F16": "<f2",
    "F32": "<f4",
    "F64": "<f8",
    "C64": "<c8",
    **{f"{kind}{8 * size}": f"<{kind.lower()}{size}" for kind in "IU" for size in (2, 4, 8)},
}
NAMES = {text: name for name, text in TYPES.items()}


class Unfit(ValueError):
    """What cannot be written exactly, or a file that is not what it should be."""


class Recording(NamedTuple):
    """A job that has ended well."""

    snapshots: tuple[Any, ...]
    take: str  # which training of the job it is
    times: tuple[float, float, float]  # s from its beginning to its first snapshot, its last, and its end

    @property
    def size(self) -> int:
        """Bytes of its arrays."""
        found: list[int] = []

        def note(value: Array) -> dict[str, Any]:
            found.append(value.nbytes)
            return {}

        for snapshot in self.snapshots:
            encode(snapshot, note)
        return sum(found)


def pieces(key: str, recording: Recording) -> list[Any]:
    """What a file of it holds, one buffer after the other. Raises Unfit for what it could not hold exactly."""
    arrays: dict[str, Array] = {}

    def note(value: Array) -> dict[str, Any]:
        if value.dtype.str not in NAMES:
            raise Unfit(f"safetensors has no {value.dtype} of this kind")
        name = f"{len(said)}.{len(arrays)}"  # of the snapshot, and of the array
        arrays[name] = value
        return {"array": name}

    said: list[dict[str, Any]] = []
    for snapshot in recording.snapshots:
        said.append(encode(snapshot, note))
    header: dict[str, Any] = {}
    end = 0
    # The widest first: then each begins where its type may, and is read without being copied.
    ordered = sorted(arrays.items(), key=lambda item: -item[1].itemsize)
    for name, value in ordered:
        begin, end = end, end + value.nbytes
        header[name] = {"dtype": NAMES[value.dtype.str], "shape": list(value.shape), "data_offsets": [begin, end]}
    about = {"key": key, "take": recording.take, "times": recording.times, "snapshots": said}
    header["__metadata__"] = {"format": FORMAT, "version": VERSION, "recording": json.dumps(about)}
    body = [np.ascontiguousarray(value).reshape(-1).view(np.uint8).data for _, value in ordered]
    header["__metadata__"]["checksum"] = _checksum(header, body)
    written = json.dumps(header, separators=(",", ":")).encode()
    written += b" " * (-len(written) % 8)
    return [len(written).to_bytes(8, "little"), written, *body]


def read(key: str, cls: type, raw: bytes) -> Recording:
    """The recording of this job in a file's bytes, which its arrays share. Raises Unfit for whatever else it is."""
    length = int.from_bytes(raw[:8], "little")
    if len(raw) < 8 + length:
        raise Unfit("it is cut off")
    try:
        header = json.loads(raw[8 : 8 + length])
        metadata = header["__metadata__"]
        if metadata["format"] != FORMAT:
            raise Unfit("it is no recording")
        if metadata["version"] != VERSION:
            raise Unfit(f"its version is {metadata['version']}, not {VERSION}")
        body = memoryview(raw)[8 + length :]
        if metadata.pop("checksum") != _checksum(header, [body]):
            raise Unfit("its checksum is another one")
        about = json.loads(metadata["recording"])
        if about["key"] != key:
            raise Unfit(f"it is of the job {about['key']}")
        arrays = dict(_arrays(header, body))
        snapshots = tuple(decode(cls, one, lambda at: arrays[at["array"]]) for one in about["snapshots"])
        return Recording(snapshots, about["take"], tuple(about["times"]))
    except Unfit:
        raise
    except Exception as error:  # whatever such bytes lead to
        raise Unfit(f"it is no recording ({type(error).__name__})") from error


def _arrays(header: dict[str, Any], body: memoryview) -> Iterator[tuple[str, Array]]:
    for name, about in header.items():
        if name != "__metadata__":
            dtype, shape, (begin, end) = np.dtype(TYPES[about["dtype"]]), about["shape"], about["data_offsets"]
            if min(shape, default=0) < 0 or end - begin != dtype.itemsize * math.prod(shape):
                raise Unfit("its arrays do not fill it")
            yield name, np.frombuffer(body[begin:end], dtype).reshape(shape)


def _checksum(header: dict[str, Any], body: Sequence[Any]) -> str:
    """Of all of a file but its checksum."""
    digest = hashlib.sha256(json.dumps(header, sort_keys=True).encode())
    for piece in body:
        digest.update(piece)
    return digest.hexdigest()
