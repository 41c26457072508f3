import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.geo import Point
from core.ical import (
    VTIMEZONES,
    Calendar,
    Conference,
    EndBeforeStart,
    Entry,
    Image,
    InvalidEntry,
    Method,
    Party,
    Status,
    UnknownZone,
    assemble,
    content_type,
    in_order,
    invitation,
    serialise,
    serialise_entry,
    zones_in,
)
from core.ical.text import cleaned, escaped, folded, on_one_line, uri
from core.ical.zones import FIRST_YEAR

PARIS = ZoneInfo("Europe/Paris")
CHANGED = datetime(2026, 11, 1, 9, 0, tzinfo=PARIS)
CALENDAR = Calendar(
    name="Permanences connectées",
    description="Près de chez vous",
    uid="https://exemple.fr/flux/agenda.ics",
    url="https://exemple.fr/agenda/",
    source_url="https://exemple.fr/flux/agenda.ics",
    color="teal",
    changed_at=CHANGED,
)
ENTRY = Entry(
    uid="perm-1@exemple.fr",
    title="Permanence connectée",
    starts_at=datetime(2026, 9, 2, 14, tzinfo=PARIS),
    ends_at=datetime(2026, 9, 2, 16, tzinfo=PARIS),
    changed_at=CHANGED,
)
WEEKLY = replace(ENTRY, rrule="FREQ=WEEKLY;BYDAY=WE;UNTIL=20270630T215959Z")


def lines_of(content):
    return content.replace(b"\r\n ", b"").decode().removesuffix("\r\n").split("\r\n")


def events_of(content):
    return icalendar.Calendar.from_ical(content).walk("VEVENT")


def test_an_entry_is_written_so():
    entry = replace(
        WEEKLY,
        sequence=2,
        created_at=datetime(2026, 10, 1, 10, tzinfo=PARIS),
        description="Apportez une pièce d'identité ;\nvenez, tout simplement.",
        location="Médiathèque Élisée-Reclus, 12 rue de l'Été, 33000 Bordeaux",
        geo=Point(44.837789, -0.57918),
        url="https://exemple.fr/agenda/perm-1/",
        categories=("Permanence", "Débutants, seniors"),
        contact="Accueil, 05 56 00 00 00",
        organizer=Party("contact@exemple.fr", "Réseau: l'équipe"),
        attendees=(Party("personne@exemple.fr"),),
        exdates=(datetime(2026, 12, 23, 14, tzinfo=PARIS), datetime(2026, 12, 30, 14, tzinfo=PARIS)),
        image=Image("https://exemple.fr/i.jpg", "image/jpeg"),
        conference=Conference("https://visio.exemple.fr/w", 'La "visio"'),
        color="teal",
    )
    assert lines_of(serialise_entry(entry)) == [
        "BEGIN:VEVENT",
        "UID:perm-1@exemple.fr",
        "DTSTAMP:20261101T080000Z",
        "LAST-MODIFIED:20261101T080000Z",
        "CREATED:20261001T080000Z",
        "SEQUENCE:2",
        "SUMMARY:Permanence connectée",
        "DTSTART;TZID=Europe/Paris:20260902T140000",
        "DTEND;TZID=Europe/Paris:20260902T160000",
        "RRULE:FREQ=WEEKLY;BYDAY=WE;UNTIL=20270630T215959Z",
        "EXDATE;TZID=Europe/Paris:20261223T140000,20261230T140000",
        "STATUS:CONFIRMED",
        "CLASS:PUBLIC",
        "TRANSP:OPAQUE",
        "LOCATION:Médiathèque Élisée-Reclus\\, 12 rue de l'Été\\, 33000 Bordeaux",
        "GEO:44.837789;-0.579180",
        "DESCRIPTION:Apportez une pièce d'identité \\;\\nvenez\\, tout simplement.",
        "URL:https://exemple.fr/agenda/perm-1/",
        "CATEGORIES:Permanence,Débutants\\, seniors",
        "CONTACT:Accueil\\, 05 56 00 00 00",
        "COLOR:teal",
        "IMAGE;VALUE=URI;DISPLAY=BADGE;FMTTYPE=image/jpeg:https://exemple.fr/i.jpg",
        "CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL=\"La 'visio'\":https://visio.exemple.fr/w",
        'ORGANIZER;CN="Réseau: l\'équipe":mailto:contact@exemple.fr',
        "END:VEVENT",
    ]


