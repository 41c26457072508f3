"""Calendars such as people meet them, each with one thing the matter: invented, for tests of what reads them."""

import zlib


def calendar(*events, head=(), end=True):
    """A file of these VEVENTs (each a text of lines, without BEGIN and END), with these lines at its head."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Exemple//FR", *head]
    for event in events:
        lines += ["BEGIN:VEVENT", *event.strip().splitlines(), "END:VEVENT"]
    return "\r\n".join([*lines, *(["END:VCALENDAR"] if end else []), ""]).encode()


def event(*lines, uid="a@exemple.fr", title="Permanence", start="DTSTART;TZID=Europe/Paris:20261124T140000"):
    """The lines of one event, on a Tuesday at 14:00 in Paris unless told."""
    return "\n".join([f"UID:{uid}", f"SUMMARY:{title}", *([start] if start else []), *lines])


GOOD = event("DTEND;TZID=Europe/Paris:20261124T160000", uid="bon@exemple.fr", title="Atelier photo")
WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=4"
CUSTOM_PARIS = [
    "BEGIN:VTIMEZONE",
    "TZID:Heure de la mairie",
    "BEGIN:STANDARD",
    "DTSTART:16010101T030000",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
    "END:STANDARD",
    "BEGIN:DAYLIGHT",
    "DTSTART:16010101T020000",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
    "END:DAYLIGHT",
    "END:VTIMEZONE",
]

# Each with one good event beside what is wrong, which is always to be read.
MIXED = {
    "no start": calendar(event(start=""), GOOD),
    "broken start": calendar(event(start="DTSTART:demain"), GOOD),
    "impossible day": calendar(event(start="DTSTART;VALUE=DATE:20260230"), GOOD),
    "year 1": calendar(event("RRULE:FREQ=DAILY", start="DTSTART:00010101T000000"), GOOD),
    "year 9999": calendar(event("RRULE:FREQ=DAILY", "DURATION:P400D", start="DTSTART:99991231T235959"), GOOD),
    "ends before it starts": calendar(event("DTEND;TZID=Europe/Paris:20261124T130000"), GOOD),
    "every second": calendar(event("RRULE:FREQ=SECONDLY"), GOOD),
    "every hour": calendar(event("RRULE:FREQ=HOURLY;INTERVAL=2"), GOOD),
    "every second of a day": calendar(
        event(
            f"RRULE:FREQ=DAILY;BYHOUR={','.join(map(str, range(24)))};BYMINUTE={','.join(map(str, range(60)))}"
            f";BYSECOND={','.join(map(str, range(60)))}"
        ),
        GOOD,
    ),
    "never": calendar(event("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", start="DTSTART:20000101T100000"), GOOD),
    "a thousand million times": calendar(
        event("RRULE:FREQ=DAILY;COUNT=999999999", start="DTSTART:19700101T100000"), GOOD
    ),
    "a count from year 1": calendar(event("RRULE:FREQ=DAILY;COUNT=999999999", start="DTSTART:00010102T100000"), GOOD),
    "a broken rule": calendar(event("RRULE:FREQ=WEEKLY;BYDAY=MARDI"), GOOD),
    "a rule of numbers": calendar(event(f"RRULE:FREQ=YEARLY;BYYEARDAY={'1,' * 100_000}1"), GOOD),
    "interval 0": calendar(event("RRULE:FREQ=WEEKLY;INTERVAL=0;COUNT=2"), GOOD),
    "a long duration": calendar(event("DURATION:P999999W", WEEKLY), GOOD),
    "a duration of letters": calendar(event("DURATION:PTXH"), GOOD),
    "many exclusions": calendar(event(WEEKLY, f"EXDATE:{'20261201T130000Z,' * 20_000}x"), GOOD),
    "an alarm's own words": calendar(
        event("BEGIN:VALARM\nDTSTART:20200101T000000\nSUMMARY:Alarme\nEND:VALARM", start=""), GOOD
    ),
    "no uid": calendar("SUMMARY:Sans identifiant\nDTSTART:20261124T100000", GOOD),
    "a long uid": calendar(event(uid="u" * 5_000), GOOD),
    "1 MB of description": calendar(event("DESCRIPTION:" + "Bienvenue à toutes et à tous. " * 40_000), GOOD),
    "HTML without end": calendar(event("DESCRIPTION:" + "<script <p <a href=" * 20_000), GOOD),
    "right to left, and emoji": calendar(event(title="\u202eورشة 🧑‍💻 ‮"), GOOD),
    "NUL": calendar(event(title="Ate\0lier", uid="n\0ul@exemple.fr"), GOOD),
    "CR in a value": calendar(event(title="Atelier\r photo\rvidéo"), GOOD),
    "LF in a value": calendar(event("DESCRIPTION:Première ligne\nDeuxième ligne, à 14:00\n:;=", title="Atelier"), GOOD),
    "20,000 BEGIN": calendar("BEGIN:X\n" * 20_000, GOOD),
    "20,000 END": calendar("END:X\n" * 20_000, GOOD),
    "an event in an event": calendar("BEGIN:VEVENT\n" * 50 + event(uid="dedans@exemple.fr"), GOOD),
    "no end of event": calendar(GOOD).replace(b"END:VEVENT\r\n", b""),
    "no end of calendar": calendar(GOOD, end=False),
    "half a quote": calendar(event('LOCATION;ALTREP="http://exemple.fr:Mairie', 'GEO;X="":48;2'), GOOD),
    "a line of parameters": calendar(event(f"LOCATION{';A=b' * 50_000}:Mairie"), GOOD),
    "a line of quotes": calendar(event(f"LOCATION;A={chr(34) * 99_999}:Mairie"), GOOD),
    "a zone of seconds": calendar(
        event(start="DTSTART;TZID=Folle:20261124T140000"),
        GOOD,
        head=[line.replace("YEARLY", "SECONDLY").replace("Heure de la mairie", "Folle") for line in CUSTOM_PARIS],
    ),
    "a zone that is a path": calendar(event(start="DTSTART;TZID=../../../etc/passwd:20261124T140000"), GOOD),
    "a zone of 10,000 letters": calendar(event(start=f"DTSTART;TZID={'Z' * 10_000}:20261124T140000"), GOOD),
    "empty values": calendar(event("DTEND:", "RRULE:", "EXDATE:", "GEO:", "URL:", "SEQUENCE:", "CATEGORIES:"), GOOD),
    "old line ends": calendar(GOOD).replace(b"\r\n", b"\r"),
    "Unix line ends": calendar(GOOD).replace(b"\r\n", b"\n"),
    "small letters": calendar(GOOD).replace(b"BEGIN", b"begin").replace(b"DTSTART", b"dtstart"),
    "UTF-8 with a mark": b"\xef\xbb\xbf" + calendar(GOOD),
    "UTF-16 with a mark": calendar(GOOD).decode().encode("utf-16"),
    "UTF-16 without": calendar(GOOD).decode().encode("utf-16-be"),
    "Latin-1": calendar(event(title="Été"), GOOD).decode().encode("latin-1"),
    "two calendars": calendar(event()) + calendar(GOOD),
    "tasks and notes": calendar(
        GOOD, head=["BEGIN:VTODO", "DUE:20261124T100000", "END:VTODO", "BEGIN:VJOURNAL", "END:VJOURNAL"]
    ),
    "junk around": b"\r\n\r\n Bonjour\r\n" + calendar(GOOD) + b"\x00\xff<html>",
}

NO_CALENDAR = {
    "empty": b"",
    "blank": b" \r\n" * 1_000,
    "a web page": b"<!DOCTYPE html><html><body>BEGIN:VCALENDAR</body></html>",
    "gzip": zlib.compress(calendar(GOOD)),
    "gzip's first octets": b"\x1f\x8b\x08\x00" + b"\x00" * 50,
    "noise": bytes(range(256)) * 200,
    "line ends": b"\n" * 1_000_000,
    "a card": b"BEGIN:VCARD\r\nEND:VCARD\r\n",
    "zeros": b"\0" * 10_000,
}
