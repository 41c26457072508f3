"""Days on which France rests: public holidays by département, school holidays by zone. Pure: no Django, no clock."""

from core.holidays.days_off import days_off
from core.holidays.public import national_holiday, public_holiday, public_holidays
from core.holidays.school import (
    SCHOOL_ZONES,
    SchoolHoliday,
    UnknownSchoolZone,
    school_calendar_end,
    school_calendar_words,
    school_holidays,
)

__all__ = [
    "SCHOOL_ZONES",
    "SchoolHoliday",
    "UnknownSchoolZone",
    "days_off",
    "national_holiday",
    "public_holiday",
    "public_holidays",
    "school_calendar_end",
    "school_calendar_words",
    "school_holidays",
]
