"""
What no log may keep: the secrets that some addresses carry, and what reaches a person.

We write no name into a log ourselves. What is caught here is what others say: a server that repeats the address it
refuses, a database that repeats the row.
"""

import logging
import re

SECRET_PATHS = re.compile(
    r"(/rendez-vous/reservation/lien/|/invitation/|/flux/(?:mediateur|organisation)/|/r/(?=[\w-]{20}))[^/\s\"?]+"
)


MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w+.:-])(?:\+|00)\d(?:[ .-]?\d){8,14}(?!\w)|(?<![\w+.:-])0[1-9](?:[ .-]?\d\d){4}(?!\w)")
DETAIL = re.compile(r"^(DETAIL|CONTEXT): .*$", re.MULTILINE)
"""PostgreSQL's: the values of the row that it refuses."""


def without_secrets(text: str) -> str:
    """Return the text with secrets, addresses and telephone numbers blotted out."""
    return PHONE.sub("…", MAIL.sub("…", DETAIL.sub(r"\1: …", SECRET_PATHS.sub(r"\1…", text))))


def error_words(error: BaseException, *, most: int = 300) -> str:
    """Return what went wrong as it may be kept: its kind and its first line, which names nobody."""
    first = str(error).strip().partition("\n")[0]
    return without_secrets(f"{type(error).__name__}: {first}")[:most]


class HideSecrets(logging.Filter):
    """Lets every record through, its message and its error without secrets."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Write the message out, and blot."""
        said = record.getMessage()
        clean = without_secrets(said)
        if clean != said:
            record.msg, record.args = clean, None
        if record.exc_info and not record.exc_text:
            record.exc_text = without_secrets(_FORMATTER.formatException(record.exc_info))
        return True


_FORMATTER = logging.Formatter()
