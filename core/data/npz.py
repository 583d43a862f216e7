"""Labelled pictures in an .npz file, refused by its directory and headers before any array is read."""

import difflib
import io
import math
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.data import remedies
from core.data.disk import DataError

Bytes = NDArray[np.uint8]

MOST_UNPACKED = 256 * 10**6  # bytes
MOST_PICTURES = 100_000
LEAST_SIDE, MOST_SIDE = 4, 64  # pixels
MOST_CLASSES = 10
MOST_CHARACTERS = 40  # of the name of a class
MARKUP = "[]<>`$*|\\~^{}:@"  # on a page these would make links, pictures and colours
IMAGES, LABELS = ("train_images", "test_images"), ("train_labels", "test_labels")
KERAS = {"x_train": IMAGES[0], "y_train": LABELS[0], "x_test": IMAGES[1], "y_test": LABELS[1]}  # names of the same
_DARK = 32  # pictures none of which gets as light are in another range than 0 to 255
_TAIL = 2**16 + 42  # bytes in which an archive's end must stand
_DIRECTORY = 2**16  # bytes; numpy's of five arrays has 300
_HEADER = 10_000  # bytes, as many as numpy reads of a header
_WANTED = "must be uint8 (N, H, W) or (N, H, W, 3)."
_SAVE = "Save the arrays by their names with numpy.savez_compressed."


class Pictures(NamedTuple):
    """What an .npz holds, checked; contiguous."""

    train_images: Bytes  # (N, H, W), or (N, H, W, 3) in colour; 0..255
    train_labels: Bytes  # (N,) index into class_names
    test_images: Bytes  # (M, H, W) or (M, H, W, 3)
    test_labels: Bytes  # (M,)
    class_names: tuple[str, ...]  # (K,)


class _Head(NamedTuple):
    """An array as its header has it."""

    entry: zipfile.ZipInfo
    start: int  # bytes of the header
    shape: tuple[int, ...]
    fortran: bool
    dtype: np.dtype[Any]

    def __str__(self) -> str:
        return f"{str(self.dtype)[:20]} {str(self.shape)[:40]}"


def read(file: BinaryIO, name: str) -> Pictures:
    """The pictures in `file`, which messages call `name`.

    By these names or by Keras's, x_train, y_train, x_test, y_test; names are as messages call them.
    train_images, test_images: uint8 (N, H, W) or (N, H, W, 3), H and W from 4 to 64, the same in both.
    train_labels, test_labels: integers (N,) or (N, 1) from 0 to K-1, each of them in both, K from 2 to 10.
    class_names, if there: K texts. Other arrays are not read. Raises DataError that names the array, what it is and
    what it has to be.
    """
    _check_ends(file, name)
    with _undamaged(name), zipfile.ZipFile(file) as archive:
        heads = _heads(archive, name)
        _check_shapes(heads)
        _check_sizes(heads)
        arrays = {key: _array(archive, head) for key, head in heads.items()}
    _check_labels(heads, arrays)
    _check_range(heads, arrays)
    names = _class_names(arrays)
    _check_classes(arrays, names)
    x, x_test = (np.ascontiguousarray(arrays[key]) for key in IMAGES)
    y, y_test = (np.ascontiguousarray(arrays[key].reshape(-1), np.uint8) for key in LABELS)
    return Pictures(x, y, x_test, y_test, names)


@contextmanager
def _undamaged(name: str) -> Iterator[None]:
    try:
        yield
    except DataError:
        raise
    except Exception as problem:  # whatever the damage leads zipfile, zlib and numpy to
        raise DataError(f"{name} is damaged: it cannot be read ({str(problem)[:80]}). {_SAVE}") from problem


