"""Events entered by staff, through Wagtail's own screens."""

from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from core.models import User
from core.recurrence.fields import rule_from_recurrence
from core.recurrence.rule import WORKING_DAYS, Frequency, NthWeekday, Rule, Weekday
from events.models import EventPage
from events.tests.factories import NOW, make_agenda, make_event

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("equipe", password="une phrase assez longue"))
    return client


def form(**fields: Any) -> dict[str, Any]:
    """Return what the editing screen posts, for an event on Tuesday 10 March 2026 from 14:00 to 16:00."""
    exceptions = fields.pop("exceptions", [])
    weekdays = fields.pop("repeat_weekdays", [])
    posted: dict[str, Any] = nested_form_data(
        {
            "title": "Permanence",
            "slug": "permanence",
            "introduction": "",
            "kind": "atelier",
            "status": "scheduled",
            "first_day": "2026-03-10",
            "last_day": "",
            "start_time": "14:00",
            "end_time": "16:00",
            "zone": "Europe/Paris",
            "repeats": "",
            "repeat_interval": "",
            "repeat_monthly": "day",
            "repeat_until": "",
            "repeat_count": "",
            "address": "",
            "location": "",
            "share_image": "",
            "body": streamfield([]),
            "exceptions": inline_formset(exceptions),
            "comments": inline_formset([]),
            "action-publish": "action-publish",
            **fields,
        }
    )
    return {**posted, "repeat_weekdays": weekdays}


def create(staff: Client, **fields: Any) -> Any:
    address = reverse("wagtailadmin_pages:add", args=("events", "eventpage", make_agenda().pk))
    return staff.post(address, form(**fields), follow=True)


def edit(staff: Client, event: EventPage, **fields: Any) -> Any:
    return staff.post(reverse("wagtailadmin_pages:edit", args=(event.pk,)), form(**fields), follow=True)


def screen(event: EventPage, posted: dict[str, Any] | None = None) -> Any:
    """Return the form of the editing screens, without what it costs to draw them."""
    form_class = EventPage.get_edit_handler().get_form_class()
    return form_class(posted, instance=event, parent_page=make_agenda(), for_user=User(is_superuser=True))


def rule_of(event: EventPage) -> Rule | None:
    return rule_from_recurrence(event.recurrence, PARIS)


def errors(response: Any) -> dict[str, list[str]]:
    return dict(response.context["form"].errors)


def test_the_screen_has_our_fields_and_not_the_packages_widget(staff):
    make_event()
    for address in (
        reverse("wagtailadmin_pages:add", args=("events", "eventpage", make_agenda().pk)),
        reverse("wagtailadmin_pages:edit", args=(EventPage.objects.get().pk,)),
    ):
        html = staff.get(address).content.decode()
        assert "recurrence-widget" not in html
        assert "recurrence/js" not in html
        for label in (
            "Répétition",
            "Toutes les combien",
            "Quels jours de la semaine",
            "Jusqu&#x27;au",
            "nombre de fois",
        ):
            assert label in html


def test_a_weekly_event_from_the_form_to_the_public(staff):
    response = create(
        staff, repeats="WEEKLY", repeat_weekdays=["1", "3"], repeat_until="2026-03-20", title="Ordinateur", slug="ordi"
    )
    event = EventPage.objects.get()
    assert rule_of(event) == Rule(
        Frequency.WEEKLY, weekdays=(Weekday.TUESDAY, Weekday.THURSDAY), until=date(2026, 3, 20)
    )
    days = [date(2026, 3, day) for day in (10, 12, 17, 19)]
    assert list(event.occurrences.order_by("start").values_list("first_day", flat=True)) == days
    said = " ".join(str(message) for message in response.context["messages"])
    assert "Se répète tous les mardis et jeudis à 14 h, jusqu'au vendredi 20 mars 2026." in said
    assert "Prochaines dates publiées : mardi 10 mars 2026, jeudi 12 mars 2026, mardi 17 mars 2026." in said
    assert staff.get("/agenda/ordi/").status_code == 200


