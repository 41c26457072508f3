"""« Kit partenaire » and « Affichages » in the space of an organisation."""

import csv
from collections.abc import Iterable
from datetime import date, datetime
from io import StringIO
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone

from booking.entries import absolute
from booking.kit import counts
from booking.kit.poster import LIST_PATH
from core.dates import day_words, following_month, month_words, read_month
from core.words import number_words
from locations.choices import FrameKind
from locations.models import Organisation
from locations.space.registry import Screen
from locations.space.screen import OrganisationScreen

KIT_NAME, STATISTICS_NAME, FILE_NAME = "kit", "statistics", "statistics_file"


class KitScreen(OrganisationScreen):
    """The poster, the code to paste, and addresses that one gives to a site or to readers."""

    template_name = "booking/kit/kit.html"
    screen = KIT_NAME
    page_title = "Kit partenaire"
    header_icon = "download"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the addresses."""
        slug = self.organisation.slug
        query = urlencode({"partenaire": slug})
        return super().get_context_data(
            **{
                "poster_url": reverse("booking_embeds:poster", args=[slug]),
                "code_url": f"/integration/?{query}",
                "copied": [
                    (
                        "lien",
                        "Un lien ou un bouton « Prendre rendez-vous »",
                        "La liste de vos séances. Ce qui y est réservé est compté comme venu de vous.",
                        absolute(f"{LIST_PATH}?{urlencode({'partenaire': slug, 'via': slug})}"),
                    ),
                    (
                        "agenda",
                        "L'agenda à suivre",
                        "Pour les personnes qui veulent vos séances dans leur téléphone ou leur messagerie.",
                        absolute(f"/flux/seances.ics?{query}"),
                    ),
                    (
                        "rss",
                        "L'adresse RSS",
                        "Pour un portail ou un site qui affiche les nouvelles d'ailleurs.",
                        absolute(f"/flux/seances.rss?{query}"),
                    ),
                ],
                **kwargs,
            }
        )


class StatisticsScreen(OrganisationScreen):
    """How often what is shown elsewhere was seen; `mois=2026-11` for its days."""

    template_name = "booking/kit/statistics.html"
    screen = STATISTICS_NAME
    page_title = "Affichages"
    header_icon = "view"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the months, and the days of one."""
        today = timezone.localdate(self.now)
        month = month_shown(self.request.GET.get("mois", ""), today=today)
        months = counts.by_month(self.organisation, today=today)
        until = min(following_month(month), date.fromordinal(today.toordinal() + 1))
        days = counts.by_day(self.organisation, first=month, until=until)
        return super().get_context_data(
            **{
                "months": [told(one, month_words(one.first), most_of(months)) for one in months],
                "days": [told(one, day_words(one.first, year=False), most_of(days)) for one in days],
                "month": month_words(month),
                "key": f"{month:%Y-%m}",
                "file_url": self.url(FILE_NAME),
                **kwargs,
            }
        )


class StatisticsFile(OrganisationScreen):
    """All these days as a spreadsheet: a byte order mark and semicolons, as French ones open it."""

    screen = STATISTICS_NAME

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give a line a day, the latest first."""
        today = timezone.localdate(self.now)
        until = date.fromordinal(today.toordinal() + 1)
        text = StringIO()
        writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
        writer.writerow(["Jour", *FrameKind.labels, "Affichages", "Réservations"])
        for one in counts.by_day(self.organisation, first=counts.first_month(today), until=until):
            views = [one.views[kind] for kind in FrameKind.values]
            writer.writerow([one.first.isoformat(), *views, one.total, one.bookings])
        name = f"affichages-{self.organisation.slug}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(
            text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8", headers=headers
        )


def told(line: counts.Line, words: str, most: int) -> dict[str, Any]:
    """Return a line as the tables show it; `most` is what a full bar stands for."""
    return {
        "words": words,
        "key": f"{line.first:%Y-%m}",
        "total": number_words(line.total),
        "views": line.total,
        "most": most,
        "kinds": ", ".join(
            f"{FrameKind(kind).label} {number_words(count)}" for kind, count in line.views.most_common()
        ),
        "bookings": number_words(line.bookings),
    }


def most_of(lines: Iterable[counts.Line]) -> int:
    """Return the greatest number of views."""
    return max((one.total for one in lines), default=0)


def month_shown(text: str, *, today: date) -> date:
    """Return the first day of the month asked for, this month where it is none that is shown."""
    asked, this = read_month(text), today.replace(day=1)
    return asked if asked and counts.first_month(today) <= asked <= this else this


def views_said(organisation: Organisation, now: datetime) -> str:
    """Return how often it was seen this month."""
    today = timezone.localdate(now)
    days = counts.by_day(organisation, first=today.replace(day=1), until=date.fromordinal(today.toordinal() + 1))
    total = sum(one.total for one in days)
    return f"{number_words(total)} affichage{'s' if total > 1 else ''} ce mois-ci" if total else ""


KIT = Screen(
    KIT_NAME,
    "Kit partenaire",
    "download",
    30,
    urls=[path("kit/", KitScreen.as_view(), name=KIT_NAME)],
    what="L'affiche à imprimer, le code à coller sur votre site, les adresses à donner.",
)
STATISTICS = Screen(
    STATISTICS_NAME,
    "Affichages",
    "view",
    40,
    urls=[
        path("affichages/", StatisticsScreen.as_view(), name=STATISTICS_NAME),
        path("affichages/par-jour.csv", StatisticsFile.as_view(), name=FILE_NAME),
    ],
    what="Combien de fois vos séances ont été vues hors d'ici, et ce qui a été réservé ainsi.",
    said=views_said,
)
