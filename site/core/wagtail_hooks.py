"""What every part of the admin shares."""

from wagtail import hooks

from core.deletion import refuse_together

hooks.register("before_bulk_action", refuse_together)
