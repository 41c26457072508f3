"""Blocks of the content pages."""

from wagtail import blocks

from core.blocks import ProseBlock


class FigureBlock(blocks.StructBlock):
    """A figure, what it counts, and who says so."""

    figure = blocks.CharBlock(label="chiffre", max_length=30)
    meaning = blocks.CharBlock(label="ce qu'il compte", max_length=150)
    source = blocks.CharBlock(label="qui le dit, et quand", max_length=150, required=False)

    class Meta:
        """French names."""

        label = "Chiffre"
        icon = "order"
        template = "blocks/figure.html"


class StepBlock(blocks.StructBlock):
    """A dated step of a story."""

    when = blocks.CharBlock(label="quand", max_length=60)
    title = blocks.CharBlock(label="titre", max_length=120)
    text = blocks.TextBlock(label="texte", required=False)

    class Meta:
        """French names."""

        label = "Étape"
        icon = "date"
        template = "blocks/step.html"


def content_blocks() -> list[tuple[str, blocks.Block]]:
    """Return the blocks of a content page: text, figures, steps along the thread."""
    return [
        ("prose", ProseBlock()),
        ("figures", blocks.ListBlock(FigureBlock(), label="Chiffres", icon="order", template="blocks/figures.html")),
        ("steps", blocks.ListBlock(StepBlock(), label="Étapes", icon="date", template="blocks/steps.html")),
    ]
