"""Days on which what keeps away from holidays does not take place."""

from datetime import date, timedelta

from core.holidays.public import public_holidays
from core.holidays.school import school_holidays


def days_off(first: date, last: date, *, public: bool, school_zone: str = "", departement: str = "") -> dict[date, str]:
    """
    Return the days left out between two days (both included), with their names; a public holiday's before the school's.

    School holidays that are not decreed yet take nothing away (`school_calendar_end`).
    """
    names: dict[date, str] = {}
    if school_zone:
        for holiday in school_holidays(school_zone, first, last):
            days = range((holiday.last - holiday.first).days + 1)
            names |= {holiday.first + timedelta(days=day): holiday.name for day in days}
    if public:
        names |= dict(public_holidays(first, last, departement))
    return names
