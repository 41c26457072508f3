"""Questions are folded as what they search is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.search import LONGEST_QUESTION, MOST_WORDS, fold, words_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("L'Île-d'Yeu, c'est où ?", "l ile d yeu c est ou"),
        ("CŒUR DE MÉTROPOLE", "coeur de metropole"),
        ("Saint‑Denis\u00a0(93)", "saint denis 93"),
        ("  \t\n ", ""),
        ('" % _ \\ \x00', ""),
        ("Straße № ½", "strasse no 1 2"),
        ("👋 الرباط", "الرباط"),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


def test_words_come_once_and_in_order():
    assert words_of("Aide à l'emploi, aide !") == ["aide", "a", "l", "emploi"]


def test_a_question_is_bounded():
    assert words_of("é" * 10_000) == ["e" * LONGEST_QUESTION]
    assert words_of(" ".join(str(n) for n in range(100))) == [str(n) for n in range(MOST_WORDS)]
