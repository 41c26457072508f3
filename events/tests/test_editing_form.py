"""What the editing screen says back as one types, and what becomes of dates that no longer fit."""

from datetime import date, time
from html import unescape
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from wagtail.models import GroupPagePermission, Revision

from core.models import User
from core.recurrence.forms import MONTHLY
from core.recurrence.rule import Frequency, Rule, Weekday
from events.editing.exceptions import MOST_ROWS
from events.editing.live import ScheduleForm
from events.models import EventException, EventPage, Occurrence
from events.tests.factories import NOW, make_agenda, make_event, make_place, publish, save_draft
from events.tests.test_admin import edit, errors, form, rule_of

pytestmark = pytest.mark.django_db

WEEKLY = Rule(Frequency.WEEKLY)
BLANK = {"new_day": "", "new_start_time": "", "new_end_time": "", "note": ""}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("equipe", password="une phrase assez longue"))
    return client


def person(name: str, *permissions: str, page: Any) -> User:
    """Return somebody of the team (who sees sessions at least), and who may do this below the page."""
    group = Group.objects.create(name=name)
    group.permissions.add(*Permission.objects.filter(codename__in=("access_admin", "view_session")))
    for codename in permissions:
        GroupPagePermission.objects.create(group=group, page=page, permission=Permission.objects.get(codename=codename))
    user = User.objects.create_user(name, password="une phrase assez longue")
    user.groups.add(group)
    return user


def words(response: Any) -> str:
    return " ".join(unescape(strip_tags(response.content.decode())).split())


def say(client: Client, event: EventPage | None = None, **fields: Any) -> Any:
    address = reverse("events_editing:live", args=[event.pk]) if event else reverse("events_editing:live_new")
    return client.post(address, form(**fields), headers={"X-Requested-With": "XMLHttpRequest"})


# The rule in words, as one types


def test_the_rule_and_the_next_dates_are_said_back(staff):
    make_agenda()
    exceptions = [
        {**BLANK, "kind": "cancelled", "original_day": "2026-03-17", "note": "Salle prise"},
        {**BLANK, "kind": "moved", "original_day": "2026-03-24", "new_day": "2026-03-25"},
        {**BLANK, "kind": "added", "original_day": "2026-04-02", "new_start_time": "10:00"},
    ]
    said = words(
        say(
            staff,
            repeats="WEEKLY",
            repeat_weekdays=["1", "3"],
            repeat_until="2026-04-03",
            first_day="2026-03-10",
            exceptions=exceptions,
        )
    )
    assert said.startswith("Se répète tous les mardis et jeudis à 14 h, jusqu'au vendredi 3 avril 2026.")
    for part in (
        "mardi 17 mars 2026, 14 h à 16 h Annulé « Salle prise »",
        "mercredi 25 mars 2026, 14 h à 16 h Déplacé, au lieu du mardi 24 mars 2026",
        "jeudi 2 avril 2026, 10 h à 12 h Date ajoutée",
    ):
        assert part in said
    assert (EventPage.objects.count(), EventException.objects.count(), Revision.objects.count()) == (0, 0, 0)


def test_holidays_left_out_are_named(staff):
    make_agenda()
    fields = {"first_day": "2026-04-07", "repeats": "WEEKLY", "without_public_holidays": "on", "school_zone": "A"}
    fields |= {"repeat_weekdays": ["1", "4"], "repeat_until": "2026-05-29"}
    said = words(say(staff, **fields))
    assert "vendredi 1er mai 2026, 14 h Laissée de côté : fête du Travail" in said
    assert "vendredi 8 mai 2026 (Victoire de 1945)" in said.partition("Jours laissés de côté : ")[2]
    assert "Les vacances scolaires sont connues jusqu'au" in said


