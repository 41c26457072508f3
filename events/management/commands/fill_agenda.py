"""`manage.py fill_agenda`: events of all sorts in a database to try things on, and what a feed of them must give."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from events.agenda.filters import Filters
from events.management.bench.sorts import expected, fill
from events.models import AgendaPage
from events.selectors.feeds import events_in_feed


class Command(BaseCommand):
    """Fill, and say what is expected of the feed."""

    help = "Ajoute à une base d'essai des événements de toutes sortes, et écrit les dates que leur flux doit donner."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many, and where the expected dates are written."""
        parser.add_argument("--events", type=int, default=300, help="combien d'événements (0 : aucun)")
        parser.add_argument("--seed", type=int, default=4, help="les mêmes événements pour le même nombre")
        parser.add_argument("--expect", type=Path, help="fichier JSON : [[uid, début], …]")
        parser.add_argument("--first", type=date.fromisoformat, help="premier jour attendu")
        parser.add_argument("--last", type=date.fromisoformat, help="dernier jour attendu")

    def handle(self, *args: Any, **options: Any) -> None:
        """:raises CommandError: this is a real site, or it has no agenda."""
        if not (settings.DEMO or settings.DEBUG):
            raise CommandError("Cette commande invente des événements : jamais sur un vrai site.")
        agenda = AgendaPage.objects.first()
        if agenda is None:
            raise CommandError("Ce site n'a pas d'agenda.")
        now = timezone.now()
        events = fill(agenda, count=options["events"], seed=options["seed"], now=now)
        self.stdout.write(f"{len(events)} événements ajoutés.")
        if options["expect"]:
            first = options["first"] or now.date() - timedelta(days=300)
            last = options["last"] or now.date() + timedelta(days=settings.OCCURRENCE_HORIZON_DAYS - 2)
            found = expected(events_in_feed(Filters(), now=now), first=first, last=last)
            options["expect"].write_text(json.dumps(found))
            self.stdout.write(f"{len(found)} dates attendues du {first} au {last}.")