def test_what_is_empty_is_not_written():
    assert lines_of(serialise_entry(replace(ENTRY, title=" \n"))) == [
        "BEGIN:VEVENT",
        "UID:perm-1@exemple.fr",
        "DTSTAMP:20261101T080000Z",
        "LAST-MODIFIED:20261101T080000Z",
        "SEQUENCE:0",
        "SUMMARY:(sans titre)",
        "DTSTART;TZID=Europe/Paris:20260902T140000",
        "DTEND;TZID=Europe/Paris:20260902T160000",
        "STATUS:CONFIRMED",
        "CLASS:PUBLIC",
        "TRANSP:OPAQUE",
        "END:VEVENT",
    ]


def test_a_calendar_is_written_so():
    assert lines_of(serialise(CALENDAR, [])) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Permanences connectées//Agenda//FR",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "uid:https://exemple.fr/flux/agenda.ics",
        "NAME:Permanences connectées",
        "X-WR-CALNAME:Permanences connectées",
        "DESCRIPTION:Près de chez vous",
        "X-WR-CALDESC:Près de chez vous",
        "LAST-MODIFIED:20261101T080000Z",
        "URL:https://exemple.fr/agenda/",
        "SOURCE;VALUE=URI:https://exemple.fr/flux/agenda.ics",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        "X-WR-TIMEZONE:Europe/Paris",
        "COLOR:teal",
        "END:VCALENDAR",
    ]


def test_only_the_zones_in_use_are_written():
    reunion = ZoneInfo("Indian/Reunion")
    there = replace(
        ENTRY,
        uid="perm-2",
        starts_at=datetime(2026, 9, 2, 14, tzinfo=reunion),
        ends_at=datetime(2026, 9, 2, 16, tzinfo=reunion),
    )
    content = serialise(CALENDAR, [there, ENTRY])
    assert re.findall(rb"\r\nTZID:(.*)\r\n", content) == [b"Europe/Paris", b"Indian/Reunion"]


def test_whole_days_need_no_zone():
    entry = replace(
        ENTRY,
        starts_at=date(2026, 12, 3),
        ends_at=date(2026, 12, 5),
        rrule="FREQ=YEARLY;UNTIL=20301231",
        exdates=(date(2027, 12, 3),),
    )
    lines = lines_of(serialise(CALENDAR, [entry]))
    assert [line for line in lines if line.startswith(("DT", "EXDATE", "TZ"))] == [
        "DTSTAMP:20261101T080000Z",
        "DTSTART;VALUE=DATE:20261203",
        "DTEND;VALUE=DATE:20261205",
        "EXDATE;VALUE=DATE:20271203",
    ]


def test_a_cancelled_entry_says_so_before_its_title():
    cancelled = replace(ENTRY, status=Status.CANCELLED)
    lines = lines_of(serialise_entry(cancelled))
    assert "SUMMARY:ANNULÉ – Permanence connectée" in lines
    assert "STATUS:CANCELLED" in lines
    assert serialise_entry(replace(cancelled, title="ANNULÉ – Permanence connectée")) == serialise_entry(cancelled)