def test_a_cancelled_date_is_said_back_as_cancelled(staff):
    response = create(
        staff,
        repeats="WEEKLY",
        exceptions=[
            {"kind": "cancelled", "original_day": "2026-03-17", "new_day": "", "new_start_time": "", "note": ""}
        ],
    )
    said = " ".join(str(message) for message in response.context["messages"])
    assert "mardi 10 mars 2026, mardi 17 mars 2026 (annulée), mardi 24 mars 2026." in said


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"repeats": ""}, None),
        ({"repeats": "DAILY", "repeat_count": "3"}, Rule(Frequency.DAILY, count=3)),
        ({"repeats": "WEEKLY", "repeat_interval": "2"}, Rule(Frequency.WEEKLY, interval=2)),
        ({"repeats": "MONTHLY"}, Rule(Frequency.MONTHLY)),
        (
            {"repeats": "MONTHLY", "repeat_monthly": "nth"},
            Rule(Frequency.MONTHLY, nth_weekdays=(NthWeekday(2, Weekday.TUESDAY),)),
        ),
        (
            {"repeats": "MONTHLY", "repeat_monthly": "last", "first_day": "2026-03-31"},
            Rule(Frequency.MONTHLY, nth_weekdays=(NthWeekday(-1, Weekday.TUESDAY),)),
        ),
        (
            {"repeats": "MONTHLY", "repeat_monthly": "last_day", "first_day": "2026-03-31"},
            Rule(Frequency.MONTHLY, month_days=(-1,)),
        ),
        (
            {"repeats": "MONTHLY", "repeat_monthly": "first_working", "first_day": "2026-04-01"},
            Rule(Frequency.MONTHLY, weekdays=WORKING_DAYS, positions=(1,)),
        ),
        (
            {"repeats": "MONTHLY", "repeat_monthly": "last_working", "first_day": "2026-04-30"},
            Rule(Frequency.MONTHLY, weekdays=WORKING_DAYS, positions=(-1,)),
        ),
        ({"repeats": "YEARLY", "repeat_weekdays": ["2"]}, Rule(Frequency.YEARLY)),
    ],
)
def test_each_rule_is_stored_and_shown_again(fields, rule):
    first = screen(EventPage(), form(**fields))
    assert first.errors == {}
    event = first.save(commit=False)
    assert rule_of(event) == rule
    # What the screen shows, posted again as it is, changes nothing.
    second = screen(event, form(**{**fields, **repetition(screen(event))}))
    assert second.errors == {}
    assert rule_of(second.save(commit=False)) == rule


def test_a_rule_goes_through_the_screens_and_back_without_a_change(staff):
    fields = {"repeats": "MONTHLY", "repeat_monthly": "nth", "repeat_until": "2026-12-31"}
    create(staff, **fields)
    event = EventPage.objects.get()
    shown = staff.get(reverse("wagtailadmin_pages:edit", args=(event.pk,))).context["form"]
    edit(staff, event, **{**fields, **repetition(shown)})
    event.refresh_from_db()
    second_tuesday = Rule(Frequency.MONTHLY, nth_weekdays=(NthWeekday(2, Weekday.TUESDAY),), until=date(2026, 12, 31))
    assert (rule_of(event), event.sequence) == (second_tuesday, 0)


def repetition(shown: Any) -> dict[str, Any]:
    """Return what the form shows of the rule, as it is posted."""
    found = {name: shown[name].value() or "" for name in shown.fields if name.startswith("repeat")}
    found["repeat_until"] = found["repeat_until"] and found["repeat_until"].isoformat()
    return found


def test_a_rule_that_the_fields_cannot_say_is_kept(staff):
    rule = Rule(Frequency.MONTHLY, month_days=(10, 20))
    event = make_event(rule=rule, slug="permanence")
    shown = staff.get(reverse("wagtailadmin_pages:edit", args=(event.pk,))).context["form"]
    assert shown["repeats"].value() == "keep"
    assert "Comme maintenant : le 10 et le 20 de chaque mois à 14 h" in str(shown["repeats"])
    edit(staff, event, repeats="keep")
    event.refresh_from_db()
    assert rule_of(event) == rule
    edit(staff, event, repeats="DAILY", repeat_count="2")
    event.refresh_from_db()
    assert rule_of(event) == Rule(Frequency.DAILY, count=2)


@pytest.mark.parametrize(
    ("fields", "where", "sentence"),
    [
        (
            {"repeats": "WEEKLY", "repeat_weekdays": ["0", "3"]},
            "first_day",
            "La première date (mardi 10 mars 2026) ne suit pas la répétition. "
            "Choisissez par exemple jeudi 12 mars 2026.",
        ),
        (
            {"repeats": "WEEKLY", "repeat_until": "2026-03-09"},
            "repeat_until",
            "La répétition s'arrête avant la première date.",
        ),
        (
            {"repeats": "WEEKLY", "repeat_until": "2026-04-09", "repeat_count": "4"},
            "repeats",
            "Choisissez une date de fin ou un nombre de fois, pas les deux.",
        ),
        (
            {"first_day": "2026-03-29", "start_time": "02:30", "end_time": "04:00"},
            "start_time",
            "Le 29/03/2026, l'heure change : aucune date ne peut commencer à cette heure de la nuit.",
        ),
        (
            {"first_day": "2026-03-15", "repeats": "WEEKLY", "start_time": "02:30", "end_time": "04:00"},
            "start_time",
            "Le 29/03/2026, l'heure change : aucune date ne peut commencer à cette heure de la nuit.",
        ),
        (
            {"end_time": "13:00"},
            "end_time",
            "L'événement finit avant de commencer.",
        ),
        (
            {"start_time": ""},
            "start_time",
            "Donnez l'heure de début, ou cochez « toute la journée ».",
        ),
        (
            {"last_day": "2026-03-09"},
            "last_day",
            "Le dernier jour est avant le premier.",
        ),
        (
            {"first_day": "0026-03-10"},
            "first_day",
            "Vérifiez l'année : elle va de 1990 à 2099.",
        ),
        (
            {"status": "online"},
            "online_url",
            "L'événement a lieu en ligne : donnez le lien pour participer.",
        ),
        (
            {"address": "3 place de la Gare"},
            "commune",
            "Donnez aussi la commune : l'événement se trouve alors en cherchant près de chez soi.",
        ),
        (
            {"phone": "12"},
            "phone",
            "Ce numéro de téléphone n'est pas reconnu. Il a dix chiffres, par exemple 06 12 34 56 78.",
        ),
    ],
)
def test_what_is_refused_and_how(fields, where, sentence):
    assert screen(EventPage(), form(**fields)).errors == {where: [sentence]}


