"""« Dates »: one date changed at a time, through a revision, by those who may, and by one person at a time."""

from datetime import date, time
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Workflow, WorkflowPage, WorkflowTask

from core.models import User
from core.recurrence.rule import Frequency, Rule
from events.editing.publishing import base_of
from events.models import EventPage
from events.tests.factories import NOW, make_agenda, make_event
from events.tests.test_editing_form import person, words

pytestmark = pytest.mark.django_db

WEEKLY = Rule(Frequency.WEEKLY)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("equipe", password="une phrase assez longue"))
    return client


@pytest.fixture
def event() -> EventPage:
    return make_event(rule=WEEKLY, title="Permanence", slug="permanence")


def address(event: EventPage) -> str:
    return reverse("events_editing:dates", args=[event.pk])


def change(client: Client, event: EventPage, act: str, day: str, **fields: Any) -> Any:
    posted = {
        "act": act,
        "day": day,
        "base": base_of(EventPage.objects.get(pk=event.pk)),
        "note": "",
        "new_day": "",
        "new_start_time": "",
        "new_end_time": "",
        "then": "publish",
        **fields,
    }
    return client.post(address(event), posted)


def rows(event: EventPage) -> list[tuple[Any, ...]]:
    stored = EventPage.objects.get(pk=event.pk).exceptions.order_by("original_day")
    return [(one.kind, one.original_day, one.new_day, one.new_start_time, one.note) for one in stored]


def draft_rows(event: EventPage) -> list[tuple[Any, ...]]:
    draft = EventPage.objects.get(pk=event.pk).get_latest_revision_as_object()
    return [(one.kind, one.original_day) for one in draft.exceptions.all()]


def public(event: EventPage, limit: int = 4) -> list[tuple[date, bool, bool]]:
    return list(event.occurrences.order_by("start").values_list("first_day", "cancelled", "moved")[:limit])


def test_all_dates_from_today_on_stand_there_twenty_a_page(staff, event):
    shown = words(staff.get(address(event)))
    assert "Se répète tous les mardis à 14 h." in shown
    assert "79 dates, d'aujourd'hui au vendredi 10 septembre 2027" in shown
    assert "mardi 10 mars 2026, 14 h à 16 h" in shown
    assert "mardi 21 juillet 2026, 14 h à 16 h" in shown
    assert "mardi 28 juillet 2026" not in shown
    assert "mardi 28 juillet 2026, 14 h à 16 h" in words(staff.get(address(event), {"p": "2"}))
    for page in ("0", "-1", "999", "x", "9" * 50):
        assert staff.get(address(event), {"p": page}).status_code == 200


def test_a_date_is_cancelled_and_restored(staff, event):
    response = change(staff, event, "cancel", "2026-03-17", note="La salle est prise.")
    assert (response.status_code, response["Location"]) == (302, f"{address(event)}?p=1#d2026-03-17")
    assert rows(event) == [("cancelled", date(2026, 3, 17), None, None, "La salle est prise.")]
    assert public(event)[1] == (date(2026, 3, 17), True, False)
    assert "mardi 17 mars 2026, 14 h à 16 h Annulé « La salle est prise. »" in words(staff.get(address(event)))
    change(staff, event, "restore", "2026-03-17")
    assert (rows(event), public(event)[1]) == ([], (date(2026, 3, 17), False, False))


def test_a_date_is_moved_and_another_added(staff, event):
    change(staff, event, "move", "2026-03-17", new_day="2026-03-18", new_start_time="09:00", new_end_time="10:00")
    change(staff, event, "add", "2026-03-20", note="En plus")
    assert rows(event) == [
        ("moved", date(2026, 3, 17), date(2026, 3, 18), time(9), ""),
        ("added", date(2026, 3, 20), None, None, "En plus"),
    ]
    assert public(event, 3) == [
        (date(2026, 3, 10), False, False),
        (date(2026, 3, 18), False, True),
        (date(2026, 3, 20), False, False),
    ]
    assert (event.occurrences.get(moved=True).end - event.occurrences.get(moved=True).start).seconds == 3600
    # An added date is moved as the date that it is, and keeps its name in calendars.
    uid = EventPage.objects.get(pk=event.pk).exceptions.get(kind="added").uid
    change(staff, event, "move", "2026-03-20", new_day="2026-03-21")
    added = EventPage.objects.get(pk=event.pk).exceptions.get(kind="added")
    assert (added.original_day, added.uid) == (date(2026, 3, 21), uid)
    change(staff, event, "restore", "2026-03-21")
    assert [row[0] for row in rows(event)] == ["moved"]


