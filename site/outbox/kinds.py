"""What staff read for each kind of message: the app that sends it names it, when the site starts."""

from collections.abc import Mapping

_WORDS: dict[str, str] = {}


def name_kinds(words: Mapping[str, str]) -> None:
    """Name some kinds."""
    _WORDS.update(words)


def kind_words(kind: str) -> str:
    """Return the words for a kind; one that nobody named is shown as it is."""
    return _WORDS.get(kind, kind)