def test_the_words_of_a_draft_change_nothing(staff):
    event = make_event(rule=WEEKLY)
    before = (list(Occurrence.objects.values()), Revision.objects.count())
    said = words(say(staff, event, repeats="DAILY", repeat_count="3"))
    assert said.startswith("Se répète tous les jours à 14 h, 3 fois.")
    assert (list(Occurrence.objects.values()), Revision.objects.count()) == before
    event.refresh_from_db()
    assert rule_of(event) == WEEKLY


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"repeats": "WEEKLY", "repeat_weekdays": ["0"]}, "ne suit pas la répétition"),
    ({"repeats": "WEEKLY", "repeat_until": "2026-03-01"}, "La répétition s'arrête avant la première date."),
    ({"first_day": ""}, "Le :"),
    ({"first_day": "demain"}, "Le :"),
    ({"first_day": "0001-01-01"}, "Vérifiez l'année : elle va de 1990 à 2099."),
    ({"first_day": "9999-12-31"}, "Vérifiez l'année : elle va de 1990 à 2099."),
    ({"repeats": "DAILY", "repeat_until": "9999-12-31", "zone": "America/Martinique"}, "Vérifiez l'année"),
    ({"repeats": "DAILY", "first_day": "1990-01-01"}, "donne plus de 10000 dates"),
    ({"zone": "Mars/Phobos"}, "Heure de :"),
    ({"repeats": "SECONDLY"}, "Répétition :"),
    ({"repeats": "DAILY", "repeat_interval": "-1"}, "Toutes les combien :"),
    ({"repeats": "DAILY", "repeat_count": "10000000000000000000000"}, "nombre de fois :"),
    ({"repeat_weekdays": ["9", "<script>"]}, "Quels jours de la semaine :"),
    ({"end_time": "13:00"}, "L'événement finit avant de commencer."),
    ({"first_day": "2026-03-29", "start_time": "02:30"}, "l'heure change"),
    (
        {"repeats": "DAILY", "exceptions": [{**BLANK, "kind": "cancelled", "original_day": "9999-12-31"}]},
        "Vérifiez l'année",
    ),
    (
        {"repeats": "DAILY", "exceptions": [{**BLANK, "kind": "cancelled", "original_day": "2098-12-31"}]},
        "donne plus de 10000 dates",
    ),
    ({"repeats": "WEEKLY", "exceptions-TOTAL_FORMS": "1000000000"}, f"Plus de {MOST_ROWS} dates différentes"),
    ({"repeats": "WEEKLY", "exceptions-TOTAL_FORMS": "-1"}, "tous les mardis"),
    ({"repeats": "WEEKLY", "exceptions-TOTAL_FORMS": "\x00"}, "ManagementForm"),
]


def test_what_is_wrong_is_said_and_hostile_fields_are_only_wrong(staff):
    make_agenda()
    for fields, sentence in WRONG:
        response = say(staff, **fields)
        assert (fields, response.status_code) == (fields, 200)
        assert sentence in words(response)
        assert b"<script" not in response.content


def test_a_note_is_said_as_it_is_written(staff):
    make_agenda()
    row = {**BLANK, "kind": "note", "original_day": "2026-03-10", "note": "<b>Gras</b> & cie"}
    html = say(staff, repeats="WEEKLY", exceptions=[row]).content.decode()
    assert "&lt;b&gt;Gras&lt;/b&gt; &amp; cie" in html


def test_nothing_at_all_is_no_failure(staff):
    make_agenda()
    assert staff.post(reverse("events_editing:live_new")).status_code == 200
    assert staff.get(reverse("events_editing:live_new")).status_code == 405


def test_only_those_who_may_edit_are_answered(client):
    event = make_event(rule=WEEKLY)
    agenda = make_agenda()
    assert say(client, event).status_code in (302, 403)
    editor = person("redaction", "add_page", "change_page", page=agenda)
    stranger = person("ailleurs", "add_page", page=event)
    facilitator = person("mediation", page=agenda)
    for user, expected in ((editor, 200), (stranger, 403), (facilitator, 403)):
        client.force_login(user)
        response = say(client, event, repeats="WEEKLY")
        assert (user.username, response.status_code) == (user.username, expected)
    assert client.post(reverse("events_editing:live", args=[999_999]), {}).status_code == 404


def test_the_cost_is_bounded(staff, django_assert_max_num_queries):
    event = make_event(rule=WEEKLY, location=make_place())
    rows = [
        {**BLANK, "kind": "note", "original_day": f"2026-03-{day}", "note": "x"} for day in ("10", "17", "24", "31")
    ]
    with django_assert_max_num_queries(40):
        say(staff, event, repeats="WEEKLY", exceptions=rows)


# The screen itself, without its script