def _check_ends(file: BinaryIO, name: str) -> None:
    """Refuse what numpy did not write, before zipfile reads all of a directory that may be long."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    first = file.read(6)
    file.seek(max(0, size - _TAIL))
    tail = file.read()
    at = tail.rfind(
        b"PK\5\6"
    )  # the end's mark, 12 bytes, size of the directory, 6 bytes, length of a comment, 2 bytes
    end, after = tail[at : at + 22], tail[at + 22 :]
    if first == b"\x93NUMPY":
        raise DataError(f"{name} is a single array (.npy), not an .npz of four. {_SAVE}")
    if not first.startswith(b"PK"):
        raise DataError(f"{name} is {'not an .npz file' if size else 'empty'}. {_SAVE}")
    if at < 0 or len(end) < 22:
        raise DataError(f"{name} is not whole: its end is missing. Save it, or copy it, again.")
    if after.strip(b"\0") and len(after) != int.from_bytes(end[20:], "little"):  # zeros do no harm
        raise DataError(f"{name} has {len(after):,} bytes after its end. Save it, or copy it, again.")
    if tail[max(0, at - 20) : max(0, at - 16)] == b"PK\6\7" or int.from_bytes(end[12:16], "little") > _DIRECTORY:
        raise DataError(f"{name} has too many files in it. {_SAVE}")


def _heads(archive: zipfile.ZipFile, name: str) -> dict[str, _Head]:
    """The headers of the arrays we know; no array is read."""
    given = [entry.filename.removesuffix(".npy") for entry in archive.infolist()]
    inside = [key if (key := KERAS.get(other.lower(), "")) and key not in given else other for other in given]
    for key in (*IMAGES, *LABELS):
        if key not in inside:
            has = ", ".join(repr(other[:30]) for other in given[:8]) or "nothing"
            needs = "It needs train_images, train_labels, test_images and test_labels."
            raise DataError(f"'{key}' is missing in {name}, which has {has}. {needs} {_SAVE}")
    like = difflib.get_close_matches("class_names", inside, 1, 0.75)
    if like and "class_names" not in inside:
        raise DataError(f"{name} has {like[0][:30]!r}. Is that 'class_names'? Rename it, or leave it out.")
    heads = {}
    for entry, key in zip(archive.infolist(), inside, strict=True):
        if key in (*IMAGES, *LABELS, "class_names"):
            if key in heads:
                raise DataError(f"'{key}' must be once in {name}. Got it {inside.count(key)} times. {_SAVE}")
            heads[key] = _head(archive, entry, key)
    return heads


def _head(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, key: str) -> _Head:
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise DataError(f"'{key}' is packed in a way that numpy does not use. {_SAVE}")
    with archive.open(entry) as member:
        start = io.BytesIO(member.read(_HEADER))
    formats = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
    shape, fortran, dtype = formats[np.lib.format.read_magic(start)](start)
    head = _Head(entry, start.tell(), shape, fortran, dtype)
    if dtype.hasobject:
        plain = "np.array(class_names, str)" if key == "class_names" else f"np.stack({key})"
        raise DataError(f"'{key}' is an object array: it is never unpickled. Make it a plain one: {plain}.")
    says, has = math.prod(shape) * dtype.itemsize, entry.file_size - head.start
    if says != has or min(shape, default=0) < 0:
        raise DataError(f"'{key}' is damaged: it should be {head}, but it has {has:,} bytes. {_SAVE}")
    return head


def _array(archive: zipfile.ZipFile, head: _Head) -> NDArray[Any]:
    with archive.open(head.entry) as member:
        data = member.read(head.entry.file_size)  # so many and no more, however much would come
    flat = np.frombuffer(data, head.dtype, offset=head.start)
    return flat.reshape(head.shape, order="F" if head.fortran else "C")


# What the headers say


def _check_shapes(heads: Mapping[str, _Head]) -> None:
    for key in IMAGES:
        head, sides = heads[key], heads[key].shape[1:3]
        if head.dtype.kind not in "uifb" or len(head.shape) not in (3, 4) or head.shape[3:] not in ((), (3,)):
            remedy = remedies.of_shape(key, head.shape) if head.dtype.kind in "uifb" else ""
            raise DataError(f"'{key}' {_WANTED} Got {head} instead. {remedy}".rstrip())
        if not head.shape[0]:
            raise DataError(f"'{key}' must have at least 1 picture. Got {head} instead.")
        if min(sides) < LEAST_SIDE or max(sides) > MOST_SIDE:
            remedy = remedies.of_shape(key, head.shape) if head.shape[1] in (1, 3) else ""
            wanted = f"must be {LEAST_SIDE} to {MOST_SIDE} pixels high and wide"
            got = f"Got {sides[0]} x {sides[1]} instead. {remedy or 'Resize the pictures.'}"
            raise DataError(f"'{key}' {wanted}. {got}")
    train, test = (heads[key].shape[1:] for key in IMAGES)
    if train != test:
        raise DataError(f"'test_images' must have pictures of {train}, as 'train_images'. Got {test} instead.")
    names = heads.get("class_names")
    if names and (names.dtype.kind not in "US" or len(names.shape) != 1 or names.dtype.itemsize > 4096):
        raise DataError(f"'class_names' must be text (K,). Got {names} instead.")
    if names and not 2 <= names.shape[0] <= MOST_CLASSES:
        raise DataError(f"'class_names' must be 2 to {MOST_CLASSES}. Got {names.shape[0]} instead.")


def _check_sizes(heads: Mapping[str, _Head]) -> None:
    many, size = sum(heads[key].shape[0] for key in IMAGES), sum(h.entry.file_size for h in heads.values())
    if many > MOST_PICTURES:
        both = "'train_images' and 'test_images'"
        raise DataError(f"{both} must have at most {MOST_PICTURES:,} pictures in all. Got {many:,} instead.")
    if size > MOST_UNPACKED:
        wide = [key for key in IMAGES if heads[key].dtype.itemsize > 4]
        saved = sum(heads[key].entry.file_size * (1 - 4 / heads[key].dtype.itemsize) for key in wide)
        remedy = remedies.of_wide(wide[0]) if size - saved <= MOST_UNPACKED else "Take fewer pictures."
        got = f"Got {math.ceil(size / 1e6):,} MB instead. {remedy}"
        raise DataError(f"The arrays must have at most {MOST_UNPACKED / 1e6:g} MB unpacked. {got}")


# What the arrays say


def _check_labels(heads: Mapping[str, _Head], arrays: Mapping[str, NDArray[Any]]) -> None:
    for pictures, key in zip(IMAGES, LABELS, strict=True):
        head, n = heads[key], heads[pictures].shape[0]
        if head.dtype.kind not in "iu" or head.shape not in ((n,), (n, 1)):
            remedy = remedies.of_labels(key, arrays[key], n)
            wanted = f"must be integers ({n},), one for each picture"
            raise DataError(f"'{key}' {wanted}. Got {head} instead. {remedy}".rstrip())


def _check_range(heads: Mapping[str, _Head], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Pictures must be uint8 and use its range: one that is 0 and 1, or a set that is black, is a mistake."""
    spans = {key: (float(arrays[key].min()), float(arrays[key].max())) for key in IMAGES}
    for key in IMAGES:
        low, high = spans[key]
        alike = [
            spans[k]
            for k in IMAGES
            if heads[k].dtype == heads[key].dtype and _bright(spans[k]) == _bright(spans[key])
        ]
        remedy = remedies.of_range(key, min(a for a, _ in alike), max(b for _, b in alike), _DARK)
        if heads[key].dtype != np.uint8:
            raise DataError(f"'{key}' {_WANTED} Got {heads[key]} instead. {remedy}".rstrip())
        if low == high:
            raise DataError(f"'{key}' must be pictures. Got {high:g} in every pixel instead.")
        if not _bright(spans[key]):
            raise DataError(f"'{key}' must be from 0 to 255. Got {low:g} to {high:g} alone instead. {remedy}")