def test_what_is_refused_is_not_kept(staff):
    response = create(staff, zone="Mars/Phobos")
    assert list(errors(response)) == ["zone"]
    assert EventPage.objects.count() == 0


def test_at_half_past_two_where_the_clock_never_changes():
    fields = {"first_day": "2026-03-29", "start_time": "02:30", "end_time": "04:00", "zone": "Indian/Reunion"}
    found = screen(EventPage(), form(**fields))
    assert found.errors == {}
    assert found.save(commit=False).start_time == time(2, 30)


@pytest.mark.parametrize(
    ("repeats", "row", "sentence"),
    [
        (
            "WEEKLY",
            {"kind": "cancelled", "original_day": "2026-03-18"},
            "La répétition ne donne aucune date mercredi 18 mars 2026.",
        ),
        ("", {"kind": "cancelled", "original_day": "2026-03-10"}, "Cet événement ne se répète pas"),
        ("WEEKLY", {"kind": "added", "original_day": "2026-03-17"}, "Il y a déjà une date mardi 17 mars 2026."),
        ("WEEKLY", {"kind": "moved", "original_day": "2026-03-17"}, "Donnez la nouvelle date ou la nouvelle heure."),
        (
            "WEEKLY",
            {"kind": "moved", "original_day": "2026-03-17", "new_day": "2026-03-24"},
            "Il y a déjà une date mardi 24 mars 2026.",
        ),
    ],
)
def test_dates_that_differ_are_checked(repeats, row, sentence):
    blank = {"new_day": "", "new_start_time": "", "note": ""}
    found = screen(EventPage(), form(repeats=repeats, exceptions=[{**blank, **row}]))
    assert not found.is_valid()
    (errors_of_row,) = found.formsets["exceptions"].errors
    assert sentence in str(errors_of_row)


def test_dates_that_differ(staff):
    blank = {"new_day": "", "new_start_time": "", "note": ""}
    create(
        staff,
        repeats="WEEKLY",
        repeat_count="3",
        exceptions=[
            {**blank, "kind": "cancelled", "original_day": "2026-03-17"},
            {**blank, "kind": "moved", "original_day": "2026-03-24", "new_day": "2026-03-25"},
            {**blank, "kind": "added", "original_day": "2026-04-02", "new_start_time": "10:00"},
        ],
    )
    rows = EventPage.objects.get().occurrences.order_by("start").values_list("first_day", "cancelled", "moved")
    assert list(rows) == [
        (date(2026, 3, 10), False, False),
        (date(2026, 3, 17), True, False),
        (date(2026, 3, 25), False, True),
        (date(2026, 4, 2), False, False),
    ]


def test_a_draft_changes_nothing_in_public(staff):
    event = make_event(rule=Rule(Frequency.WEEKLY, count=3), slug="permanence")
    before = list(event.occurrences.values())
    data = {"repeats": "DAILY", "first_day": "2026-06-01"}
    posted = {key: value for key, value in form(**data).items() if key != "action-publish"}
    staff.post(reverse("wagtailadmin_pages:edit", args=(event.pk,)), posted)
    event.refresh_from_db()
    assert event.has_unpublished_changes
    assert list(event.occurrences.values()) == before
    draft = event.get_latest_revision_as_object()
    assert (draft.first_day, rule_of(draft)) == (date(2026, 6, 1), Rule(Frequency.DAILY))


def test_a_preview_of_what_was_never_published(staff):
    address = reverse("wagtailadmin_pages:preview_on_add", args=("events", "eventpage", make_agenda().pk))
    staff.post(address, form(repeats="WEEKLY"))
    html = staff.get(address).content.decode()
    assert 'mardi <span class="nowrap">10 mars</span> 2026' in html
    assert "Se répète tous les mardis à 14 h." in " ".join(strip_tags(html).split())
