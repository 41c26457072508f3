"""
Files that take long to write, kept compressed under `VAR_DIR` until what they say has changed.

A copy is named by a key that moves with its content (an entity tag). It is written while the first reader receives it,
so nobody waits for the whole, and no more than a piece of it is ever in memory. Nothing depends on it: where the disk
refuses, each reader has it written anew.
"""

import logging
import os
import re
import struct
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

logger = logging.getLogger(__name__)

PIECE = 64 * 1024  # bytes
ABANDONED = 3_600  # seconds after which nobody writes a copy any more
_GZIP = zlib.MAX_WBITS | 16


def open_kept(name: str, key: str) -> BinaryIO | None:
    """Open the compressed copy, or return None where there is none of that key."""
    try:
        return _path(name, key).open("rb")
    except OSError:
        return None


def keeping(name: str, key: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Compress the pieces, and keep a copy of what passes once it has passed whole; copies of other keys then go."""
    try:
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        copy = tempfile.NamedTemporaryFile(dir=folder, prefix=f"{name}.", suffix=".part", delete=False)  # noqa: SIM115
    except OSError:
        logger.warning("No copy of %s can be kept under %s", name, settings.VAR_DIR)
        yield from compressed(pieces)
        return
    unfinished = Path(copy.name)
    try:
        with copy:
            for piece in compressed(pieces):
                copy.write(piece)
                yield piece
        kept = unfinished.rename(_path(name, key))
        for other in folder.glob(f"{name}.*.gz"):
            if other != kept:
                other.unlink(missing_ok=True)
        _sweep(name)
    finally:  # a reader that leaves half-way keeps nothing
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def keep(name: str, key: str, octets: bytes, *, at: datetime) -> datetime:
    """
    Keep what is whole already, as it is given, and return since when there is this version: `at`, in whole seconds.

    Later than the version before, whatever the clock says: a reader who has that one is to hear of this one.
    """
    since = at.replace(microsecond=0)
    unfinished: Path | None = None
    try:
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        others = [other for other in folder.glob(f"{name}.*.gz") if other != _path(name, key)]
        for other in others:
            since = max(since, _since(other) + timedelta(seconds=1))
        with tempfile.NamedTemporaryFile(dir=folder, prefix=f"{name}.", suffix=".part", delete=False) as copy:
            unfinished = Path(copy.name)
            copy.write(octets)
        os.utime(unfinished, (since.timestamp(), since.timestamp()))
        unfinished.rename(_path(name, key))
        for other in others:
            other.unlink(missing_ok=True)
        _sweep(name)
    except OSError:
        logger.warning("No copy of %s can be kept under %s", name, settings.VAR_DIR)
        if unfinished is not None:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
    return since


def kept_since(name: str, key: str) -> datetime | None:
    """Return since when there is this version, None where none is kept."""
    try:
        return _since(_path(name, key))
    except OSError:
        return None


def read_whole(name: str, key: str) -> bytes | None:
    """Return the copy as it was given to `keep`, None where none is kept."""
    try:
        return _path(name, key).read_bytes()
    except OSError:
        return None


def make_room(prefix: str, *, most: int) -> None:
    """Delete the oldest versions of what is kept under names that begin so, until they take `most` bytes."""
    copies = []
    for path in _folder().glob(f"{prefix}*.gz"):
        with suppress(OSError):  # another process may delete as well
            told = path.stat()
            copies.append((told.st_mtime, told.st_size, path))
    taken = sum(size for _since, size, _path in copies)
    for _moment, size, path in sorted(copies):
        if taken <= most:
            return
        path.unlink(missing_ok=True)
        taken -= size


def size_of(name: str) -> tuple[int, int] | None:
    """Return how many bytes the last kept copy has, plain and compressed; None where there is none."""
    for path in _folder().glob(f"{name}.*.gz"):
        with suppress(OSError), path.open("rb") as copy:
            compressed_size = copy.seek(-4, 2) + 4
            return struct.unpack("<I", copy.read(4))[0], compressed_size  # RFC 1952 §2.3.1: the plain size comes last
    return None


def compressed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Compress as gzip, the same bytes for the same pieces: no clock, no name."""
    gzip = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
    for piece in pieces:
        if squeezed := gzip.compress(piece):
            yield squeezed
    yield gzip.flush()


def plain(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Return the pieces of a gzip as they were."""
    gzip = zlib.decompressobj(_GZIP)
    for piece in pieces:
        while piece:
            yield gzip.decompress(piece, PIECE * 4)
            piece = gzip.unconsumed_tail
    yield gzip.flush()


def pieces_of(file: BinaryIO) -> Iterator[bytes]:
    """Read a file piece by piece, and close it."""
    with file:
        while piece := file.read(PIECE):
            yield piece


def _sweep(name: str) -> None:
    """Delete what processes that were killed left unfinished."""
    for left in _folder().glob(f"{name}.*.part"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > ABANDONED:
                left.unlink()


def _since(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "kept"


def _path(name: str, key: str) -> Path:
    return _folder() / f"{name}.{re.sub(r'[^0-9a-zA-Z]', '', key)}.gz"
