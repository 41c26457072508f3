"""What is read of a partner's calendar: times, zones, series, their exceptions, and texts."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from core.geo import Point
from core.ical.reading import ReadDate, read
from core.tests.hostile_calendars import CUSTOM_PARIS, WEEKLY, calendar, event

WINDOW = {
    "default_zone": "Europe/Paris",
    "first": datetime(2026, 11, 1, tzinfo=UTC),
    "last": datetime(2028, 5, 1, tzinfo=UTC),
}
PARIS = ZoneInfo("Europe/Paris")


def dates(*events, head=(), **window):
    return read(calendar(*events, head=head), **WINDOW | window).dates


def shown(*events, head=(), **window):
    """Each date in the zone in which it is shown, as short as can be."""
    return [
        f"{'✗ ' if date.cancelled else ''}{date.start:%d/%m}" + (f" {date.start:%H:%M}–{date.end:%H:%M}")
        for date in dates(*events, head=head, **window)
    ]


def days(*events, **window):
    return [f"{date.start:%d/%m}–{date.end:%d/%m}" for date in dates(*events, **window) if date.all_day]


def test_one_date_with_everything_on_it():
    lines = """UID:atelier-1@exemple.fr
SUMMARY:Atelier photo\\, niveau 1
DTSTART;TZID=Europe/Paris:20261124T140000
DTEND;TZID=Europe/Paris:20261124T160000
DESCRIPTION:Apportez votre appareil.\\n\\nEntrée libre \\; gratuit.
LOCATION:Médiathèque\\, 12 rue
  de l'Été
