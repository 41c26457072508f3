"""Load communes, postcodes and intercommunalities."""

from typing import Any

from django.core.management.base import BaseCommand

from locations.services.gazetteer import load_gazetteer


class Command(BaseCommand):
    """Run again, it changes nothing."""

    help = "Charge les communes, les codes postaux et les intercommunalités."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = load_gazetteer(progress=self.stdout.write)
        self.stdout.write(
            f"{counts.communes} communes, {counts.postcodes} codes postaux, "
            f"{counts.intercommunalites} intercommunalités ; {counts.changed} changements."
        )
