"""What staff should complete or check, fewest queries first: conditions for lists, and the reasons of one place."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, F, IntegerField, Max, Min, Q, QuerySet, TextChoices, TextField, When
from django.db.models.functions import Cast, TruncDate

from core.geo import Box, Point
from locations.choices import Network
from locations.models import Commune, ImportChange, ImportedRecord, Location, PlaceReport

MARGIN = 0.25
"""Degrees around the centres of a département's communes within which a place is taken to be in it."""

NO_TIME = r"([0-9]{2}:[0-9]{2})-\1"
"""14:00-14:00: whoever wrote it made a mistake, and the syntax says 24 hours."""


class Reason(TextChoices):
    """Why a place is to be checked."""

    REPORT = "signalement", "Erreur signalée par une personne"
    CONFLICT = "import", "Le fichier importé dit autre chose"
    GONE = "disparu", "N'est plus dans le fichier importé"
    MISPLACED = "position", "Position hors du département"
    TEXT = "horaires", "Horaires en texte"
    NO_TIME = "heures", "Horaires qui finissent à l'heure où ils commencent"
    UNDATED = "sans-date", "Date des informations inconnue"
    OLD = "anciennes", "Informations anciennes"


Boxes = Mapping[str, Box]
"""Between which degrees the places of each département lie."""


def boxes() -> Boxes:
    """Those of the gazetteer; one query."""
    rows = (
        Commune.objects.filter(latitude__isnull=False, longitude__isnull=False)
        .order_by()
        .values_list("departement")
        .annotate(Min("latitude"), Max("latitude"), Min("longitude"), Max("longitude"))
    )
    return {
        code: Box(south - MARGIN, north + MARGIN, west - MARGIN, east + MARGIN)
        for code, south, north, west, east in rows
    }


def oldest_fresh_day(today: date) -> date:
    """Facts of before this day are old."""
    return today - timedelta(days=settings.OLD_FACTS_DAYS)


def ours_first() -> Case:
    """The order in which the network's own points and its partners' come first."""
    ours = [Network.ACCESS_POINT, Network.PARTNER]
    return Case(
        *(When(network=name, then=rank) for rank, name in enumerate(ours)),
        default=len(ours),
        output_field=IntegerField(),
    )


def to_complete() -> QuerySet[Location]:
    """Shown places of which something is not known: ours first, the least known first."""
    found = Location.objects.shown().filter(completeness__lt=100)
    return found.order_by(ours_first(), "completeness", "name", "pk").defer("body")


def to_verify(conditions: Mapping[str, Q], reasons: Iterable[str] = ()) -> QuerySet[Location]:
    """Shown places with one of these reasons, or with any: ours first, the oldest facts first."""
    wanted = Q(pk__in=[])
    for reason in [code for code in reasons if code in conditions] or conditions:
        wanted |= conditions[reason]
    oldest_first = F("facts_date").asc(nulls_first=True)
    return Location.objects.shown().filter(wanted).order_by(ours_first(), oldest_first, "name", "pk").defer("body")


def conditions(today: date, places: Boxes) -> dict[str, Q]:
    """What makes a place one to be checked, by reason."""
    return {
        Reason.REPORT: Q(pk__in=reported()),
        Reason.CONFLICT: Q(pk__in=undecided()),
        Reason.GONE: Q(pk__in=gone()),
        Reason.MISPLACED: misplaced(places),
        Reason.TEXT: ~Q(opening_hours_text="") & Q(opening_hours=""),
        Reason.NO_TIME: Q(opening_hours__regex=NO_TIME),
        Reason.UNDATED: Q(facts_date=None),
        Reason.OLD: Q(facts_date__lt=oldest_fresh_day(today)),
    }


def reported() -> QuerySet[Any, int]:
    """Places that somebody says are told wrong, and that staff have not seen to."""
    return PlaceReport.objects.filter(status=PlaceReport.Status.NEW).order_by().values_list("location_id", flat=True)


def undecided() -> QuerySet[Any, int]:
    """Places whose fields an import left as staff wrote them, and nobody has chosen between the two yet."""
    told = ImportChange.objects.filter(undone=False).annotate(told=Cast("conflicts", TextField()))
    return told.filter(told__contains='"choice": ""').order_by().values_list("location_id", flat=True)


def gone() -> QuerySet[Any, int]:
    """Places that their data set's file does not name any more, and that nobody has checked since."""
    lost = ImportedRecord.objects.filter(gone_with__isnull=False)
    unchecked = lost.exclude(location__facts_date__gte=TruncDate("gone_with__finished_at"))
    return unchecked.order_by().values_list("location_id", flat=True)


def misplaced(places: Boxes) -> Q:
    """A point that lies outside of the box of the place's own département."""
    outside = Q(pk__in=[])
    for code, box in places.items():
        outside |= Q(departement=code) & (
            Q(latitude__lt=box.south)
            | Q(latitude__gt=box.north)
            | Q(longitude__lt=box.west)
            | Q(longitude__gt=box.east)
        )
    return outside


def counts(places: QuerySet[Location], conditions: Mapping[str, Q]) -> dict[str, int]:
    """How many of these places each reason gives; one query."""
    found: dict[str, int] = places.aggregate(
        **{reason: Count("pk", filter=condition) for reason, condition in conditions.items()}
    )
    return found


def reasons_of(location: Location, today: date, places: Boxes, known: Mapping[Reason, Collection[int]]) -> list[str]:
    """Why this place is to be checked, in words; ``known`` are the primary keys that other tables name."""
    found = [reason for reason, keys in known.items() if location.pk in keys]
    box = places.get(location.departement)
    if box and location.latitude is not None and location.longitude is not None:
        found += [] if box.holds(Point(location.latitude, location.longitude)) else [Reason.MISPLACED]
    if location.opening_hours_text and not location.opening_hours:
        found.append(Reason.TEXT)
    if re.search(NO_TIME, location.opening_hours):
        found.append(Reason.NO_TIME)
    if location.facts_date is None:
        found.append(Reason.UNDATED)
    elif location.facts_date < oldest_fresh_day(today):
        found.append(Reason.OLD)
    return [str(reason.label) for reason in found]