def test_the_screen_says_what_is_saved_and_what_was_refused(staff):
    event = make_event(
        rule=WEEKLY, slug="permanence", exceptions=[{"kind": "cancelled", "original_day": date(2026, 3, 17)}]
    )
    address = reverse("wagtailadmin_pages:edit", args=[event.pk])
    shown = words(staff.get(address))
    assert "Se répète tous les mardis à 14 h." in shown
    assert "mardi 17 mars 2026, 14 h à 16 h Annulé" in shown
    refused = words(edit(staff, event, repeats="WEEKLY", repeat_weekdays=["0"]))
    assert "Les dates ne peuvent pas encore être calculées" in refused


# Exceptions that the new rule has no date for


def stored_rows(event: EventPage) -> list[dict[str, Any]]:
    return [
        {
            "id": str(one.pk),
            "uid": str(one.uid),
            "kind": one.kind,
            "original_day": one.original_day.isoformat(),
            "new_day": one.new_day.isoformat() if one.new_day else "",
            "new_start_time": "",
            "new_end_time": "",
            "note": one.note,
        }
        for one in event.exceptions.all()
    ]


def with_stored(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"exceptions": rows, "exceptions-INITIAL_FORMS": str(len(rows))}


@pytest.fixture
def changed_event() -> EventPage:
    """A weekly event, of which a date is cancelled with a word, and one is added."""
    return make_event(
        rule=WEEKLY,
        slug="permanence",
        exceptions=[
            {"kind": "cancelled", "original_day": date(2026, 3, 17), "note": "Salle prise"},
            {"kind": "added", "original_day": date(2026, 4, 2)},
        ],
    )


def test_another_rule_asks_about_the_exceptions_it_leaves_behind(staff, changed_event):
    moved = {"first_day": "2026-03-12", "repeats": "WEEKLY"}
    rows = stored_rows(changed_event)
    response = edit(staff, changed_event, **moved, **with_stored(rows))
    assert errors(response) == {
        "unfit": [
            "Elles diraient encore : mardi 17 mars 2026 : annulée (« Salle prise ») ; jeudi 2 avril 2026 : ajoutée. "
            "Choisissez, ou revenez à la répétition d'avant."
        ]
    }
    shown = words(response)
    assert "Ces dates ne sont plus dans la répétition" in shown
    assert 'value="Salle prise"' in response.content.decode()
    changed_event.refresh_from_db()
    assert (changed_event.first_day, changed_event.exceptions.count()) == (date(2026, 3, 10), 2)
    # As one types, the same question comes in words.
    assert "Les retirer, avec ce qu'elles disaient" in words(say(staff, changed_event, **moved, **with_stored(rows)))

    edit(staff, changed_event, **moved, **with_stored(rows), unfit="remove")
    changed_event = EventPage.objects.get(pk=changed_event.pk)
    assert (changed_event.first_day, changed_event.exceptions.count()) == (date(2026, 3, 12), 0)


def test_from_one_weekday_to_another_exceptions_go_along(staff):
    rows = [
        {"kind": "cancelled", "original_day": date(2026, 3, 17), "note": "Salle prise"},
        {"kind": "note", "original_day": date(2026, 3, 24), "note": "Avec le maire"},
    ]
    event = make_event(rule=WEEKLY, slug="permanence", exceptions=rows)
    moved = {"first_day": "2026-03-12", "repeats": "WEEKLY", **with_stored(stored_rows(event))}
    assert "à la nouvelle date de la même semaine" in words(say(staff, event, **moved))
    edit(staff, event, **moved, unfit="shift")
    rows = EventPage.objects.get(pk=event.pk).exceptions.order_by("original_day")
    assert [(one.original_day, one.kind, one.note) for one in rows] == [
        (date(2026, 3, 19), "cancelled", "Salle prise"),
        (date(2026, 3, 26), "note", "Avec le maire"),
    ]
    # Twice a week, nobody can tell which: it is not offered.
    twice = {"repeats": "WEEKLY", "repeat_weekdays": ["0", "3"], "first_day": "2026-03-12"}
    event = EventPage.objects.get(pk=event.pk)
    gone = {**twice, "repeat_weekdays": ["0", "4"], "first_day": "2026-03-13", **with_stored(stored_rows(event))}
    assert "à la nouvelle date de la même semaine" not in words(say(staff, event, **gone))
    assert list(errors(edit(staff, event, **gone, unfit="shift"))) == ["unfit"]


