"""What public holidays do to opening hours, in French words. Pure."""

import re
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from core.dates import WEEKDAYS, local_day
from core.holidays import national_holiday, public_holiday
from locations.hours.states import InvalidHours, OpenState, is_by_appointment, parse, zone_of

_COMMENT = re.compile(r'"[^"]*"')


def speaks_of_holidays(hours: str) -> bool:
    """Whether the string itself says what happens on public holidays (``PH off``, ``Su,PH 10:00-12:00``)."""
    return bool(re.search(r"\bPH\b", _COMMENT.sub("", hours)))


def holiday_note(hours: str, day: date, departement: str, *, can_call: bool = True) -> str:
    """
    What to be told of a place that, by its usual hours, opens on a public holiday; "" on any other day.

    ``Jour férié (Toussaint) : appelez avant de venir.`` Hours that speak of public holidays are trusted, and the state
    computed from them is right; but not for the holidays of one département, which they do not know of.
    ``can_call``: whether the place has a phone.
    """
    name = _doubtful_holiday(hours, day, departement)
    if not name:
        return ""
    return _("Jour férié (%(holiday)s) : %(advice)s") % {"holiday": name, "advice": _advice(can_call)}


def state_holiday_note(hours: str, state: OpenState, now: datetime, departement: str, *, can_call: bool = True) -> str:
    """
    The same beside a state: about the day that it tells of (today, or that of the next opening), else about tomorrow.

    ``Demain est férié (Armistice de 1918) : appelez avant de venir.`` Empty where these days are ordinary.
    """
    today = local_day(now, zone_of(departement))
    tomorrow = today + timedelta(days=1)
    day = state.next_opening.date() if state.next_opening else today
    if note := holiday_note(hours, day, departement, can_call=can_call) if day == today else "":
        return note
    day = max(day, tomorrow)
    name = _doubtful_holiday(hours, day, departement)
    if not name:
        return ""
    when = _("Demain") if day == tomorrow else WEEKDAYS[day.weekday()].capitalize()
    told = {"day": when, "holiday": name, "advice": _advice(can_call)}
    return _("%(day)s est férié (%(holiday)s) : %(advice)s") % told


def _doubtful_holiday(hours: str, day: date, departement: str) -> str | None:
    """The holiday of which nobody has said whether the place opens, where its hours would open it."""
    name = public_holiday(day, departement)
    if not name or (national_holiday(day) and speaks_of_holidays(hours)):
        return None
    return name if _would_open(hours, day) else None


def _would_open(hours: str, day: date) -> bool:
    try:
        schedule = parse(hours)
    except InvalidHours:
        return True  # Nobody knows.
    start = datetime.combine(day, time.min)
    pieces = schedule.intervals(start, start + timedelta(days=1))
    return any(str(state) == "open" or is_by_appointment(comment) for _start, _end, state, comment in pieces)


def _advice(can_call: bool) -> str:
    return _("appelez avant de venir.") if can_call else _("les horaires peuvent changer.")
