"""What every part of the admin shares."""

from wagtail import hooks

from core.comparison import register_comparisons
from core.deletion import refuse_together

register_comparisons()

hooks.register("before_bulk_action", refuse_together)
