"""The store: finished recordings, each a file named by its job, kept over restarts and shared by servers.

It is a folder, on this machine or on a shared disk, or a bucket that fsspec knows. A file has another name while
it is written, so that it is there as a whole or not at all, whoever else writes the same. What cannot be read or
written is said in one line of the log, and nobody who asks has an error of it.
"""

import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from core.jobs import recording
from core.jobs.recording import Recording, Unfit

logger = logging.getLogger(__name__)
LARGEST = 300_000_000  # bytes of a file
ABANDONED = 24 * 3600.0  # s after which nobody is writing a file any more
UNFINISHED = ".unfinished-"
_FILE = re.compile(r"([0-9a-f]{16})\.safetensors")


class Store:
    """At most `most` bytes of recordings; what was used least recently goes first, in a bucket the oldest.

    Every method waits for the disk or the network.
    """

    def __init__(self, url: str, most: float) -> None:
        self.url, self.most = url, most
        self._said: set[str] = set()  # since it last took something

    def keys(self) -> set[str]:
        """The jobs of which there is a recording."""
        try:
            with self._reached() as (files, folder):
                return {key for key, _ in _kept(files, folder)}
        except FileNotFoundError:  # nothing has been written yet
            return set()
        except Exception as error:  # whatever a disk, a network or a bucket's library has to say
            self._trouble("cannot be read", error)
            return set()

    def read(self, key: str, cls: type) -> Recording | None:
        """The recording of a job whose snapshots are of this class, or None."""
        try:
            with self._reached() as (files, folder):
                path = _path(folder, key)
                if files.size(path) > LARGEST:
                    raise Unfit("it is too large")
                found = recording.read(key, cls, files.cat_file(path))
        except FileNotFoundError:  # another server has made room
            return None
        except Unfit as why:
            self._say(f"The stored recording {key} is not used: {why}. It is made again.")
            return None
        except Exception as error:  # as above
            self._trouble("cannot be read", error)
            return None
        self.use(key)
        return found

    def write(self, key: str, recorded: Recording) -> bool:
        """Make room and write it; whether that has succeeded."""
        try:
            pieces = recording.pieces(key, recorded)
            need = sum(memoryview(piece).nbytes for piece in pieces)
            if need > min(self.most, LARGEST):
                raise Unfit(f"its {need / 1e6:,.0f} MB are too many")
            with self._reached() as (files, folder):
                files.makedirs(folder, exist_ok=True)
                _make_room(files, folder, self.most - need)
                _put(files, f"{folder}/{UNFINISHED}{key}-{uuid4().hex}", _path(folder, key), pieces)
        except (Unfit, TypeError) as why:
            self._say(f"The recording {key} is not stored: {why}.")
            return False
        except Exception as error:  # as above
            self._trouble("does not take what is recorded", error)
            return False
        self._said.clear()
        return True

    def use(self, key: str) -> None:
        """Note that it is used, where that can be noted."""
        with suppress(Exception), self._reached() as (files, folder):
            if getattr(files, "local_file", False):  # a bucket would write it anew, or empty it
                os.utime(_path(folder, key))  # touch() makes an empty file where another server has just made room

    @contextmanager
    def _reached(self) -> Iterator[tuple[Any, str]]:
        from fsspec.core import url_to_fs  # which looks for all that is installed as it is imported

        files, folder = url_to_fs(self.url)
        files.invalidate_cache()  # a bucket's library remembers what it has listed
        yield files, str(folder).rstrip("/")

    def _trouble(self, what: str, error: Exception) -> None:
        why = getattr(error, "strerror", None) or error
        self._say(f"The store of recordings at {self.url} {what}: {why} ({type(error).__name__}).")

    def _say(self, line: str) -> None:
        """Once, until the store takes something again."""
        if line not in self._said:
            self._said.add(line)
            logger.warning("%s", line)


def _path(folder: str, key: str) -> str:
    return f"{folder}/{key}.safetensors"


def _kept(files: Any, folder: str) -> list[tuple[str, dict[str, Any]]]:
    """Key and description of each recording."""
    infos = [(_FILE.fullmatch(_name(info)), info) for info in files.ls(folder, detail=True)]
    return [(match[1], info) for match, info in infos if match]


def _name(info: dict[str, Any]) -> str:
    return str(info["name"]).rpartition("/")[2]


def _make_room(files: Any, folder: str, most: float) -> None:
    """Delete what was used least recently until no more than this is left, and what nobody goes on writing."""
    infos = [info for _, info in _kept(files, folder)]
    over = sum(info["size"] for info in infos) - most
    for info in sorted(infos, key=lambda info: _age(files, info), reverse=True) if over > 0 else ():
        if over > 0:
            over -= info["size"]
            _remove(files, info["name"])
    for info in files.ls(folder, detail=True):
        if _name(info).startswith(UNFINISHED) and _age(files, info) > ABANDONED:
            _remove(files, info["name"])


def _remove(files: Any, path: str) -> None:
    with suppress(FileNotFoundError):  # another server makes room too
        files.rm_file(path)


def _put(files: Any, part: str, path: str, pieces: list[Any]) -> None:
    try:
        with files.open(part, "wb") as file:
            for piece in pieces:
                file.write(piece)
        files.mv(part, path)
    except BaseException:
        with suppress(Exception):
            files.rm_file(part)
        raise


def _age(files: Any, info: dict[str, Any]) -> float:
    """Seconds since it was used, or written."""
    with suppress(FileNotFoundError):
        when: datetime = files.modified(info["name"])
        return (datetime.now(UTC) - (when if when.tzinfo else when.replace(tzinfo=UTC))).total_seconds()
    return 0.0
