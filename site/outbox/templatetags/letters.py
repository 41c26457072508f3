"""What the templates of letters need: a mail has no style sheet to lean on."""

import re

from django import template

register = template.Library()

_WITHIN = re.compile(r"(?<=\d) (?=h\b)|(?<=\bh) (?=\d)|(?<=\bà) (?=\d)|(?<=\d\d) (?=\d\d\b)")


@register.filter
def unparted(words: str) -> str:
    """Keep "à 14 h 30" and "01 80 05 98 80" on one line, by its spaces alone."""
    return _WITHIN.sub("\u00a0", words)
