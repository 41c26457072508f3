"""Copies of long files: whole or not at all, the last one only, and nobody depends on them."""

import gzip
import os
import time
from pathlib import Path
from typing import Any

import pytest

from core import kept

PIECES = [b"un, " * 50_000, b"deux, ", b"", b"trois"]
WHOLE = b"".join(PIECES)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path / "kept"


def test_what_has_passed_whole_is_kept(folder: Path) -> None:
    assert kept.open_kept("liste.csv", 'W/"1"') is None
    assert kept.size_of("liste.csv") is None
    passed = b"".join(kept.keeping("liste.csv", 'W/"1"', iter(PIECES)))
    assert gzip.decompress(passed) == WHOLE
    copy = kept.open_kept("liste.csv", 'W/"1"')
    assert copy is not None
    assert b"".join(kept.plain(kept.pieces_of(copy))) == WHOLE
    assert copy.closed
    assert kept.size_of("liste.csv") == (len(WHOLE), len(passed))
    assert kept.open_kept("liste.csv", 'W/"2"') is None
    assert [file.name for file in folder.iterdir()] == ["liste.csv.W1.gz"]


def test_the_last_copy_takes_the_place_of_the_others() -> None:
    for key in ("1", "2"):
        list(kept.keeping("liste.csv", key, iter(PIECES)))
        list(kept.keeping("liste.json", key, iter(PIECES)))
    assert [kept.open_kept("liste.csv", key) is None for key in ("1", "2")] == [True, False]
    assert kept.open_kept("liste.json", "2") is not None


def test_what_a_killed_process_left_goes_with_the_next_copy(folder: Path) -> None:
    folder.mkdir()
    left, under_way = folder / "liste.csv.a.part", folder / "liste.csv.b.part"
    for file, age in ((left, kept.ABANDONED + 60), (under_way, 60)):
        file.touch()
        os.utime(file, times=(time.time() - age,) * 2)
    list(kept.keeping("liste.csv", "1", iter(PIECES)))
    assert {file.name for file in folder.iterdir()} == {"liste.csv.1.gz", under_way.name}


def test_a_reader_that_leaves_half_way_keeps_nothing(folder: Path) -> None:
    leaving = kept.keeping("liste.csv", "1", iter(PIECES))
    next(leaving)
    assert [file.suffix for file in folder.iterdir()] == [".part"]
    leaving.close()
    assert list(folder.iterdir()) == []


def test_where_the_disk_refuses_each_reader_has_it_written(folder: Path) -> None:
    folder.write_text("no folder can be made here")
    assert gzip.decompress(b"".join(kept.keeping("liste.csv", "1", iter(PIECES)))) == WHOLE
    assert kept.size_of("liste.csv") is None
