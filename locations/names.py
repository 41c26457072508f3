"""How names of towns and places are compared: without accents, hyphens, capitals or abbreviations. Pure."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_WORD = re.compile(r"[a-z0-9]+")
_CEDEX = re.compile(r"\s+cedex(\s+\d{1,2})?\b.*$")
_ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_INITIALS = frozenset(
    "ACI ADAPEI ADIL ADMR AFPA AFT APF CAF CCAS CIAS CIDFF CIO CLIC CMS CPAM CRIJ CSC EPN ESAT FJT GRETA MDS MDPH MFR "
    "MIFE MJC MLJ MSA MSAP PIJ PIMMS PLIE SPIP UDAF UFCV".split()
)
_SMALL_WORDS = frozenset("à au aux d de des du en et l la le les lès lez par près sous sur".split())


def fold(text: str) -> str:
    """The form in which names are compared: ``"L'Haÿ"`` → ``"l hay"``, ``"St-Leu"`` → ``"saint leu"``."""
    lowered = unicodedata.normalize(
        "NFKD", text.replace("S/", "sur ").replace("s/", "sur ").casefold().translate(_LIGATURES)
    )
    return " ".join(_ABBREVIATIONS.get(word, word) for word in _WORD.findall(_unaccented(lowered)))


def fold_town(text: str) -> str:
    """`fold` for the town of an address: ``"LE MANS CEDEX 2"`` → ``"le mans"``."""
    return _CEDEX.sub("", fold(text))


def duplicate_key(text: str) -> str:
    """
    The form in which two rows of a data set are the same name, or the same address.

    Letters that are not ASCII once their accents are off are dropped, so that ``œ`` and curly apostrophes, which
    producers write or lose, do not tell two rows apart.
    """
    ascii_only = unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(_WORD.findall(ascii_only))


def calm(text: str) -> str:
    """A name shouted in capitals, in ordinary letters (``"AV DE LA PAIX"`` → ``"Av de la Paix"``); others unchanged."""
    letters = [letter for letter in text if letter.isalpha()]
    if len(letters) < 4 or any(letter.islower() for letter in letters):
        return text
    words = re.split(r"([\s'’-]+)", text.lower())
    words[0] = words[0].capitalize()
    return "".join(word if word in _SMALL_WORDS else word.capitalize() for word in words[:1]) + "".join(
        word if word in _SMALL_WORDS else word.capitalize() for word in words[1:]
    )


def calm_name(text: str) -> str:
    """`calm` for the name of a place, whose initials stay: ``"CCAS DE LYON"`` → ``"CCAS de Lyon"``."""
    calmed = calm(text)
    if calmed == text:
        return text
    if " " not in text.strip():
        return text  # One word in capitals is most often initials, or a name that wants them.
    return re.sub(r"[^\W\d_]+", lambda word: word[0].upper() if word[0].upper() in _INITIALS else word[0], calmed)


def _unaccented(decomposed: str) -> str:
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