def test_a_reminder_rings_before_the_start_and_never_for_what_is_cancelled():
    reminded = replace(ENTRY, alarms=(timedelta(days=1), timedelta(hours=2), timedelta(minutes=90), timedelta()))
    (event,) = events_of(serialise(CALENDAR, [reminded]))
    alarms = event.walk("VALARM")
    assert [alarm["TRIGGER"].dt for alarm in alarms] == [-before for before in reminded.alarms]
    assert {(str(alarm["ACTION"]), str(alarm["DESCRIPTION"])) for alarm in alarms} == {("DISPLAY", ENTRY.title)}
    assert [line for line in lines_of(serialise(CALENDAR, [reminded])) if line.startswith("TRIGGER")] == [
        "TRIGGER:-P1D",
        "TRIGGER:-PT2H",
        "TRIGGER:-PT1H30M",
        "TRIGGER:-PT0M",
    ]
    assert b"VALARM" not in serialise(CALENDAR, [replace(reminded, status=Status.CANCELLED)])


def test_a_series_stands_before_its_exceptions_and_no_exception_stands_alone():
    override = replace(ENTRY, recurrence_id=datetime(2026, 11, 11, 14, tzinfo=PARIS), title="Déplacée")
    orphan = replace(override, uid="orphan")
    other = replace(ENTRY, uid="other")
    assert in_order([override, other, orphan, WEEKLY]) == [WEEKLY, override, other]


def test_of_two_copies_the_latest_is_kept():
    newer = replace(ENTRY, sequence=1, title="Plus tard")
    assert in_order([newer, ENTRY]) == [newer]
    assert in_order([ENTRY, newer]) == [newer]


def test_a_feed_can_be_made_of_bytes_kept_before():
    entries = in_order([WEEKLY, replace(ENTRY, uid="other")])
    kept = [serialise_entry(entry) for entry in entries]
    assert assemble(CALENDAR, zones_in(entries), kept) == serialise(CALENDAR, entries)


# Hours


def test_the_hour_that_does_not_exist_is_the_one_the_clock_shows():
    entry = replace(
        ENTRY,
        starts_at=datetime(2026, 3, 29, 2, 30, tzinfo=PARIS),
        ends_at=datetime(2026, 3, 29, 5, tzinfo=PARIS),
    )
    assert "DTSTART;TZID=Europe/Paris:20260329T033000" in lines_of(serialise_entry(entry))


def test_the_second_time_of_an_hour_is_said_in_utc():
    entry = replace(
        ENTRY,
        starts_at=datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=PARIS),
        ends_at=datetime(2026, 10, 25, 5, tzinfo=PARIS),
    )
    lines = lines_of(serialise(CALENDAR, [entry]))
    assert "DTSTART:20261025T013000Z" in lines
    assert "DTEND:20261025T040000Z" in lines
    assert "BEGIN:VTIMEZONE" not in lines


def test_one_date_elsewhere_is_said_in_utc_and_a_series_is_refused():
    tokyo = ZoneInfo("Asia/Tokyo")
    entry = replace(
        ENTRY, starts_at=datetime(2026, 9, 2, 9, tzinfo=tokyo), ends_at=datetime(2026, 9, 2, 10, tzinfo=tokyo)
    )
    assert "DTSTART:20260902T000000Z" in lines_of(serialise_entry(entry))
    with pytest.raises(UnknownZone):
        serialise_entry(replace(entry, rrule="FREQ=DAILY"))
    with pytest.raises(UnknownZone):
        serialise_entry(replace(WEEKLY, starts_at=WEEKLY.starts_at.astimezone(UTC)))


@pytest.mark.parametrize("key", sorted(VTIMEZONES))
def test_our_zones_say_what_the_tz_database_says(key):
    """Every hour of the two days around a change, else noon and midnight, as dateutil reads our VTIMEZONE."""
    ours = icalendar.Timezone.from_ical(VTIMEZONES[key]).to_tz(lookup_tzid=False)
    theirs = ZoneInfo(key)

    def offset(moment):
        return moment.astimezone(theirs).utcoffset()

    differences = []
    moment = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    while moment.year < 2038:
        here = moment.astimezone(theirs)
        if here.utcoffset() != here.replace(tzinfo=ours).utcoffset():
            differences.append(here.isoformat())
        near_change = offset(moment - timedelta(days=1)) != offset(moment + timedelta(days=1))
        moment += timedelta(hours=1 if near_change else 12)
    assert differences == []


