"""Blocks of the content pages."""

from typing import Any

from django.core.validators import RegexValidator
from wagtail import blocks

from core.blocks import ProseBlock
from core.register import register


class FigureBlock(blocks.StructBlock):
    """A figure, what it counts, and who says so."""

    figure = blocks.CharBlock(label="chiffre", max_length=30)
    meaning = blocks.CharBlock(label="ce qu'il compte", max_length=150)
    source = blocks.CharBlock(label="qui le dit, et quand", max_length=150, required=False)

    class Meta:
        """French names."""

        label = "Chiffre"
        icon = "order"


class StepBlock(blocks.StructBlock):
    """A dated step of a story."""

    when = blocks.CharBlock(label="quand", max_length=60)
    title = blocks.CharBlock(label="titre", max_length=120)
    text = blocks.TextBlock(label="texte", required=False)

    class Meta:
        """French names."""

        label = "Étape"
        icon = "date"


class ActionBlock(blocks.StructBlock):
    """A button: what it does in words, and where it leads."""

    words = blocks.CharBlock(label="ce que dit le bouton", max_length=60)
    address = blocks.CharBlock(
        label="adresse",
        max_length=300,
        help_text="/contact/, tel:+33180059880, mailto:…, https://…",
        validators=[
            RegexValidator(
                r"^(/(?!/)|https?://|tel:|mailto:)\S*$",
                "Donnez une adresse qui commence par /, https://, tel: ou mailto:.",
            )
        ],
    )

    class Meta:
        """French names."""

        label = "Bouton"
        icon = "link"


class NoticeBlock(blocks.StructBlock):
    """Something to notice, in a frame."""

    title = blocks.CharBlock(label="titre", max_length=120, required=False)
    text = blocks.TextBlock(label="texte")

    class Meta:
        """French names."""

        label = "Encadré"
        icon = "warning"
        template = "blocks/notice.html"


class RetentionBlock(blocks.StaticBlock):
    """
    The register of processing, and what people may ask.

    Drawn from the models and from the settings that the purge obeys, so that the page cannot say otherwise.
    """

    class Meta:
        """French names."""

        label = "Registre des données personnelles (calculé)"
        icon = "time"
        admin_text = "Ce que le site garde, combien de temps et pourquoi : écrit d'après le site lui-même."
        template = "blocks/retention.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Give the template the register."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return {**context, "processings": register()}


def content_blocks() -> list[tuple[str, blocks.Block]]:
    """Return the blocks of a content page: text, figures, steps along the thread, buttons, frames."""
    return [
        ("prose", ProseBlock()),
        ("figures", blocks.ListBlock(FigureBlock(), label="Chiffres", icon="order", template="blocks/figures.html")),
        ("steps", blocks.ListBlock(StepBlock(), label="Étapes", icon="date", template="blocks/steps.html")),
        ("actions", blocks.ListBlock(ActionBlock(), label="Boutons", icon="link", template="blocks/actions.html")),
        ("notice", NoticeBlock()),
        ("retention", RetentionBlock()),
    ]
