"""Nothing is left of a person: neither once they ask, nor once time has passed, in no table, file or log."""

import logging
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client

from booking.models import Attendance, Booking
from booking.services.privacy import erase
from booking.tests.factories import NOW, make_booking, make_organisation, make_session
from core.forgetting import forget_due
from core.logs import HideSecrets
from core.models import JobRun, Purge, User
from home.services.forgetting import RULES
from home.services.jobs import JOBS, run_one
from home.tests.canary import (
    files_that_hold,
    holds,
    look_around,
    marks_of,
    seed_bookings,
    seed_the_rest,
    tables_that_hold,
)
from locations.services.members import join

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TOLD = {"booking_booking", "booking_attendance", "booking_bookinglink", "outbox_message", "wagtailcore_modellogentry"}
WROTE = {"locations_placereport", "django_session", "wagtailadmin_formstate", "axes_accessattempt"}


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.WARNING)  # queries: never on outside DEBUG
    caplog.handler.addFilter(HideSecrets())
    return caplog


def test_who_asks_leaves_nothing_behind(client, logged, django_capture_on_commit_callbacks) -> None:
    session, full = make_session(), make_session(capacity=1, waiting_capacity=1)
    with time_machine.travel(NOW, tick=False):
        bookings = seed_bookings(session, full, now=NOW)
        marks = marks_of(bookings)
        look_around(client)
        assert tables_that_hold(marks) == TOLD

        with django_capture_on_commit_callbacks(execute=True):
            for booking in bookings:
                erase(booking=booking, now=NOW)

        assert tables_that_hold(marks) == set()
        assert files_that_hold(marks) == set()
        assert not holds(logged.text, marks)
    assert Booking.objects.exclude(anonymised_at=None).count() == 2
    assert Attendance.objects.count() == 3


def test_time_leaves_nothing_behind(client, logged) -> None:
    session, full = make_session(), make_session(capacity=1, waiting_capacity=1)
    with time_machine.travel(NOW, tick=False):
        bookings = seed_bookings(session, full, now=NOW)
        seed_the_rest(session.location, now=NOW)
        marks = marks_of(bookings)
        look_around(client)
        assert tables_that_hold(marks) == TOLD | WROTE
    assert "ValueError: Key (email)=(…)" in JobRun.objects.get(name="essai").last_error

    (night,) = [job for job in JOBS if job.name == "oubli"]
    assert run_one(night, now=full.end + 366 * DAY)

    assert tables_that_hold(marks) == set()
    assert files_that_hold(marks) == set()
    assert not holds(logged.text, marks)
    assert JobRun.objects.get(name="oubli").last_error == ""
    session.refresh_from_db()
    assert (session.booked, Attendance.objects.filter(session=session).count()) == (2, 1)
    counts = Purge.objects.get().counts
    assert (counts["Réservations rendues anonymes"], counts["Erreurs signalées sur un lieu"]) == (3, 1)


def test_the_search_sees_what_is_packed_or_written_otherwise() -> None:
    marks = ["Zéphyrine", "639981234"]
    assert holds("ZEPHYRINE", marks)
    assert holds(b"prenom=Z%C3%A9phyrine", marks)
    assert holds("WsOpcGh5cmluZSBlc3QgaW5zY3JpdGU=", marks)
    assert holds("tel:+33639981234", marks)
    assert not holds("Zéphir, 0639981235", marks)


def test_an_account_that_opens_nothing_goes_a_year_after_it_was_used_last() -> None:
    later = NOW + 366 * DAY

    def account(name: str, **fields: object) -> User:
        return User.objects.create(username=name, **{"date_joined": NOW, **fields})

    account("partie")
    account("partie hier", last_login=later - DAY)
    account("nouvelle", date_joined=later - DAY)
    account("administration", is_superuser=True)
    account("lecture").groups.add(Group.objects.create(name="Lecture"))
    account("droit").user_permissions.add(Permission.objects.get(codename="access_admin"))
    make_session().facilitators.add(account("anime"))
    join(user=account("membre"), organisation=make_organisation(), now=NOW)
    (rule,) = [rule for rule in RULES if rule.name == "Comptes qui n'ouvrent plus rien"]

    assert [forget_due(rule, now=later) for _twice in range(2)] == [1, 0]
    assert "partie" not in User.objects.values_list("username", flat=True)


# The command, and what staff see


def test_the_command_counts_first_and_then_does_it(capsys) -> None:
    booking = make_booking(make_session())
    with time_machine.travel(NOW + 92 * DAY, tick=False):
        call_command("purge", "--dry-run")
        said = capsys.readouterr().out
        assert "      1  Réservations rendues anonymes\n" in said
        assert "lignes seraient effacées en tout" in said
        booking.refresh_from_db()
        assert booking.first_name
        assert not Purge.objects.exists()

        call_command("purge")
        booking.refresh_from_db()
        assert booking.first_name == ""
        assert Purge.objects.get().counts["Réservations rendues anonymes"] == 1
        call_command("purge")
        assert Purge.objects.count() == 2
        assert Purge.objects.first().counts == {}


def test_every_rule_has_a_name_of_its_own() -> None:
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names))


def test_staff_see_the_proofs_and_change_none(admin_client) -> None:
    proof = Purge.objects.create(because="night", started_at=NOW, counts={"Messages": 12}, completed=True)
    page = admin_client.get("/admin/effacements/").content.decode()
    assert "Messages : 12" in page
    assert "Chaque nuit" in page
    assert admin_client.get(f"/admin/effacements/inspect/{proof.pk}/").status_code == 200
    assert admin_client.get(f"/admin/effacements/edit/{proof.pk}/").status_code == 302
    assert admin_client.post(f"/admin/effacements/delete/{proof.pk}/").status_code == 302
    assert Purge.objects.count() == 1

    plain = Client()
    user = get_user_model().objects.create_user("lecture", password="une-lampe-allumee")
    plain.force_login(user)
    assert plain.get("/admin/effacements/").status_code == 302


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_proofs_asks_as_much_for_three_as_for_one(admin_client, rows, django_assert_num_queries) -> None:
    admin_client.get("/admin/effacements/")
    for day in range(rows):
        Purge.objects.create(because="night", started_at=NOW + day * DAY, counts={"Messages": day}, completed=True)
    with django_assert_num_queries(9):
        admin_client.get("/admin/effacements/")
