"""The two scripts, as they are handed out."""

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path

from core.feeds import fingerprint

FOLDER = Path(__file__).parent
PLACEHOLDER = "https://le-site.exemple.invalid"


@lru_cache(maxsize=4)
def widget(base_url: str) -> tuple[bytes, str]:
    """
    Return what partners' pages load, and its entity tag.

    It knows our address by itself: scripts that sites put together into one file no longer know where they came from.
    """
    script = (FOLDER / "widget.js").read_text(encoding="utf-8").replace(PLACEHOLDER, base_url)
    return script.encode(), fingerprint(script)


def _in_frame() -> str:
    """Leave out what only we read: every framed page carries it."""
    lines = (FOLDER / "in_frame.js").read_text(encoding="utf-8").splitlines()
    return "\n".join(re.sub(r"^\s+", "", line) for line in lines if line and not line.lstrip().startswith("//"))


IN_FRAME = _in_frame()
"""What stands, to the letter, between `<script>` and `</script>` in every page that is framed."""

IN_FRAME_SOURCE = f"'sha256-{base64.b64encode(hashlib.sha256(IN_FRAME.encode()).digest()).decode()}'"
"""What lets it run, for `script-src` (CSP 3, §2.3.1)."""
