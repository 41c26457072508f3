"""
Codes that people read, write and say, and secrets that only machines carry.

A code identifies; it opens nothing without a contact. A token opens a booking by itself: only its SHA-256 is kept.
"""

import hashlib
import re
import secrets

# No vowel, so that no word comes out, and one of each pair that looks alike (0O 1IL 2Z 5S 8B UV): 22 ** 8 codes.
ALPHABET = "34679CDFGHJKMNPQRTVWXY"
CODE_LENGTH = 8
TOKEN_BYTES = 32

_NOT_A_SIGN = re.compile(r"[^0-9A-Z]")


def new_code() -> str:
    """Return a code at random: `K7MPXRTW`."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def normalise_code(text: str) -> str:
    """Return what was meant: `" k7mp-xrtw "` → `"K7MPXRTW"`; anything that is no code stays no code."""
    return _NOT_A_SIGN.sub("", text[:100].upper())


def code_words(code: str) -> str:
    """Return a code as it is read aloud, in two halves: `K7MP XRTW`."""
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}"


def new_token() -> str:
    """Return a secret for a link: 256 bits, safe in an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_digest(token: str) -> str:
    """Return what is kept of a token: its SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()
