"""Opening hours as staff type them."""

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from locations.staff.hours_field import (
    HoursField,
    TypedHours,
    TypedRow,
    read_hours,
    row_errors,
    said,
    typed_from,
    typed_in,
)

MORNING = TypedRow(days=("1",), start="9h", end="12:30")


def refusals(typed: TypedHours) -> list[str]:
    with pytest.raises(ValidationError) as refusal:
        read_hours(typed)
    return refusal.value.messages


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        (TypedHours(), ""),
        (TypedHours((MORNING,)), "Tu 09:00-12:30"),
        (TypedHours((TypedRow(("0", "1", "2", "3", "4"), "9", "17.30"),)), "Mo-Fr 09:00-17:30"),
        (TypedHours((TypedRow(("1",), "14:00", "1730", nth=("1", "3")),)), "Tu[1,3] 14:00-17:30"),
        (TypedHours((TypedRow(("3",), "14:00", "17:00", weeks="odd"),)), "week 1-53/2 Th 14:00-17:00"),
        (TypedHours((TypedRow(("4",), "9:00", "12:00", by_appointment=True),)), 'Fr 09:00-12:00 "sur rendez-vous"'),
        (TypedHours((TypedRow(("4",), "9:00", "24:00"),)), "Fr 09:00-24:00"),
        (TypedHours((TypedRow(("4",), "22:00", "2:00"),)), "Fr 22:00-02:00"),
        (TypedHours((MORNING,), closed_on_holidays=True), "Tu 09:00-12:30; PH off"),
        (TypedHours((MORNING,), rest="Aug off"), "Tu 09:00-12:30; Aug off"),
        (TypedHours((MORNING,), rest="Aug off", closed_on_holidays=True), "Tu 09:00-12:30; PH off; Aug off"),
        (TypedHours((TypedRow(("1", "feries"), "9:00", "12:00"),)), "Tu 09:00-12:00; PH 09:00-12:00"),
        (TypedHours(rest="Mo-Fr 09:00-12:00; PH off"), "Mo-Fr 09:00-12:00; PH off"),
    ],
)
def test_what_is_typed_is_one_string_and_comes_back_as_rows(typed: TypedHours, hours: str) -> None:
    assert read_hours(typed) == hours
    assert read_hours(typed_from(hours)) == hours


@pytest.mark.parametrize(
    ("typed", "sentences"),
    [
        (TypedHours((TypedRow((), "9:00", "12:00"),)), ["Ligne 1 : Cochez au moins un jour."]),
        (TypedHours((TypedRow(("1",), "9:00"),)), ["Ligne 1 : Donnez l'heure de début et l'heure de fin."]),
        (
            TypedHours((MORNING, TypedRow(("1",), "neuf", "12:00"))),
            ["Ligne 2 : « neuf » n'est pas une heure. Écrivez par exemple 9:00 ou 13h30."],
        ),
        (
            TypedHours((TypedRow(("1",), "9:00", "25:00"),)),
            ["Ligne 1 : « 25:00 » n'est pas une heure. Écrivez par exemple 9:00 ou 13h30."],
        ),
        (
            TypedHours((TypedRow(("1",), "17:00", "9:00"), TypedRow(("2",), "9:00", "9:00"))),
            [
                "Ligne 1 : La fin (09:00) est avant le début (17:00).",
                "Ligne 2 : L'heure de fin est aussi celle du début.",
            ],
        ),
        (
            TypedHours((MORNING,), rest="fermé en août"),
            [
                "Ces horaires ne sont pas compris. Dans « Règles en plus », écrivez par exemple « Aug off » ou "
                "« Dec 24 09:00-12:00 », ou mettez votre texte dans « horaires en texte »."
            ],
        ),
        (
            TypedHours((MORNING,), rest="Tu 14:00-17:00"),
            [
                "« Règles en plus » change les lignes : elle remplacerait leurs jours. Mettez ces heures dans les "
                "lignes, et n'y laissez que les exceptions."
            ],
        ),
        (
            TypedHours((TypedRow(("feries",), "9:00", "12:00"),), closed_on_holidays=True),
            ["Une ligne ouvre les jours fériés : décochez « Fermé les jours fériés »."],
        ),
    ],
)
def test_what_is_wrong_is_said_line_by_line(typed: TypedHours, sentences: list[str]) -> None:
    assert refusals(typed) == sentences


def test_too_much_is_refused_with_a_sentence() -> None:
    rows = tuple(TypedRow(("0",), f"{hour}:{minute:02}", f"{hour}:{minute + 1:02}") for hour in range(7, 22)
                 for minute in (0, 10, 20, 30, 40, 50))  # fmt: skip
    assert refusals(TypedHours(rows)) == [
        "Ces horaires sont trop longs : mettez une partie dans « horaires en texte »."
    ]


def test_a_row_is_read_from_what_a_browser_sends() -> None:
    sent = QueryDict(
        "opening_hours=Aug+off&opening_hours-rows=4"
        "&opening_hours-0-days=1&opening_hours-0-days=3&opening_hours-0-start=+14:00&opening_hours-0-end=17:30"
        "&opening_hours-0-weeks=all&opening_hours-0-nth=1&opening_hours-0-nth=-1&opening_hours-0-by_appointment=on"
        "&opening_hours-1-weeks=all&opening_hours-1-start=&opening_hours-1-end="
        "&opening_hours-2-days=5&opening_hours-2-start=9&opening_hours-2-end=10&opening_hours-2-removed=on"
        "&opening_hours-3-days=6&opening_hours-3-start=9&opening_hours-3-end=10&opening_hours-3-weeks=even"
    )
    assert typed_in(sent, "opening_hours") == TypedHours(
        (
            TypedRow(("1", "3"), "14:00", "17:30", "all", ("1", "-1"), by_appointment=True),
            TypedRow(("6",), "9", "10", "even"),
        ),
        "Aug off",
    )


@pytest.mark.parametrize("count", ["", "x", "-1", "99999999999", "²"])
def test_a_count_that_nobody_would_send_breaks_nothing(count: str) -> None:
    assert typed_in({"opening_hours-rows": count}, "opening_hours") == TypedHours()


def test_values_that_no_box_has_count_for_nothing() -> None:
    assert row_errors(TypedHours((TypedRow(("9", "lundi"), "9", "10"),))) == {0: "Cochez au moins un jour."}
    assert read_hours(TypedHours((TypedRow(("0",), "9", "10", "zut", ("12",)),))) == "Mo 09:00-10:00"


def test_a_string_that_nobody_understands_is_kept_to_be_mended() -> None:
    assert typed_from("9h-12h") == TypedHours(rest="9h-12h")


def test_the_field_has_changed_when_its_string_is_another() -> None:
    field = HoursField(required=False)
    assert field.has_changed("Tu 09:00-12:30", TypedHours((MORNING,))) is False
    assert field.has_changed("", TypedHours((MORNING,))) is True
    assert field.has_changed("", TypedHours((TypedRow(("1",)),))) is True
    assert field.has_changed(None, TypedHours()) is False


def test_hours_are_said_in_sentences() -> None:
    assert said("") == []
    assert said("Mo-Fr 09:00-12:00; PH off") == [
        "Du lundi au vendredi : 9 h – 12 h.",
        "Fermé les jours fériés.",
    ]
