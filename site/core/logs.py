"""What no log may keep: the secrets that some addresses carry."""

import logging
import re

SECRET_PATHS = re.compile(r"(/rendez-vous/reservation/lien/|/flux/mediateur/|/r/(?=[\w-]{20}))[^/\s\"?]+")


def without_secrets(text: str) -> str:
    """Return the text with the secret of each address blotted out."""
    return SECRET_PATHS.sub(r"\1…", text)


class HideSecrets(logging.Filter):
    """Lets every record through, its message without secrets."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Write the message out, and blot."""
        said = record.getMessage()
        clean = without_secrets(said)
        if clean != said:
            record.msg, record.args = clean, None
        return True