def test_what_ends_when_it_starts_has_no_end_that_anybody_knows():
    body = serialise_entry(replace(ENTRY, ends_at=ENTRY.starts_at))
    assert b"DTSTART" in body
    assert b"DTEND" not in body


# What is refused


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"uid": " "}, InvalidEntry),
        ({"ends_at": ENTRY.starts_at - timedelta(minutes=1)}, EndBeforeStart),
        ({"starts_at": date(2026, 9, 2), "ends_at": date(2026, 9, 2)}, EndBeforeStart),
        ({"ends_at": date(2026, 9, 3)}, InvalidEntry),
        ({"starts_at": datetime(2026, 9, 2, 14)}, InvalidEntry),  # noqa: DTZ001 -- that is the fault
        ({"changed_at": datetime(2026, 9, 2, 14)}, InvalidEntry),  # noqa: DTZ001 -- that is the fault
        ({"sequence": -1}, InvalidEntry),
        ({"alarms": (timedelta(hours=-1),)}, InvalidEntry),
        ({"alarms": (timedelta(seconds=30),)}, InvalidEntry),
        ({"exdates": (datetime(2026, 9, 9, 14, tzinfo=PARIS),)}, InvalidEntry),
        ({"rrule": "FREQ=DAILY", "exdates": (date(2026, 9, 9),)}, InvalidEntry),
        ({"rrule": "FREQ=DAILY", "recurrence_id": ENTRY.starts_at}, InvalidEntry),
    ],
)
def test_what_no_calendar_could_understand_is_refused(fields, error):
    with pytest.raises(error):
        replace(ENTRY, **fields)


@pytest.mark.parametrize(
    "rrule",
    [
        "FREQ=HOURLY",
        "FREQ=DAILY\r\nATTACH:x",
        "FREQ=DAILY;UNTIL=20270630",
        "FREQ=DAILY;UNTIL=20270630T120000",
        "daily",
    ],
)
def test_a_malformed_rule_is_refused(rrule):
    with pytest.raises(InvalidEntry):
        serialise_entry(replace(ENTRY, rrule=rrule))


# Text from anywhere


@pytest.mark.parametrize(
    ("address", "published"),
    [
        ("https://exemple.fr/é t,é;\\?a=%2C&b=%", "https://exemple.fr/%C3%A9t,%C3%A9;%5C?a=%2C&b=%25"),
        ("javascript:alert(1)", ""),
        ("/agenda/", ""),
        ("https://", ""),
        ("https://[exemple", ""),
        ("https://exemple.fr/\r\nATTACH:x", "https://exemple.fr/ATTACH:x"),
    ],
)
def test_an_address_is_absolute_and_has_no_strange_characters(address, published):
    assert uri(address) == published


def test_lines_fold_between_characters():
    content = folded("SUMMARY:" + "é" * 60 + "🧑‍💻" * 20)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert (
        b"".join(line.decode().removeprefix(" ").encode() for line in content.split(b"\r\n"))
        == ("SUMMARY:" + "é" * 60 + "🧑‍💻" * 20).encode()
    )


texts = st.one_of(
    st.text(st.characters(), max_size=120),
    st.text(st.sampled_from("\r\n\t\x00\x85\u2028\ud800\ufeff\\;,:\"'^%n NÉ🧑<>=&"), max_size=120),
)
parties = st.builds(Party, mail=st.one_of(texts, st.just("a.b+c@exemple.fr")), name=texts)
addresses = st.one_of(texts, texts.map(lambda text: f"https://exemple.fr/{text}"))


