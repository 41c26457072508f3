"""Our own drawings, as pictures that events show."""

from pathlib import Path

from django.core.files.images import ImageFile

from core.models import Image

FOLDER = Path(__file__).parent / "images"

TITLES = {
    "accueil": "Deux personnes à une fenêtre allumée",
    "grenoble": "Les bulles de Grenoble, dessinées",
    "lille": "Le beffroi et les pignons de Lille, dessinés",
    "lyon": "Un pont et les collines de Lyon, dessinés",
    "reuilly": "Des toits de Paris, une fenêtre allumée",
}


def picture(name: str) -> Image:
    """Return the drawing of this name, kept once."""
    known: Image | None = Image.objects.filter(title=TITLES[name]).first()
    if known is not None:
        return known
    with (FOLDER / f"{name}.png").open("rb") as file:
        # The description is empty: these drawings say nothing that the page does not.
        made: Image = Image.objects.create(title=TITLES[name], file=ImageFile(file, name=f"{name}.png"))
    return made