URL:https://exemple.fr/atelier?a=1
GEO:44.837789;-0.579180
CATEGORIES:Atelier,Photo\\, vidéo
SEQUENCE:3
LAST-MODIFIED:20261101T080000Z
STATUS:CONFIRMED
X-ALT-DESC;FMTTYPE=text/html:<p>Rien</p>"""
    reading = read(
        calendar(lines, head=["X-WR-CALNAME:Agenda de la médiathèque", "X-WR-TIMEZONE:Europe/Paris"]), **WINDOW
    )
    assert (reading.name, reading.zone, reading.prodid) == (
        "Agenda de la médiathèque",
        "Europe/Paris",
        "-//Exemple//FR",
    )
    assert (reading.events, reading.refusals, reading.truncated, reading.notes) == (1, (), False, ())
    assert reading.dates == (
        ReadDate(
            uid="atelier-1@exemple.fr",
            recurrence_id="",
            title="Atelier photo, niveau 1",
            description="Apportez votre appareil.\n\nEntrée libre ; gratuit.",
            location="Médiathèque, 12 rue de l'Été",
            url="https://exemple.fr/atelier?a=1",
            start=datetime(2026, 11, 24, 14, tzinfo=PARIS),
            end=datetime(2026, 11, 24, 16, tzinfo=PARIS),
            all_day=False,
            zone="Europe/Paris",
            cancelled=False,
            sequence=3,
            changed_at=datetime(2026, 11, 1, 8, tzinfo=UTC),
            categories=("Atelier", "Photo, vidéo"),
            geo=Point(44.837789, -0.57918),
        ),
    )


# Times and zones


@pytest.mark.parametrize(
    ("start", "head", "expected"),
    [
        ("DTSTART;TZID=Europe/Paris:20261124T140000", [], "14:00 Europe/Paris"),
        ("DTSTART:20261124T130000Z", [], "14:00 Europe/Paris"),
        ("DTSTART:20261124T140000", [], "14:00 Europe/Paris"),
        ("DTSTART:20261124T140000", ["X-WR-TIMEZONE:Indian/Reunion"], "14:00 Indian/Reunion"),
        ("DTSTART:20261124T100000Z", ["X-WR-TIMEZONE:Indian/Reunion"], "14:00 Indian/Reunion"),
        ("DTSTART:20261124T130000Z", ["X-WR-TIMEZONE:UTC"], "14:00 Europe/Paris"),
        ("DTSTART;TZID=UTC:20261124T130000", [], "14:00 Europe/Paris"),
        ("DTSTART;TZID=Romance Standard Time:20261124T140000", [], "14:00 Europe/Paris"),
        ('DTSTART;TZID="SA Western Standard Time":20261124T140000', [], "14:00 America/La_Paz"),
        ("DTSTART;TZID=/freeassociation.sourceforge.net/Tzfile/Europe/Paris:20261124T140000", [], "14:00 Europe/Paris"),
        ("DTSTART;TZID=europe/paris:20261124T140000", [], "14:00 Europe/Paris"),
        ("DTSTART;TZID=Europe_Paris:20261124T140000", [], "14:00 Europe/Paris"),
        ("DTSTART;TZID=Heure de la mairie:20261124T140000", CUSTOM_PARIS, "14:00 Europe/Paris"),
        ("DTSTART;TZID=America/Martinique:20261124T140000", [], "14:00 America/Martinique"),
        ("DTSTART:2026-11-24T14:00:00", [], "14:00 Europe/Paris"),
        ("DTSTART:20261124T1400", [], "14:00 Europe/Paris"),
    ],
)
def test_a_time_in_its_zone(start, head, expected):
    reading = read(calendar(event(start=start), head=head), **WINDOW)
    assert [f"{date.start:%H:%M} {date.zone}" for date in reading.dates] == [expected]
    assert [str(date.start.tzinfo) for date in reading.dates] == [date.zone for date in reading.dates]
    assert reading.notes == ()


def test_a_zone_that_nobody_knows_is_the_default_and_that_is_said():
    reading = read(calendar(event(start="DTSTART;TZID=Chez nous:20261124T140000")), **WINDOW)
    assert reading.dates[0].start == datetime(2026, 11, 24, 14, tzinfo=PARIS)
    assert reading.notes == (
        "Le fuseau horaire « Chez nous » n'est pas connu : ses heures sont lues comme celles de Europe/Paris.",
    )


def test_a_clock_like_no_other_is_followed_as_the_file_describes_it():
    """Five hours and ten minutes ahead: it is converted, and shown on our clock."""
    head = [line.replace("+0200", "+0510").replace("+0100", "+0510") for line in CUSTOM_PARIS]
    assert shown(event("DURATION:PT1H", start="DTSTART;TZID=Heure de la mairie:20261124T140000"), head=head) == [
        "24/11 09:50–10:50"
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["DTEND;TZID=Europe/Paris:20261124T160000"], "24/11 14:00–16:00"),
        (["DTEND:20261124T160000"], "24/11 14:00–16:00"),
        (["DTEND:20261124T150000Z"], "24/11 14:00–16:00"),
        (["DURATION:PT2H"], "24/11 14:00–16:00"),
        (["DURATION:+P1DT30M"], "24/11 14:00–14:30"),
        ([], "24/11 14:00–14:00"),
        (["DURATION:-PT2H"], "24/11 14:00–14:00"),
        (["DTEND:midi"], "24/11 14:00–14:00"),
        (["DTEND;VALUE=DATE:20261124"], "24/11 14:00–14:00"),
        (["DTEND;VALUE=DATE:20261125"], "24/11 14:00–00:00"),
    ],
)
def test_when_it_ends(lines, expected):
    assert shown(event(*lines)) == [expected]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["DTEND;VALUE=DATE:20261126"], "24/11–26/11"),
        (["DTEND;VALUE=DATE:20261124"], "24/11–25/11"),
        (["DURATION:P2D"], "24/11–26/11"),
        (["DURATION:PT1H"], "24/11–25/11"),
        ([], "24/11–25/11"),
        (["DTEND;TZID=Europe/Paris:20261125T180000"], "24/11–26/11"),
        (["DTEND;TZID=Europe/Paris:20261126T000000"], "24/11–26/11"),
    ],
)
def test_whole_days_are_local_midnights_the_last_one_excluded(lines, expected):
    for start in ("DTSTART;VALUE=DATE:20261124", "DTSTART:20261124"):
        assert days(event(*lines, start=start)) == [expected]
    assert days(event(*lines, start="DTSTART;VALUE=DATE:20261124"), default_zone="Indian/Reunion")[0][:5] == "24/11"


def test_midnight_to_midnight_is_a_whole_day_where_outlook_says_so():
    start, end = "DTSTART;TZID=Europe/Paris:20261124T000000", "DTEND;TZID=Europe/Paris:20261126T000000"
    assert days(event(end, "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE", start=start)) == ["24/11–26/11"]
    assert days(event(end, start=start)) == []


def test_what_touches_the_window_is_given():
    window = {"first": datetime(2026, 11, 24, 15, tzinfo=PARIS), "last": datetime(2026, 11, 24, 18, tzinfo=PARIS)}
    hours = {"14": "1459", "1430": "1500", "1431": "1501", "1759": "19", "18": "19", "1500": ""}
    made = [
        event(f"DTEND:20261124T{end:0<6}" if end else "", uid=start, start=f"DTSTART:20261124T{start:0<6}")
        for start, end in hours.items()
    ]
    assert [date.uid for date in dates(*made, **window)] == ["1431", "1500", "1759"]


# Series


def test_a_series_keeps_its_hour_over_the_change_of_clocks():
    expected = ["24/03 14:00–15:00", "31/03 14:00–15:00"]
    for head, start in (
        ([], "DTSTART;TZID=Europe/Paris:20270324T140000"),
        ([], "DTSTART:20270324T140000"),
        (CUSTOM_PARIS, "DTSTART;TZID=Heure de la mairie:20270324T140000"),
        # In UTC, by a program that says where it is.
        (["X-WR-TIMEZONE:Europe/Paris"], "DTSTART:20270324T130000Z"),
    ):
        assert shown(event("DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2", start=start), head=head) == expected
    # By one that does not, UTC is what was asked for.
    assert shown(event("DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2", start="DTSTART:20270324T130000Z")) == [
        "24/03 14:00–15:00",
        "31/03 15:00–16:00",
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([WEEKLY], ["24/11", "01/12", "08/12", "15/12"]),
        ([WEEKLY, "EXDATE;TZID=Europe/Paris:20261201T140000"], ["24/11", "08/12", "15/12"]),
        ([WEEKLY, "EXDATE:20261201T130000Z"], ["24/11", "08/12", "15/12"]),
        ([WEEKLY, "EXDATE:20261201T140000,20261208T140000"], ["24/11", "15/12"]),
        ([WEEKLY, "EXDATE;VALUE=DATE:20261201", "EXDATE;VALUE=DATE:20261124"], ["08/12", "15/12"]),
        (["RRULE:FREQ=WEEKLY;UNTIL=20261208T130000Z"], ["24/11", "01/12", "08/12"]),
        (["RRULE:FREQ=WEEKLY;UNTIL=20261208T125959Z"], ["24/11", "01/12"]),
        # A day is meant to its end, whatever the standard says; a time without zone is the place's.
        (["RRULE:FREQ=WEEKLY;UNTIL=20261208"], ["24/11", "01/12", "08/12"]),
        (["RRULE:FREQ=WEEKLY;UNTIL=20261208T140000"], ["24/11", "01/12", "08/12"]),
        (["RRULE:FREQ=WEEKLY;UNTIL=20261101T000000Z"], []),
        # The first date is one even where the rule does not give it.
        (["RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=2"], ["24/11", "30/11", "07/12"]),
        (["RRULE:FREQ=WEEKLY;COUNT=2", "RRULE:FREQ=MONTHLY;COUNT=2"], ["24/11", "01/12", "24/12"]),
        ([WEEKLY, "RDATE:20261203T140000"], ["24/11", "01/12", "03/12", "08/12", "15/12"]),
        (["RDATE:20261201T130000Z,20261203T140000,bientôt"], ["24/11", "01/12", "03/12"]),
        (["RRULE:FREQ=DAILY;COUNT=3;BYHOUR=14;BYMINUTE=0;BYSECOND=0"], ["24/11", "25/11", "26/11"]),
    ],
)
def test_the_dates_of_a_series(lines, expected):
    assert [f"{date.start:%d/%m}" for date in dates(event(*lines))] == expected


def test_a_series_of_whole_days():
    whole = "DTSTART;VALUE=DATE:20261124"
    assert days(event("RRULE:FREQ=DAILY;UNTIL=20261126", "EXDATE;VALUE=DATE:20261125", start=whole)) == [
        "24/11–25/11",
        "26/11–27/11",
    ]
    assert days(event(WEEKLY, "EXDATE:20261201T000000", "EXDATE:20261207T230000Z", start=whole)) == [
        "24/11–25/11",
        "15/12–16/12",
    ]


def test_periods_have_an_end_of_their_own():
    lines = ["DURATION:PT1H", "RDATE;VALUE=PERIOD:20261201T130000Z/PT3H,20261208T130000Z/20261208T133000Z"]
    assert shown(event(*lines)) == ["24/11 14:00–15:00", "01/12 14:00–17:00", "08/12 14:00–14:30"]


def test_each_date_of_a_series_is_named_by_its_original_moment():
    assert [date.recurrence_id for date in dates(event("RRULE:FREQ=WEEKLY;COUNT=2"))] == [
        "2026-11-24T13:00:00Z",
        "2026-12-01T13:00:00Z",
    ]
    whole = event("RRULE:FREQ=DAILY;COUNT=2", start="DTSTART;VALUE=DATE:20261124")
    assert [date.recurrence_id for date in dates(whole)] == ["2026-11-24", "2026-11-25"]
    assert [date.recurrence_id for date in dates(event())] == [""]


# What differs from the series

SERIES = event(WEEKLY, "DTEND;TZID=Europe/Paris:20261124T160000")


@pytest.mark.parametrize(
    "original",
    [
        "RECURRENCE-ID;TZID=Europe/Paris:20261201T140000",
        "RECURRENCE-ID:20261201T130000Z",
        "RECURRENCE-ID;TZID=America/Martinique:20261201T090000",
        "RECURRENCE-ID:20261201T140000",
        "RECURRENCE-ID;VALUE=DATE:20261201",
    ],
)
def test_a_date_moved_stands_in_place_of_the_original(original):
    moved = event(original, "DTEND:20261203T110000", title="Déplacée", start="DTSTART:20261203T100000")
    for order in ([SERIES, moved], [moved, SERIES]):
        assert [(date.title, f"{date.start:%d/%m %H:%M}") for date in dates(*order)] == [
            ("Permanence", "24/11 14:00"),
            ("Déplacée", "03/12 10:00"),
            ("Permanence", "08/12 14:00"),
            ("Permanence", "15/12 14:00"),
        ]


def test_a_date_moved_into_the_window_from_far_away_is_given():
    moved = event("RECURRENCE-ID:20261201T130000Z", start="DTSTART:20271201T100000")
    window = {"first": datetime(2027, 6, 1, tzinfo=UTC)}
    assert shown(SERIES, moved, **window) == ["01/12 10:00–10:00"]


def test_cancellations_are_given_as_such():
    called_off = event("RECURRENCE-ID:20261201T130000Z", "STATUS:CANCELLED", start="DTSTART:20261201T140000")
    only_which = event("RECURRENCE-ID:20261201T130000Z", "STATUS:CANCELLED", start="")
    for exception in (called_off, only_which):
        assert shown(SERIES, exception)[:2] == ["24/11 14:00–16:00", "✗ 01/12 14:00–14:00"]
    assert shown(event("RRULE:FREQ=WEEKLY;COUNT=2", "STATUS:CANCELLED")) == [
        "✗ 24/11 14:00–14:00",
        "✗ 01/12 14:00–14:00",
    ]
    assert shown(event(), head=["METHOD:CANCEL"]) == ["✗ 24/11 14:00–14:00"]
    assert [date.title for date in dates(event("STATUS:CANCELLED", title="Annulé : Permanence"))] == ["Permanence"]
    assert [date.title for date in dates(event(title="Annulé : Permanence"))] == ["Annulé : Permanence"]


def test_from_one_date_on():
    onward = event(
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20261201T130000Z",
        "DTEND:20261202T163000",
        title="Nouvel horaire",
        start="DTSTART:20261202T150000",
    )
    again = event("RECURRENCE-ID:20261215T130000Z", title="Dernière", start="DTSTART:20261215T090000")
    assert [(date.title, f"{date.start:%d/%m %H:%M}–{date.end:%H:%M}") for date in dates(SERIES, onward, again)] == [
        ("Permanence", "24/11 14:00–16:00"),
        ("Nouvel horaire", "02/12 15:00–16:30"),
        ("Nouvel horaire", "09/12 15:00–16:30"),
        ("Dernière", "15/12 09:00–09:00"),
    ]


def test_an_exception_without_its_series_is_a_date():
    alone = event("RECURRENCE-ID:20261201T130000Z", start="DTSTART:20261202T140000")
    assert [(date.recurrence_id, f"{date.start:%d/%m}") for date in dates(alone)] == [("2026-12-01T13:00:00Z", "02/12")]


def test_an_exception_to_a_date_that_is_left_out_is_left_out():
    moved = event("RECURRENCE-ID:20261201T130000Z", start="DTSTART:20261203T100000")
    assert shown(event(WEEKLY, "EXDATE:20261201T130000Z"), moved) == shown(event(WEEKLY, "EXDATE:20261201T130000Z"))


def test_a_refused_exception_takes_its_date_with_it():
    """What is said of it cannot be read: that it takes place as usual would be a guess."""
    broken = event("RECURRENCE-ID:20261201T130000Z", start="DTSTART:bientôt")
    reading = read(calendar(SERIES, broken), **WINDOW)
    assert [f"{date.start:%d/%m}" for date in reading.dates] == ["24/11", "08/12", "15/12"]
    assert [refusal.reason for refusal in reading.refusals] == ["Sa date de début est illisible : « bientôt »."]


def test_a_refused_series_takes_its_exceptions_with_it():
    hourly = event("RRULE:FREQ=HOURLY")
    moved = event("RECURRENCE-ID:20261201T130000Z", start="DTSTART:20261203T100000")
    for order in ([hourly, moved], [moved, hourly]):
        reading = read(calendar(*order), **WINDOW)
        assert (reading.dates, len(reading.refusals), reading.events) == ((), 1, 2)


# Versions


def test_the_latest_version_counts():
    def versions(*pairs):
        return [event(f"SEQUENCE:{sequence}", f"LAST-MODIFIED:{at}", title=f"v{sequence}") for sequence, at in pairs]

    first, second = versions((1, "20261101T080000Z"), (2, "20261001T080000Z"))
    for order in ([first, second], [second, first]):
        reading = read(calendar(*order), **WINDOW)
        assert ([date.title for date in reading.dates], reading.refusals) == (["v2"], ())
    again = read(calendar(first) + calendar(first), **WINDOW)
    assert (len(again.dates), again.refusals) == (1, ())


def test_two_events_of_one_identifier_are_told():
    reading = read(calendar(event(title="Un"), event(title="Deux", start="DTSTART:20261125T100000")), **WINDOW)
    assert [date.title for date in reading.dates] == ["Deux"]
    assert [(refusal.title, refusal.reason) for refusal in reading.refusals] == [
        ("Un", "Un autre événement porte le même identifiant (UID) : un seul est repris, le dernier.")
    ]


def test_without_identifier_it_has_one_that_stays():
    one, other = ("SUMMARY:Un\nDTSTART:20261124T100000", "SUMMARY:Deux\nDTSTART:20261124T100000")
    first = {date.title: date.uid for date in dates(one, other)}
    assert first == {date.title: date.uid for date in dates(other, one)}
    assert len({*first.values()}) == 2


# Texts


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Un\\nDeux\\N\\, \\; \\\\ fin", "Un\nDeux\n, ; \\ fin"),
        ("<p>Bonjour&nbsp;à <b>tous</b></p><ul><li>un</li><li>deux</li></ul>", "Bonjour\xa0à tous\n\n- un\n\n- deux"),
        ('Voir <a href="https://exemple.fr/x?a=1&amp;b=2">ici</a>.', "Voir ici (https://exemple.fr/x?a=1&b=2)."),
        ('<a href="https://exemple.fr/">https://exemple.fr/</a>', "https://exemple.fr/"),
        ("<script>alert(1)</script><style>p{}</style><br>Sûr", "Sûr"),
        ("AT&amp;T &lt; 3 &eacute;", "AT&T < 3 é"),
        ("1 < 2 et 3 > 2", "1 < 2 et 3 > 2"),
        ("a\\n\\n\\n\\n\\nb", "a\n\nb"),
        ("a\x00b\x07c\u202ed", "abcd"),
    ],
)
def test_descriptions_are_plain_text(written, expected):
    assert [date.description for date in dates(event(f"DESCRIPTION:{written}"))] == [expected]


def test_texts_are_bounded_at_a_word():
    (date,) = dates(
        event(
            "DESCRIPTION:" + "mot " * 5_000, "LOCATION:" + "rue " * 500, "CATEGORIES:" + "a,b,c," * 20, title="x" * 900
        )
    )
    assert (len(date.title), date.title[-1]) == (200, "…")
    assert len(date.location) <= 255
    assert (len(date.description) <= 4_000, date.description[-4:]) == (True, "mot…")
    assert date.categories == ("a", "b", "c")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://exemple.fr/é", "https://exemple.fr/%C3%A9"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("exemple.fr", ""),
        ("https://exemple.fr/" + "x" * 500, ""),
    ],
)
def test_only_addresses_of_pages_are_kept(url, expected):
    assert [date.url for date in dates(event(f"URL:{url}"))] == [expected]


@pytest.mark.parametrize("geo", ["91;2", "48", "nan;nan", ";", "a;b"])
def test_no_point_out_of_the_earth(geo):
    assert [date.geo for date in dates(event(f"GEO:{geo}"))] == [None]


def test_a_sequence_is_what_the_database_holds():
    written = {"3": 3, "-1": 0, "x": 0, "9" * 12: 2**31 - 1, "9" * 5_000: 0, "²": 0}
    assert {value: dates(event(f"SEQUENCE:{value}"))[0].sequence for value in written} == written


def test_what_its_author_marked_private_is_not_taken():
    for said in ("PRIVATE", "CONFIDENTIAL"):
        reading = read(calendar(event(f"CLASS:{said}")), **WINDOW)
        assert (reading.dates, reading.refusals[0].reason) == ((), "Son auteur l'a marqué comme privé.")


def test_a_character_folded_in_two_is_read():
    body = calendar(event(title="Été")).replace("é".encode(), b"\xc3\r\n \xa9")
    assert [date.title for date in read(body, **WINDOW).dates] == ["Été"]


def test_a_reading_depends_on_nothing_read_before():
    """A clock that one file describes is not that of another file with the same name for it."""
    body = calendar(event(start="DTSTART;TZID=Heure de la mairie:20261124T140000"))
    before = read(body, **WINDOW)
    read(calendar(event(), head=[line.replace("+01", "+07") for line in CUSTOM_PARIS]), **WINDOW)
    assert read(body, **WINDOW) == before
    assert replace(before, notes=()) != before
