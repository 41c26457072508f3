"""
Searching as people type: without accents, capitals or punctuation.

What is searched is kept folded beside the original (`search_text`), and a question is folded alike: a plain
`contains` then works the same on SQLite and PostgreSQL, and no character of a question means anything special.
"""

import unicodedata

LONGEST_QUESTION = 200
"""Characters read of a question: more is a mistake or an attack."""

MOST_WORDS = 8
"""Words kept of a question: each is one condition of the query."""

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l"})


def fold(text: str) -> str:
    """
    Return a text as it is searched: small letters and digits, words parted by one space.

    "L'Île-d'Yeu, c'est où ?" becomes "l ile d yeu c est ou".
    """
    # Capitals hide in compatibility characters ("№"), and some small letters come apart: twice, then.
    small = unicodedata.normalize("NFKD", text).casefold().translate(_LIGATURES)
    decomposed = unicodedata.normalize("NFKD", small)
    letters = (c for c in decomposed if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in letters).split())


def words_of(question: str) -> list[str]:
    """Return the different words of a question, folded, in its order; none where it holds no letter and no digit."""
    return list(dict.fromkeys(fold(question[:LONGEST_QUESTION]).split()))[:MOST_WORDS]