def test_what_still_fits_stays_where_the_rest_is_removed(staff):
    event = make_event(
        rule=Rule(Frequency.WEEKLY, weekdays=(Weekday.TUESDAY, Weekday.THURSDAY)),
        slug="permanence",
        exceptions=[
            {"kind": "note", "original_day": date(2026, 3, 17), "note": "Reste"},
            {"kind": "note", "original_day": date(2026, 3, 19), "note": "Part"},
        ],
    )
    edit(staff, event, repeats="WEEKLY", repeat_weekdays=["1"], unfit="remove", **with_stored(stored_rows(event)))
    rows = EventPage.objects.get(pk=event.pk).exceptions.all()
    assert [(one.original_day, one.note) for one in rows] == [(date(2026, 3, 17), "Reste")]


def test_the_same_is_asked_of_a_draft_whose_rows_have_no_number_yet(staff):
    event = make_event(rule=WEEKLY, slug="permanence")
    draft = event.get_latest_revision_as_object()
    draft.exceptions.add(EventException(kind="cancelled", original_day=date(2026, 3, 17)))
    save_draft(draft)
    (one,) = event.get_latest_revision_as_object().exceptions.all()
    assert one.pk is None
    row = {**BLANK, "id": "", "uid": str(one.uid), "kind": "cancelled", "original_day": "2026-03-17"}
    response = edit(staff, event, first_day="2026-03-12", repeats="WEEKLY", **with_stored([row]))
    assert list(errors(response)) == ["unfit"]


def test_an_added_date_keeps_its_name_in_calendars_through_every_save(staff):
    event = make_event(rule=WEEKLY, slug="permanence")
    added = {**BLANK, "kind": "added", "original_day": "2026-04-02", "new_start_time": "10:00"}
    edit(staff, event, repeats="WEEKLY", exceptions=[{**added, "id": "", "uid": ""}])
    first = EventPage.objects.get(pk=event.pk).exceptions.get().uid
    # The screen shows the rows of the revision, whose row had no number when it was saved.
    shown = staff.get(reverse("wagtailadmin_pages:edit", args=[event.pk])).context["form"].formsets["exceptions"]
    (row,) = shown.forms
    posted = {**added, "id": str(row["id"].value() or ""), "uid": str(row["uid"].value()), "note": "Plus tôt"}
    edit(staff, event, repeats="WEEKLY", **with_stored([posted]))
    again = EventPage.objects.get(pk=event.pk).exceptions.get()
    assert (again.uid, again.note) == (first, "Plus tôt")


# What contradicts itself, and what the public must know


def test_a_draft_may_leave_out_what_only_the_public_needs(staff):
    event = make_event(slug="permanence", publish_at=None)
    posted = {key: value for key, value in form(status="online").items() if key != "action-publish"}
    staff.post(reverse("wagtailadmin_pages:edit", args=[event.pk]), posted)
    event.refresh_from_db()
    assert event.get_latest_revision_as_object().status == "online"
    assert list(errors(edit(staff, event, status="online"))) == ["online_url"]


def test_one_place_and_one_way_of_registering(staff):
    event, place = make_event(slug="permanence"), make_place()
    assert errors(edit(staff, event, location=str(place.pk), address="3 rue du Test")) == {
        "address": ["Choisissez un lieu ou donnez une adresse, pas les deux."]
    }


def test_a_telephone_number_is_kept_in_one_form(staff):
    event = make_event(slug="permanence")
    edit(staff, event, phone="04 76 00 00 00")
    event.refresh_from_db()
    assert event.phone == "+33476000000"
    shown = staff.get(reverse("wagtailadmin_pages:edit", args=[event.pk])).context["form"]
    assert shown["phone"].value() == "04 76 00 00 00"


def test_the_words_of_what_is_published_stay_through_a_draft(staff):
    event = publish(make_event(rule=WEEKLY, slug="permanence", start_time=time(9), end_time=time(10)))
    posted = {key: value for key, value in form(repeats="DAILY").items() if key != "action-publish"}
    staff.post(reverse("wagtailadmin_pages:edit", args=[event.pk]), posted)
    event.refresh_from_db()
    assert (event.start_time, rule_of(event)) == (time(9), WEEKLY)
    assert "Se répète tous les jours à 14 h." in words(staff.get(reverse("wagtailadmin_pages:edit", args=[event.pk])))


def test_what_a_browser_sends_for_an_event_that_does_not_repeat_changes_nothing():
    assert ScheduleForm.base_fields["repeat_monthly"].initial == MONTHLY[0][0]
