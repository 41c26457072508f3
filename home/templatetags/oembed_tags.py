"""Pages that another site may show say so in their head."""

from django import template
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from home.integration.oembed import links

register = template.Library()


@register.simple_tag
def oembed_links(request: HttpRequest) -> SafeString:
    """Return the links by which a site finds how to show this very address: `{% oembed_links request %}`."""
    found = links(request.path, request.GET)
    return format_html_join("\n", '<link rel="alternate" type="{}" href="{}">', found)
