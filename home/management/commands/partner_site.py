"""Show our calendars where they are meant to be: on somebody else's site."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from home.demo.partner_site.pages import PAGES, NothingToShow, answers
from home.demo.partner_site.server import LOOPBACK, server


class Command(BaseCommand):
    """
    Beside the site, on another port: to a browser another origin, as a library's own site is.

    By its other name, `localhost`, it is one more origin, which nobody has registered: what is refused is seen there,
    beside a site started with `FRAMING_ALLOWS_LOOPBACK=0`.
    """

    help = "Sert la page d'une bibliothèque inventée, qui affiche nos séances de toutes les façons possibles."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where, and whose."""
        parser.add_argument("--port", type=int, default=8001)
        parser.add_argument("--partenaire", default="bibliotheque-du-moulin", help="son nom dans les adresses")

    def handle(self, *args: Any, **options: Any) -> None:
        """
        Serve until Ctrl-C.

        :raises CommandError: nothing to show, or the port is taken.
        """
        try:
            pages = answers(slug=options["partenaire"], now=timezone.now())
            library = server(pages, port=options["port"])
        except NothingToShow as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as refusal:
            raise CommandError(f"Le port {options['port']} est pris. Essayez --port 8002.") from refusal
        for path in PAGES:
            self.stdout.write(f"http://{LOOPBACK}:{library.server_port}{path}")
        slug = options["partenaire"]
        self.stdout.write(
            "Si le site est lancé avec FRAMING_ALLOWS_LOOPBACK=0, cadres refusés, avec un lien à côté : "
            f"http://localhost:{library.server_port}/\n"
            f"Pour les permettre, ajoutez http://localhost:{library.server_port} aux sites de l'organisation :\n"
            f"{settings.PUBLIC_BASE_URL}/admin/organisation/{slug}/sites/ (cela vaut dans la minute).\n"
            "Ctrl-C pour arrêter."
        )
        self.stdout.flush()
        try:
            library.serve_forever()
        except KeyboardInterrupt:
            library.server_close()
