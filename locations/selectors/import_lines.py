"""The lines of an import's report, by subject, page by page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from locations.models import DatasetImport, ImportChange, Location

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One line: of which row of the file (0: none), about which place, and what is to be said."""

    line: int
    name: str
    place: int | None = None
    words: str = ""
    change: ImportChange | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What a list of lines is about; ``rows`` are turned into lines a page at a time."""

    code: str
    title: str
    rows: QuerySet[Any] | Sequence[Any]
    lines: Callable[[Sequence[Any]], list[Line]]
    count: int


def subjects(run: DatasetImport) -> list[Subject]:
    """Those that have lines, in the order in which staff need them."""
    remarks = run.remarks.all()
    changes = ImportChange.objects.filter(run=run).select_related("location")
    created = run.creations.select_related("location").order_by("location__name", "pk")
    gone = run.losses.select_related("location").order_by("location__name", "pk")
    grouped = [(pk, leader) for pk, _before, leader in run.regrouped if leader]
    found = [
        _subject("conflits", "Gardés malgré le fichier", changes.exclude(conflicts=[]), _changes),
        _subject("refus", "Lignes refusées", remarks.filter(refuses=True), _remarks),
        _subject("disparus", "Plus dans le fichier", gone, _records),
        _subject("annonces", "Ne seraient plus dans le fichier", remarks.filter(refuses=False, line=0), _remarks),
        _subject("modifies", "Lieux modifiés", changes, _changes),
        _subject("crees", "Lieux créés", created, _records),
        _subject("doublons", "Doublons regroupés", grouped, _groups),
        _subject("remarques", "Remarques", remarks.filter(refuses=False, line__gt=0), _remarks),
    ]
    return [subject for subject in found if subject.count]


def page_of(subject: Subject, number: str | None) -> tuple[Page[Any], list[Line]]:
    """A page of a subject, and its lines."""
    paginator = Paginator(subject.rows, PER_PAGE)
    paginator.count = subject.count
    page = paginator.get_page(number)
    return page, subject.lines(list(page.object_list))


def _subject(
    code: str, title: str, rows: QuerySet[Any] | Sequence[Any], lines: Callable[[Sequence[Any]], list[Line]]
) -> Subject:
    return Subject(code, title, rows, lines, rows.count() if isinstance(rows, QuerySet) else len(rows))


def _remarks(rows: Sequence[Any]) -> list[Line]:
    return [
        Line(
            one.line,
            one.column or one.value,
            words=f"« {one.value} » : {one.reason}" if one.value and one.column else one.reason,
        )
        for one in rows
    ]


def _records(rows: Sequence[Any]) -> list[Line]:
    return [Line(0, str(one.location), one.location_id) for one in rows]


def _changes(rows: Sequence[ImportChange]) -> list[Line]:
    return [Line(one.line, str(one.location), one.location_id, change=one) for one in rows]


def _groups(rows: Sequence[tuple[int, int]]) -> list[Line]:
    places = Location.objects.in_bulk([pk for row in rows for pk in row])
    return [
        Line(0, str(places[pk]), pk, words=f"Montré avec : {places[leader]}.")
        for pk, leader in rows
        if pk in places and leader in places
    ]