def test_a_date_left_out_for_a_holiday_is_kept_with_a_word(staff):
    event = make_event(rule=WEEKLY, first_day=date(2026, 4, 3), without_public_holidays=True)
    # Fridays: 1 May and 8 May 2026 are holidays.
    shown = words(staff.get(address(event)))
    assert "vendredi 1er mai 2026, 14 h Laissée de côté : fête du Travail" in shown
    days = [day for day, _cancelled, _moved in public(event, 6)]
    assert days == [
        date(2026, 4, 3),
        date(2026, 4, 10),
        date(2026, 4, 17),
        date(2026, 4, 24),
        date(2026, 5, 15),
        date(2026, 5, 22),
    ]
    change(staff, event, "note", "2026-05-08", note="Cette date a bien lieu.")
    assert [day for day, _cancelled, _moved in public(event, 5)][4] == date(2026, 5, 8)
    # An hour of its own, that day: an added date is one too.
    assert change(staff, event, "add", "2026-05-01").status_code == 302
    assert [day for day, _cancelled, _moved in public(event, 5)][4] == date(2026, 5, 1)


def test_a_word_is_put_beside_a_date_and_beside_a_cancelled_one(staff, event):
    change(staff, event, "note", "2026-03-10", note="Venez avec votre ordinateur.")
    change(staff, event, "cancel", "2026-03-17")
    change(staff, event, "note", "2026-03-17", note="Grève")
    assert rows(event) == [
        ("note", date(2026, 3, 10), None, None, "Venez avec votre ordinateur."),
        ("cancelled", date(2026, 3, 17), None, None, "Grève"),
    ]


REFUSED: list[tuple[str, str, dict[str, Any], str]] = [
    ("cancel", "2026-03-18", {}, "La répétition ne donne aucune date mercredi 18 mars 2026."),
    ("cancel", "", {}, "Champ requis."),
    ("cancel", "9999-12-31", {}, "Vérifiez l'année"),
    ("cancel", "demain", {}, "Saisissez une date valide."),
    ("cancel", "2026-03-17", {"then": "tout"}, "Sélectionnez un choix valide."),
    ("cancel", "2026-03-17", {"note": "x" * 201}, "au plus 200 caractères"),
    ("move", "2026-03-17", {}, "Donnez la nouvelle date ou la nouvelle heure."),
    ("move", "2026-03-17", {"new_day": "2026-03-24"}, "Il y a déjà une date mardi 24 mars 2026."),
    (
        "move",
        "2026-03-17",
        {"new_start_time": "11:00", "new_end_time": "10:00"},
        "Cette date finit avant de commencer.",
    ),
    ("add", "2026-03-17", {}, "Il y a déjà une date mardi 17 mars 2026."),
    ("note", "2026-03-17", {}, "Écrivez le mot à montrer."),
    ("detruire", "2026-03-17", {}, "Sélectionnez un choix valide."),
]


def test_what_is_refused_is_said_and_changes_nothing(staff, event):
    before = event.latest_revision_id
    for act, day, fields, sentence in REFUSED:
        response = change(staff, event, act, day, **fields)
        assert (act, day, fields, response.status_code) == (act, day, fields, 422)
        assert sentence in words(response)
    event.refresh_from_db()
    assert (event.latest_revision_id, rows(event)) == (before, [])