def _bright(span: tuple[float, float]) -> bool:
    return span[1] >= _DARK


def _class_names(arrays: Mapping[str, NDArray[Any]]) -> tuple[str, ...]:
    if "class_names" not in arrays:
        k = 1 + max(int(arrays[key].max()) for key in LABELS)
        return tuple(map(str, range(min(max(2, k), MOST_CLASSES))))
    try:
        given = [n if isinstance(n, str) else n.decode() for n in arrays["class_names"].tolist()]
    except ValueError as problem:
        raise DataError(f"'class_names' must be text. Got what cannot be read as such ({problem}).") from problem
    names = tuple(" ".join(name.split()) for name in given)
    for name in names:
        if not 0 < len(name) <= MOST_CHARACTERS or name != plain(name):
            wanted = f"must be texts of 1 to {MOST_CHARACTERS} characters without {' '.join(MARKUP)}"
            raise DataError(f"'class_names' {wanted}. Got {name[: MOST_CHARACTERS + 1]!r} instead.")
        if names.count(name) > 1:
            raise DataError(f"'class_names' must be different from each other. Got {name!r} twice.")
    return names


def plain(text: str) -> str:
    """`text` without what a page would take for markup, or cannot show."""
    return "".join(c for c in text if (c.isprintable() or c in "\u200c\u200d") and c not in MARKUP)


def _check_classes(arrays: Mapping[str, NDArray[Any]], names: tuple[str, ...]) -> None:
    given, found = "class_names" in arrays, {key: np.unique(arrays[key]) for key in LABELS}
    train, test = LABELS
    remedy = {} if given else {train: remedies.of_classes(train, found[train], found[test])}
    remedy |= {} if given else {test: remedies.of_classes(test, found[test], found[train])}
    keys = sorted(LABELS, key=lambda key: np.array_equal(found[key], np.arange(len(found[key]))))  # right ones last
    for key in keys:
        if not given and len(found[key]) > MOST_CLASSES:
            wanted = f"must have at most {MOST_CLASSES} classes"
            got = f"Got {len(found[key])} instead. {remedies.of_many(found[key], MOST_CLASSES)}"
            raise DataError(f"'{key}' {wanted}. {got}")
        low, high = int(found[key][0]), int(found[key][-1])
        if low < 0 or high >= len(names):
            wanted = f"must be integers from 0 to {len(names) - 1}"
            got = f"Got {low if low < 0 else high} instead. {remedy.get(key, '')}"
            raise DataError(f"'{key}' {wanted}. {got}".rstrip())
    for key in keys:
        for k in sorted(set(range(len(names))) - set(found[key].tolist())):
            which = str(k) if names[k] == str(k) else f"{k} ({names[k]})"
            got = f"Got no picture of class {which}. {remedy.get(key, '')}"
            raise DataError(f"'{key}' must have every class. {got}".rstrip())
