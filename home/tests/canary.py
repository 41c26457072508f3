"""One person who is everywhere, and the search for what is left of them: every table, file and line of the log."""

import gzip
import re
from base64 import b64decode
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session as WebSession
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils.http import urlencode
from wagtail.admin.models import FormState
from wagtail.log_actions import log

from booking.models import Attendance, Booking, BookingLink, Session
from booking.services.access import new_link
from booking.services.booking import Person, book
from booking.staff.participants import journal
from core import throttle
from core.search import fold
from home.services.contact import Letter, send_letter
from home.services.jobs import Job, run_one
from locations.choices import ReportKind
from locations.services.reporting import report_place
from outbox.models import Message
from outbox.services import send_due

FIRST_NAME, LAST_NAME, COMPANION = "Zéphyrine", "Ornithorynque", "Philomène Casoar"
EMAIL, PHONE = "zephyrine.canari@exemple.invalid", "+33639981234"
PERSON = {"first_name": FIRST_NAME, "last_name": LAST_NAME, "needs": ("interprete",), "companions": COMPANION}
WORDS = (FIRST_NAME, LAST_NAME, "Philomène", "Casoar", "zephyrine.canari", "639981234", "39 98 12 34", "39.98.12.34")


def seed_bookings(session: Session, full: Session, *, now: datetime) -> list[Booking]:
    """By mail and by phone, with a place and in the waiting list; told, refused, to call; seen by staff."""
    by_mail = book(
        session=session, person=Person(email=EMAIL, **PERSON), party_size=2, idempotency_key="canari-courriel", now=now
    )
    book(
        session=full, person=Person(first_name="Un autre", phone="+33639980001"), party_size=1,
        idempotency_key="autre", now=now,
    )  # fmt: skip
    by_phone = book(
        session=full, person=Person(phone=PHONE, contact_is_helper=True, **PERSON), party_size=1,
        idempotency_key="canari-telephone", now=now, wait=True,
    )  # fmt: skip
    send_due(now=now)
    for status in (Message.Status.FAILED, Message.Status.TO_CALL, Message.Status.WITHHELD, Message.Status.QUEUED):
        Message.objects.create(
            kind="booking_found", about=f"booking:{by_mail.pk}", recipient=EMAIL.upper(), status=status,
            text=f"Bonjour {FIRST_NAME}, appelez le 06 39 98 12 34 ou le 06.39.98.12.34.", message_id=f"<{status}@x>",
            last_error=f"Le serveur a refusé ce message (550 <{EMAIL}>: user unknown).",
            secret=new_link(by_mail, now=now), not_before=now + timedelta(days=1), created_at=now,
        )  # fmt: skip
    staff = get_user_model().objects.create_superuser("equipe", "equipe@exemple.invalid", "une-lampe-allumee")
    log(instance=by_mail, action="wagtail.edit", user=staff, title=f"{by_mail.code} {FIRST_NAME}")
    log(instance=by_mail.attendances.get(), action="wagtail.edit", user=staff, data={"nom": LAST_NAME})
    journal.keep("booking.offered", session, [by_mail, by_phone], user=staff)
    return [by_mail, by_phone]


def seed_the_rest(location: Any, *, now: datetime) -> None:
    """What the person wrote elsewhere, and what others typed about them."""
    send_letter(Letter(f"{FIRST_NAME} {LAST_NAME}", EMAIL, PHONE, "Casoar et fils", f"C'est {COMPANION}."), now=now)
    report_place(
        location=location, kind=ReportKind.values[0], words=f"{COMPANION} dit que c'est fermé.", contact=EMAIL, now=now
    )
    send_due(now=now)
    throttle.count(what="liste", address=EMAIL, limit=3, now=now)
    user = get_user_model().objects.get(username="equipe")
    FormState.objects.create(
        user=user, content_type=ContentType.objects.get_for_model(Session), object_id="", parent_object_id="",
        data=urlencode({"prenom": FIRST_NAME, "telephone": "06 39 98 12 34"}), last_updated_at=now,
    )  # fmt: skip
    AccessAttempt.objects.create(
        username=EMAIL, ip_address="192.0.2.9", user_agent="essai", get_data="", post_data=f"username={EMAIL}",
        http_accept="*/*", path_info="/admin/login/", failures_since_start=1,
    )  # fmt: skip
    AccessAttempt.objects.update(attempt_time=now)
    store = SessionStore()
    store["_messages"] = f"{FIRST_NAME} {LAST_NAME} est inscrite."
    store.set_expiry(now + timedelta(hours=12))
    store.save()
    log(instance=location, action="wagtail.edit", user=user, data={"note": COMPANION})

    def fail(_now: datetime) -> None:
        raise ValueError(f"Key (email)=({EMAIL}) already exists.\nDETAIL: Failing row contains ({LAST_NAME}).")

    run_one(Job("essai", fail), now=now)


