"""The admin: Wagtail's own look, with our logotype."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks


@hooks.register("insert_global_admin_css")  # type: ignore[untyped-decorator]  # Wagtail has no types
def our_accent() -> str:
    """Give Wagtail's variables our teal; nothing else is restyled."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))