@given(
    entry=st.builds(
        Entry,
        uid=texts.filter(lambda text: "".join(cleaned(text).split())),
        title=texts,
        starts_at=st.just(ENTRY.starts_at),
        ends_at=st.just(ENTRY.ends_at),
        changed_at=st.just(CHANGED),
        description=texts,
        location=texts,
        url=addresses,
        categories=st.lists(texts, max_size=3).map(tuple),
        contact=texts,
        organizer=parties,
        attendees=st.lists(parties, max_size=2).map(tuple),
        image=st.builds(Image, url=addresses, media_type=texts),
        conference=st.builds(Conference, url=addresses, label=texts),
        color=texts,
    ),
    calendar=st.builds(
        Calendar,
        name=texts,
        description=texts,
        uid=texts,
        url=addresses,
        source_url=addresses,
        method=texts,
        color=texts,
        prodid=texts,
        zone=texts,
        changed_at=st.just(CHANGED),
    ),
)
def test_any_text_in_any_field_is_read_back(entry, calendar):
    content = serialise(calendar, [entry])
    assert b"\r" not in content.replace(b"\r\n", b"")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert [line for line in content.split(b"\r\n ") if line[0] & 0xC0 == 0x80] == []

    read = icalendar.Calendar.from_ical(content)
    assert read.errors == []
    (event,) = read.walk("VEVENT")
    assert event.errors == []
    assert str(event["UID"]) == "".join(cleaned(entry.uid).split())
    assert str(event["SUMMARY"]) == (on_one_line(entry.title) or "(sans titre)")
    assert str(event.get("DESCRIPTION", "")) == cleaned(entry.description)
    assert str(event.get("LOCATION", "")) == on_one_line(entry.location)
    assert str(event.get("CONTACT", "")) == on_one_line(entry.contact)
    assert str(event.get("URL", "")) == uri(entry.url)
    categories = [str(name) for name in event["CATEGORIES"].cats] if "CATEGORIES" in event else []
    assert categories == [name for category in entry.categories if (name := on_one_line(category))]
    # icalendar does not know that RFC 7986's NAME is a text, and leaves its escapes.
    assert str(read.get("NAME", "")) == escaped(on_one_line(calendar.name))
    assert str(read.get("DESCRIPTION", "")) == cleaned(calendar.description)
    assert "ATTENDEE" not in event


# Invitations

ORGANISER = Party("rdv@exemple.fr", "Le réseau")
PERSON = Party("personne@exemple.fr", 'Une "personne"')


def test_an_invitation_names_its_organiser_and_its_guest():
    content = invitation(replace(ENTRY, sequence=1), method=Method.REQUEST, organizer=ORGANISER, attendee=PERSON)
    lines = lines_of(content)
    assert lines[:5] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Permanences connectées//Agenda//FR",
        "CALSCALE:GREGORIAN",
        "METHOD:REQUEST",
    ]
    assert [line for line in lines if line.startswith(("SEQ", "STATUS", "ORG", "ATT", "UID"))] == [
        "UID:perm-1@exemple.fr",
        "SEQUENCE:1",
        "STATUS:CONFIRMED",
        'ORGANIZER;CN="Le réseau":mailto:rdv@exemple.fr',
        "ATTENDEE;CN=\"Une 'personne'\";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE"
        ":mailto:personne@exemple.fr",
    ]
    assert content_type(Method.REQUEST) == "text/calendar; charset=utf-8; method=REQUEST; component=VEVENT"


def test_a_cancellation_removes_the_same_entry():
    content = invitation(replace(ENTRY, sequence=2), method=Method.CANCEL, organizer=ORGANISER, attendee=PERSON)
    lines = lines_of(content)
    assert "METHOD:CANCEL" in lines
    assert [line for line in lines if line.startswith(("SEQ", "STATUS", "SUMMARY", "UID"))] == [
        "UID:perm-1@exemple.fr",
        "SEQUENCE:2",
        "SUMMARY:ANNULÉ – Permanence connectée",
        "STATUS:CANCELLED",
    ]


def test_an_invitation_is_for_one_date_and_two_addresses():
    with pytest.raises(InvalidEntry):
        invitation(WEEKLY, method=Method.REQUEST, organizer=ORGANISER, attendee=PERSON)
    with pytest.raises(InvalidEntry):
        invitation(ENTRY, method=Method.REQUEST, organizer=ORGANISER, attendee=Party("personne"))