def look_around(client: Client) -> None:
    """Fetch what the site keeps copies of, and what the search indexes."""
    call_command("update_index", verbosity=0)
    for path in ("/flux/seances.ics", "/flux/agenda.ics", "/flux/tout.ics", "/donnees/lieux.csv", "/rendez-vous/"):
        response = client.get(path)
        assert response.status_code == 200, path
        b"".join(response.streaming_content) if response.streaming else response.content
    staff = Client()
    staff.force_login(get_user_model().objects.get(username="equipe"))
    for query in ("", "?q=Ornithorynque", "?export=xlsx", "?export=csv"):
        response = staff.get(f"/admin/reservations/{query}")
        assert response.status_code == 200, query
        b"".join(response.streaming_content) if response.streaming else response.content
    WebSession.objects.filter(session_key=staff.cookies["sessionid"].value).delete()
    mail.outbox.clear()


def marks_of(bookings: list[Booking]) -> list[str]:
    """Return what may be left of them nowhere: words, codes, names of calendar entries, links, keys."""
    attendances = Attendance.objects.filter(booking__in=bookings)
    links = BookingLink.objects.filter(booking__in=bookings)
    own = [*(one.code for one in bookings), *(one.idempotency_key for one in bookings)]
    uids = [part for one in attendances for part in (str(one.uid), one.uid.hex)]
    return [*WORDS, *own, *uids, *links.values_list("token_hash", flat=True)]


def tables_that_hold(marks: list[str]) -> set[str]:
    """Return the tables of which any column of any row holds a mark, however it is written or packed."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 (a table of ours)
            if any(holds(value, marks) for row in cursor.fetchall() for value in map(plain, row)):
                found.add(table)
    return found


def plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def files_that_hold(marks: list[str]) -> set[str]:
    """Return the files under `VAR_DIR` that hold a mark, unpacked where they are packed."""
    files = [path for path in Path(settings.VAR_DIR).rglob("*") if path.is_file()]
    assert files
    return {path.name for path in files if holds(path.read_bytes(), marks)}


def holds(value: Any, marks: list[str]) -> bool:
    """Whether a value holds a mark, in capitals or not, with accents or not, percent-encoded, in base 64 or packed."""
    sought = ways_of_writing(tuple(marks))
    return any(sought.search(text) for one in unpacked(value) for text in (one.casefold(), fold(one)))


@lru_cache
def ways_of_writing(marks: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(way) for mark in marks for way in {mark.casefold(), fold(mark)}))


def unpacked(value: Any) -> Iterator[str]:
    """Give a value as text, and what it holds packed."""
    if isinstance(value, bool | int | float | datetime | None):
        return
    octets = value if isinstance(value, bytes) else str(value).encode()
    if octets[:2] == b"\x1f\x8b":
        octets = gzip.decompress(octets)
    text = octets.decode(errors="replace")
    yield text
    yield (
        re.sub("%([0-9A-Fa-f]{2})", lambda sign: chr(int(sign[1], 16)), text)
        .encode("latin-1", "ignore")
        .decode(errors="replace")
    )
    if re.fullmatch(r"\.?[\w:.-]{40,}", text):  # Django's sessions
        decoded = WebSession(session_data=text).get_decoded()
        yield str(decoded)
    for packed in re.findall(r"[A-Za-z0-9+/]{24,}", text):
        yield b64decode(packed[: len(packed) // 4 * 4]).decode(errors="replace")
