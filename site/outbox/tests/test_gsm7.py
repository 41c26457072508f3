"""An SMS is written in its own alphabet, and counted as a provider counts it."""

import pytest

from outbox.gsm7 import BASIC, EXTENSION, parts, to_gsm7


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Déjà à l'œuvre où ?", "Déjà à l'oeuvre où ?"),
        ("Ça coûte 3 €, reçu", "Ça coute 3 €, recu"),
        ("L’été « Café » – n° 5…", 'L\'été "Café" - no 5...'),
        ("2\u202fh\u00a030 · ½ tour", "2 h 30 - 1/2 tour"),
        ("e\u0301te\u0301", "été"),
        ("Ştefan Łukasz Zoë", "Stefan ?ukasz Zoe"),
        ("Иван 🙂 محمد", "????  ????"),
        ("À Évreux, ÊTRE", "A Évreux, ETRE"),
        ("deux\nlignes\tet\u200b un blanc", "deux\nlignes et un blanc"),
    ],
)
def test_what_an_sms_cannot_write_is_written_otherwise(text: str, written: str) -> None:
    assert to_gsm7(text) == written


def test_whatever_is_written_fits_and_stays() -> None:
    every = "".join(map(chr, [*range(0x3100), *range(0xF900, 0x10000), *range(0x1F300, 0x1F700)]))
    written = to_gsm7(every)
    assert set(written) == BASIC | EXTENSION
    assert to_gsm7(written) == written


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("é" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 80 + "a", 2),
        ("€" * 152, 2),  # 76 in each part: an escape and its character are never parted
        ("€" * 153, 3),
        ("ç" * 160, 1),
        ("…" * 53, 1),
        ("…" * 54, 2),
    ],
)
def test_parts_are_counted_as_a_provider_counts(text: str, counted: int) -> None:
    assert parts(text) == counted
