"""The admin: Wagtail's own look, with our accent, and the proofs of what was forgotten."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from core.models import Purge
from core.permissions import ReadOnlyPolicy
from home.viewsets import PurgeViewSet


@hooks.register("insert_global_admin_css")  # type: ignore[untyped-decorator]  # Wagtail has no types
def our_accent() -> str:
    """Give Wagtail's variables our teal; nothing else is restyled."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


register_permission_policy(Purge, ReadOnlyPolicy(Purge))


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]
def purges() -> PurgeViewSet:
    """Show « Effacements » among the settings."""
    return PurgeViewSet("effacements", url_prefix="effacements")