def test_what_was_typed_stays_after_a_refusal(staff, event):
    response = change(staff, event, "move", "2026-03-17", new_day="2026-03-24", note="Attention")
    html = response.content.decode()
    assert 'value="2026-03-24"' in html
    assert 'value="Attention"' in html


def test_kept_as_a_draft_it_changes_nothing_in_public(staff, event):
    before = list(event.occurrences.order_by("pk").values())
    change(staff, event, "cancel", "2026-03-17", then="draft")
    event.refresh_from_db()
    assert event.has_unpublished_changes
    assert (rows(event), draft_rows(event)) == ([], [("cancelled", date(2026, 3, 17))])
    assert list(event.occurrences.order_by("pk").values()) == before
    assert "changements en attente" in words(staff.get(address(event)))


def with_a_draft(event: EventPage) -> EventPage:
    """Put another title, not published, on the page."""
    draft = event.get_latest_revision_as_object()
    draft.title = "Permanence, bientôt ailleurs"
    draft.save_revision()
    return EventPage.objects.get(pk=event.pk)


def test_one_change_is_published_alone_where_others_wait(staff, event):
    event = with_a_draft(event)
    change(staff, event, "cancel", "2026-03-17", then="alone")
    event.refresh_from_db()
    assert (event.title, event.has_unpublished_changes) == ("Permanence", True)
    assert rows(event) == [("cancelled", date(2026, 3, 17), None, None, "")]
    assert public(event)[1] == (date(2026, 3, 17), True, False)
    draft = event.get_latest_revision_as_object()
    assert draft.title == "Permanence, bientôt ailleurs"
    assert draft_rows(event) == [("cancelled", date(2026, 3, 17))]


def test_what_waits_is_published_along_only_when_asked(staff, event):
    event = with_a_draft(event)
    shown = staff.get(address(event)).content.decode()
    assert "Publier tout ce qui attend" in shown
    change(staff, event, "cancel", "2026-03-17", then="publish")
    event.refresh_from_db()
    assert (event.title, event.has_unpublished_changes) == ("Permanence, bientôt ailleurs", False)


def test_of_two_people_the_second_is_told(staff, event):
    seen = base_of(event)
    change(staff, event, "cancel", "2026-03-17", base=seen)
    response = change(staff, event, "cancel", "2026-03-24", base=seen, note="Moi aussi")
    assert response.status_code == 422
    shown = words(response)
    assert "Quelqu'un d'autre a modifié cet événement entre-temps" in shown
    assert "mardi 17 mars 2026, 14 h à 16 h Annulé" in shown
    assert 'value="Moi aussi"' in response.content.decode()
    assert [row[1] for row in rows(event)] == [date(2026, 3, 17)]
    # The screen that told so is up to date: pressing again does it.
    again = response.context["rows"][2].form["base"].value()
    assert change(staff, event, "cancel", "2026-03-24", base=again).status_code == 302
    assert [row[1] for row in rows(event)] == [date(2026, 3, 17), date(2026, 3, 24)]


def test_autosave_in_the_editor_counts_as_a_change(staff, event):
    revision = event.latest_revision
    seen = base_of(event)
    with time_machine.travel(NOW.replace(minute=5), tick=False):
        event.get_latest_revision_as_object().save_revision(overwrite_revision=revision)
    response = change(staff, event, "cancel", "2026-03-17", base=seen)
    assert (response.status_code, rows(event)) == (422, [])


def test_a_draft_stays_a_draft_unless_it_is_to_be_published(staff):
    event = make_event(rule=WEEKLY, publish_at=None)
    assert "n'est pas publié" in words(staff.get(address(event)))
    change(staff, event, "cancel", "2026-03-17", then="draft")
    event.refresh_from_db()
    assert (event.live, event.occurrences.count()) == (False, 0)
    assert draft_rows(event) == [("cancelled", date(2026, 3, 17))]
    assert [row[1] for row in rows(event)] == [date(2026, 3, 17)]
    change(staff, event, "cancel", "2026-03-24", then="publish")
    event.refresh_from_db()
    assert event.live
    assert [cancelled for _day, cancelled, _moved in public(event)] == [False, True, True, False]


