"""Text."""

from typing import Any

from wagtail.blocks import RichTextBlock

FEATURES = ["h2", "h3", "bold", "ol", "ul", "link", "document-link"]


class ProseBlock(RichTextBlock):
    """Text with headings, lists and links; nothing that would bend the design."""

    def __init__(self, **kwargs: Any) -> None:
        """Offer the few features that the style sheet knows."""
        kwargs.setdefault("features", FEATURES)
        super().__init__(**kwargs)

    class Meta:
        """French names."""

        label = "Texte"
        icon = "pilcrow"
        template = "blocks/prose.html"
