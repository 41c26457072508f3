"""A week of hours in few lines: for a sheet, a mail, a voice. Pure."""

from itertools import groupby

from django.utils.translation import gettext as _

from locations.hours.words import DayHours, WeekTable


def week_lines(week: WeekTable) -> list[tuple[str, str]]:
    """Days that follow each other with the same hours, together: ``("du lundi au vendredi", "9 h – 12 h")``."""
    runs = (list(days) for _words, days in groupby(week.days, key=lambda day: (day.is_open, day.words)))
    return [(_days(run), run[0].words) for run in runs if run[0].is_open]


def _days(run: list[DayHours]) -> str:
    first, last = run[0].name, run[-1].name
    if len(run) == 7:
        return _("tous les jours")
    if len(run) == 2:
        return _("%(first)s et %(last)s") % {"first": first, "last": last}
    return first if len(run) == 1 else _("du %(first)s au %(last)s") % {"first": first, "last": last}