def test_an_event_that_happens_once_only_gains_dates(staff):
    event = make_event()
    shown = words(staff.get(address(event)))
    assert "Ne se répète pas" in shown
    assert change(staff, event, "add", "2026-03-20").status_code == 302
    assert "Cet événement ne se répète pas" in words(change(staff, event, "cancel", "2026-03-10"))


# Who may


def test_who_may_do_what(client, event):
    agenda = make_agenda()
    moderator = person("moderation", "change_page", "publish_page", page=agenda)
    editor = person("redaction", "add_page", "change_page", page=agenda)
    facilitator = person("mediation", page=agenda)
    home_only = person("ailleurs", "change_page", "publish_page", page=make_event())
    assert client.get(address(event)).status_code == 302
    for user in (facilitator, home_only):
        client.force_login(user)
        assert (user.username, client.get(address(event)).status_code) == (user.username, 302)
        assert (user.username, change(client, event, "cancel", "2026-03-17").status_code) == (user.username, 302)
    assert rows(event) == []
    client.force_login(editor)
    assert "Publier" not in client.get(address(event)).content.decode()
    assert change(client, event, "cancel", "2026-03-17").status_code == 422
    assert change(client, event, "cancel", "2026-03-17", then="draft").status_code == 302
    assert (rows(event), draft_rows(event)) == ([], [("cancelled", date(2026, 3, 17))])
    client.force_login(moderator)
    assert change(client, event, "cancel", "2026-03-24").status_code == 302
    assert [row[1] for row in rows(event)] == [date(2026, 3, 17), date(2026, 3, 24)]
    assert client.get(reverse("events_editing:dates", args=[999_999])).status_code == 404


def test_who_may_not_publish_asks_for_a_review(client, event):
    agenda = make_agenda()
    editor = person("redaction", "add_page", "change_page", page=agenda)
    task = GroupApprovalTask.objects.create(name="Relire")
    task.groups.add(person("moderation", "change_page", "publish_page", page=agenda).groups.get())
    workflow = Workflow.objects.create(name="Relecture")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    WorkflowPage.objects.create(workflow=workflow, page=agenda)
    client.force_login(editor)
    assert change(client, event, "cancel", "2026-03-17", then="submit").status_code == 302
    event = EventPage.objects.get(pk=event.pk)
    assert (event.workflow_in_progress, rows(event)) == (True, [])
    event.current_workflow_state.current_task_state.approve(user=User.objects.get(username="moderation"))
    assert [row[1] for row in rows(event)] == [date(2026, 3, 17)]


def test_a_locked_event_is_read_only(staff, event):
    EventPage.objects.filter(pk=event.pk).update(locked=True)
    assert "verrouillé" in words(staff.get(address(event)))
    assert "Annuler cette date" not in staff.get(address(event)).content.decode()
    response = change(staff, event, "cancel", "2026-03-17")
    assert (response.status_code, rows(event)) == (422, [])


def test_the_screen_costs_as_much_for_many_dates_as_for_few(
    staff, django_assert_num_queries, django_assert_max_num_queries
):
    few, many = make_event(rule=Rule(Frequency.WEEKLY, count=2)), make_event(rule=Rule(Frequency.DAILY))
    staff.get(address(few))
    with django_assert_max_num_queries(40) as counted:
        staff.get(address(few))
    with django_assert_num_queries(len(counted.captured_queries)):
        staff.get(address(many))


def test_the_editor_and_the_list_of_pages_lead_there(staff, event):
    for page in (
        reverse("wagtailadmin_pages:edit", args=[event.pk]),
        reverse("wagtailadmin_explore", args=[event.get_parent().pk]),
    ):
        assert f'href="{address(event)}"' in staff.get(page).content.decode()
    assert "/dates/" not in staff.get(reverse("wagtailadmin_explore", args=[1])).content.decode()
