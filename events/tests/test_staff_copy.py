"""Copies, review and schedules, through Wagtail's own screens: what each does to the dates that the public sees."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask, GroupPagePermission, Page, Workflow, WorkflowPage, WorkflowTask

from core.models import User
from core.recurrence.rule import Frequency, Rule
from events.models import EventPage
from events.tests.factories import NOW, make_agenda, make_event, make_partner, publish, save_draft

pytestmark = pytest.mark.django_db

WEEKLY = Rule(Frequency.WEEKLY, count=4)
TUESDAYS = [date(2026, 3, day) for day in (10, 17, 24, 31)]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("equipe", password="une phrase assez longue"))
    return client


def days(event: EventPage) -> list[date]:
    return list(event.occurrences.order_by("start").values_list("first_day", flat=True))


def member(name: str, *permissions: str) -> Client:
    """Return the browser of somebody who has these permissions on all pages."""
    group, _ = Group.objects.get_or_create(name=f"Groupe {name}")
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    root = Page.get_first_root_node()
    for codename in permissions:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    user = User.objects.create_user(name, password="une phrase assez longue")
    user.groups.add(group)
    browser = Client()
    browser.force_login(user)
    return browser


# Copies


def copy(staff: Client, event: EventPage, *, live: bool) -> EventPage:
    posted = {"new_title": "Copie", "new_slug": "copie", "new_parent_page": str(event.get_parent().pk)}
    if live:
        posted["publish_copies"] = "on"
    response = staff.post(reverse("wagtailadmin_pages:copy", args=[event.pk]), posted, follow=True)
    assert response.status_code == 200
    copied = EventPage.objects.get(slug="copie")
    copied.said = [str(message) for message in response.context["messages"]]
    return copied


def exceptions_of(event: EventPage) -> list[tuple[str, date]]:
    return [(one.kind, one.original_day) for one in event.exceptions.order_by("original_day")]


@pytest.mark.parametrize("live", [False, True])
def test_a_copy_takes_the_dates_to_come_and_leaves_the_past(staff, clock, live):
    partner = make_partner()
    event = make_event(
        rule=WEEKLY,
        organisers=[partner],
        exceptions=[
            {"kind": "cancelled", "original_day": date(2026, 3, 17)},
            {"kind": "moved", "original_day": date(2026, 3, 10), "new_day": date(2026, 3, 26)},
            {"kind": "note", "original_day": date(2026, 3, 24), "note": "Salle 2."},
        ],
    )
    clock.move_to(datetime(2026, 3, 20, 9, tzinfo=UTC))
    staff.force_login(User.objects.get(username="equipe"))  # who signed in at the beginning of the month no longer is
    copied = copy(staff, event, live=live)
    assert copied.uid != event.uid
    assert (copied.live, list(copied.organisers.all()), copied.follows) == (live, [partner], None)
    assert exceptions_of(copied) == [("moved", date(2026, 3, 10)), ("note", date(2026, 3, 24))]
    drafted = copied.get_latest_revision_as_object().exceptions.all()
    assert [one.kind for one in drafted] == ["moved", "note"]
    assert days(copied) == (
        [date(2026, 3, 17), date(2026, 3, 24), date(2026, 3, 26), date(2026, 3, 31)] if live else []
    )
    assert "La date particulière déjà passée n'a pas été copiée." in copied.said
    # The first event keeps its past.
    assert len(exceptions_of(EventPage.objects.get(pk=event.pk))) == 3


def test_a_copy_that_is_no_public_matter_was_told_to_no_calendar(staff):
    event = make_event(rule=WEEKLY)
    event.start_time = event.start_time.replace(hour=15)
    event = publish(event, at=NOW + timedelta(minutes=1))
    assert event.sequence == 1
    copied = copy(staff, event, live=False)
    assert (copied.sequence, copied.changed_at, copied.announced, days(copied)) == (0, None, "", [])
    assert days(event) == TUESDAYS


def test_a_copy_without_past_says_nothing_of_it(staff):
    event = make_event(rule=WEEKLY, exceptions=[{"kind": "cancelled", "original_day": date(2026, 3, 17)}])
    copied = copy(staff, event, live=False)
    assert exceptions_of(copied) == [("cancelled", date(2026, 3, 17))]
    assert [line for line in copied.said if "particulière" in line] == []


# Review


@pytest.fixture
def reviewed() -> Any:
    """Return the browsers of a writer, who may not publish, and of the one who approves."""
    writer = member("plume", "add_page", "change_page")
    approver = member("relecture", "change_page", "publish_page")
    task = GroupApprovalTask.objects.create(name="Relecture de l'agenda")
    task.groups.add(Group.objects.get(name="Groupe relecture"))
    workflow = Workflow.objects.create(name="Agenda")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(page=make_agenda(), workflow=workflow)
    return writer, approver


def submit(writer: Client, event: EventPage, action: str = "submit") -> EventPage:
    """Send the event to review, as its editing screen has it."""
    address = reverse("wagtailadmin_pages:edit", args=[event.pk])
    form = writer.get(address).context["form"]
    posted = {field.html_name: value(field) for field in form if value(field) is not None}
    for formset in form.formsets.values():
        for field in formset.management_form:
            posted[field.html_name] = field.value()
        for row in formset.forms:
            posted |= {field.html_name: value(field) for field in row if value(field) is not None}
    posted |= {"body-count": "0", f"action-{action}": f"action-{action}"}
    response = writer.post(address, posted)
    assert response.status_code == 302, response.context and response.context["form"].errors
    return EventPage.objects.get(pk=event.pk)


def value(field: Any) -> Any:
    found = field.value()
    if found in (None, False, []):
        return None
    return found.isoformat() if isinstance(found, date | datetime) else found


def answer(approver: Client, event: EventPage, action: str) -> EventPage:
    state = event.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[event.pk, action, state.pk])
    assert approver.post(address, {"comment": "Relu."}).status_code == 302
    return EventPage.objects.get(pk=event.pk)


def test_what_is_approved_is_published_and_its_dates_with_it(reviewed, client):
    writer, approver = reviewed
    event = submit(writer, make_event(rule=WEEKLY, publish_at=None, body=[]))
    assert (event.live, event.workflow_in_progress, days(event)) == (False, True, [])
    assert client.get(f"/agenda/{event.slug}/").status_code == 404
    event = answer(approver, event, "approve")
    assert (event.live, days(event)) == (True, TUESDAYS)
    assert client.get(f"/agenda/{event.slug}/").status_code == 200


def test_what_is_rejected_stays_out_of_public_sight(reviewed, client):
    writer, approver = reviewed
    event = submit(writer, make_event(rule=WEEKLY, publish_at=None, body=[]))
    event = answer(approver, event, "reject")
    assert (event.live, event.workflow_in_progress, days(event), event.changed_at) == (False, False, [], None)
    assert client.get(f"/flux/evenements/{event.pk}.ics").status_code == 404


def test_one_who_may_not_publish_cannot(reviewed):
    writer, _approver = reviewed
    event = submit(writer, make_event(rule=WEEKLY, publish_at=None, body=[]), action="publish")
    assert (event.live, days(event)) == (False, [])


# Schedules


def test_dates_come_and_go_with_a_schedule(client, clock):
    event = make_event(rule=WEEKLY, publish_at=None)
    event.go_live_at, event.expire_at = NOW + timedelta(days=1), NOW + timedelta(days=15)
    event.save_revision().publish()
    event.refresh_from_db()
    assert (event.live, days(event)) == (False, [])
    clock.move_to(NOW + timedelta(days=1, minutes=1))
    call_command("publish_scheduled")
    event.refresh_from_db()
    assert (event.live, days(event), event.changed_at) == (True, TUESDAYS, NOW + timedelta(days=1, minutes=1))
    assert client.get("/flux/agenda.json").json()["total"] == 4
    clock.move_to(NOW + timedelta(days=15, minutes=1))
    call_command("publish_scheduled")
    event.refresh_from_db()
    assert (event.live, event.expired, days(event)) == (False, True, [])
    assert client.get(f"/agenda/{event.slug}/").status_code == 404
    assert client.get("/flux/agenda.json").json()["total"] == 0


def test_a_change_that_waits_for_its_day_moves_nothing_before(clock):
    event = publish(make_event(rule=WEEKLY))
    event.first_day, event.go_live_at = date(2026, 3, 12), NOW + timedelta(days=1)
    event.save_revision().publish()
    event = EventPage.objects.get(pk=event.pk)
    assert (event.live, days(event), event.sequence) == (True, TUESDAYS, 0)
    clock.move_to(NOW + timedelta(days=1, minutes=1))
    call_command("publish_scheduled")
    event.refresh_from_db()
    thursdays = [day + timedelta(days=2) for day in TUESDAYS]
    assert (days(event), event.sequence) == (thursdays, 1)


def test_a_draft_of_a_draft_is_nobodys_business():
    event = make_event(rule=WEEKLY, publish_at=None)
    event.first_day = date(2026, 3, 12)
    assert days(save_draft(event)) == []
