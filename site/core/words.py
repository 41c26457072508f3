"""Quantities said in French, the same on every machine (no locale)."""


def distance_words(metres: float) -> str:
    """How far, as a person would say it: "à 850 m", "à 1,2 km", "à 12 km"."""
    if metres < 995:
        # Nobody walks to the metre, and "à 0 m" would look like a fault.
        return f"à {max(10, _nearest_ten(metres))} m"
    if metres < 9_950:
        return f"à {_nearest(metres / 100) / 10:.1f} km".replace(".0 ", " ").replace(".", ",")
    return f"à {_nearest(metres / 1000):,} km".replace(",", " ")


def number_words(number: int) -> str:
    """A whole number as French writes it: "9 333"."""
    return f"{number:,}".replace(",", "\u202f")


def size_words(size: int) -> str:
    """
    The size of a file to download: "3,4 Mo", "820 ko".

    Thousands, not 1,024: as browsers and telephones show it.
    """
    if size >= 1_000_000:
        return f"{_nearest(size / 100_000) / 10:.1f} Mo".replace(".0 ", " ").replace(".", ",")
    return f"{max(1, _nearest(size / 1000))} ko"


def listing(words: list[str], last: str = "et") -> str:
    """Several words as one enumeration: "a", "a et b", "a, b et c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def _nearest(number: float) -> int:
    """The nearest whole number, a half upwards (Python's `round` sends 2.5 to 2)."""
    return int(number + 0.5)


def _nearest_ten(metres: float) -> int:
    return _nearest(metres / 10) * 10
