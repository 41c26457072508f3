"""What a usual week cannot hold, as French sentences: holidays, seasons, dates. Pure."""

import re
from collections.abc import Container, Sequence
from dataclasses import replace
from itertools import groupby

from django.utils.translation import gettext as _

from core.dates import MONTHS, WEEKDAYS, time_words
from core.words import listing
from locations.hours.rules import ALL_DAY, MIDNIGHT, DatePoint, DateRange, DaySelector, Group, Rule, Stretch

_STEPPED = re.compile(r"(\d+)-(\d+)/2")
_BOTH_KINDS_OF_DAYS = re.compile(r"\b(?:PH|SH)\s+(?:Mo|Tu|We|Th|Fr|Sa|Su)\b|\b(?:Mo|Tu|We|Th|Fr|Sa|Su)\s+(?:PH|SH)\b")
_LAST_WEEK = 53


def notes_of(groups: Sequence[Group], open_days: Container[int] = ()) -> tuple[list[str], bool]:
    """
    One sentence for each rule, in order, and whether they say all.

    ``open_days``: the weekdays that the table beside opens, and that a rule may open otherwise.
    """
    notes: list[str] = []
    all_told = not _is_order_doubtful(groups)
    for group in groups:
        # "SH Mo" may mean the Mondays of holidays, or Mondays and holidays: both are read so.
        all_told = all_told and group.rules is not None and not _BOTH_KINDS_OF_DAYS.search(group.text)
        notes += [_note(rule, open_days) for rule in group.rules or ()]
    return notes, all_told


def stretches_words(stretches: Sequence[Stretch]) -> str:
    """Hours as a table shows them: ``9 h – 12 h, 14 h – minuit``."""
    return ", ".join(_stretch_words(stretch) for stretch in stretches)


def from_to_words(stretch: Stretch) -> str:
    """Hours in a sentence: ``de 9 h à 12 h``, ``de 14 h à minuit``."""
    if stretch == ALL_DAY or stretch.open_end:
        return stretches_words([stretch])
    told = {"start": time_words(stretch.start), "end": _closing_words(stretch)}
    if stretch.start == stretch.end:
        return _("de %(start)s à %(end)s le lendemain") % told
    return _("de %(start)s à %(end)s") % told


def days_words(days: Sequence[int]) -> str:
    """``du lundi au vendredi``, ``le mardi``, ``le lundi, le mercredi et le jeudi``, ``tous les jours``."""
    if len(days) == 7:
        return _("tous les jours")
    words = []
    for _offset, run in groupby(enumerate(days), key=lambda item: item[1] - item[0]):
        names = [WEEKDAYS[day] for _index, day in run]
        if len(names) > 2:
            words.append(_("du %(first)s au %(last)s") % {"first": names[0], "last": names[-1]})
        else:
            words += [_("le %(day)s") % {"day": name} for name in names]
    return listing(words)


def ranks_words(nth: Sequence[int]) -> str:
    """``1er et 3e``, ``dernier``."""
    return listing([_rank(rank) for rank in nth])


def weeks_words(parity: str) -> str:
    """``semaines paires``, ``semaines impaires``."""
    return _("semaines paires") if parity == "even" else _("semaines impaires")


def _stretch_words(stretch: Stretch) -> str:
    if stretch == ALL_DAY:
        return _("24 heures sur 24")
    start = time_words(stretch.start)
    if stretch.open_end:
        return _("à partir de %(hour)s") % {"hour": start}
    next_day = f" {_('le lendemain')}" if stretch.end == stretch.start else ""
    return f"{start} – {_closing_words(stretch)}{next_day}"


def _closing_words(stretch: Stretch) -> str:
    return _("minuit") if stretch.end == MIDNIGHT else time_words(stretch.end)


def _note(rule: Rule, open_days: Container[int]) -> str:
    subject, comments = _subject(rule), [rule.comment] if rule.comment else []
    if rule.state == "closed":
        hours = listing([from_to_words(stretch) for stretch in rule.times])
        words = " ".join(part for part in (_("Fermé"), subject, hours) if part)
    else:
        if rule.state == "unknown":
            comments.append(_("à confirmer"))
        hours = stretches_words(rule.times) or (comments.pop(0) if comments else _("ouvert 24 heures sur 24"))
        words = f"{subject or _('tous les jours')} : {hours}"
        if rule.additional:
            words = f"{_('aussi')} {words}"
        elif not (rule.dates or rule.holidays) and any(selector.day in open_days for selector in rule.days):
            words += f" {_('seulement')}"
    if comments:
        words += f" ({', '.join(comments)})"
    return f"{words[0].upper()}{words[1:]}."


def _subject(rule: Rule) -> str:
    """When the rule holds: ``de juillet à août, le lundi, semaines paires``; "" for always."""
    parts = [listing([_dates_words(dates) for dates in rule.dates])] if rule.dates else []
    days = [_selected_days(rule.days)] if rule.days else []
    days += [_("les jours fériés")] if "PH" in rule.holidays else []
    days += [_("pendant les vacances scolaires")] if "SH" in rule.holidays else []
    parts += [listing(days)] if days else []
    parts += [_selected_weeks(rule.weeks)] if rule.weeks else []
    return ", ".join(parts)


def _selected_days(selectors: Sequence[DaySelector]) -> str:
    each = sorted({selector.day for selector in selectors if not selector.nth})
    words = [days_words(each)] if each else []
    for selector in selectors:
        if selector.nth:
            told = {"ranks": ranks_words(selector.nth), "day": WEEKDAYS[selector.day]}
            several = (
                _("les %(ranks)s %(day)ss du mois") if len(selector.nth) > 1 else _("le %(ranks)s %(day)s du mois")
            )
            words.append(several % told)
    return listing(words)


def _selected_weeks(weeks: str) -> str:
    return listing([_weeks_range(part) for part in weeks.split(",")])


def _weeks_range(weeks: str) -> str:
    stepped = _STEPPED.fullmatch(weeks)
    bounds = stepped.groups() if stepped else weeks.split("-")
    if "/" in weeks and not stepped:
        return _("semaines %(weeks)s") % {"weeks": weeks}
    first, last = int(bounds[0]), int(bounds[-1])
    if not stepped:
        if first == last:
            return _("la semaine %(week)d") % {"week": first}
        return _("de la semaine %(first)d à la semaine %(last)d") % {"first": first, "last": last}
    words = weeks_words("even" if first % 2 == 0 else "odd")
    if first > 2 or last < _LAST_WEEK - 1:
        start = _("1re") if first == 1 else _("%(number)de") % {"number": first}
        words += " " + _("de la %(first)s à la %(last)de") % {"first": start, "last": last}
    return words


def _dates_words(dates: DateRange) -> str:
    if dates.first.day is None and dates.last.day is None:
        return _months_words(dates)
    first, last = dates.first, dates.last
    if first == last:
        return _("le %(date)s") % {"date": _point_words(first)}
    if first.year and not last.year and first.month <= last.month:
        last = replace(last, year=first.year)  # Written once, for both
    if first.year == last.year:
        first = replace(first, year=None)
    told = {"first": _point_words(first), "last": _point_words(last)}
    if first.month == last.month and first.day and last.day:
        told["first"] = told["first"].split()[0]
    return _("du %(first)s au %(last)s") % told


def _months_words(dates: DateRange) -> str:
    first, last = dates.first, dates.last
    if first == last:
        return _("en %(month)s") % {"month": _month_words(first)}
    if last.month == first.month + 1 and last.year is None:
        months = {"first": MONTHS[first.month - 1], "last": _month_words(replace(last, year=first.year))}
        return _("en %(first)s et en %(last)s") % months
    words = _("de %(first)s à %(last)s") % {"first": _month_words(first), "last": _month_words(last)}
    return re.sub(r"^de (?=[aeiou])", "d'", words)


def _month_words(point: DatePoint) -> str:
    return f"{MONTHS[point.month - 1]} {point.year}" if point.year else MONTHS[point.month - 1]


def _point_words(point: DatePoint) -> str:
    if point.day is None:
        return _month_words(point)
    return f"{_('1er') if point.day == 1 else point.day} {_month_words(point)}"


def _rank(nth: int) -> str:
    if nth == -1:
        return _("dernier")
    if nth < 0:
        return _("%(rank)de avant la fin") % {"rank": -nth}
    return _("1er") if nth == 1 else _("%(rank)de") % {"rank": nth}


def _is_order_doubtful(groups: Sequence[Group]) -> bool:
    """Whether a rule stands after one that is more particular, and undoes it, where a reader thinks the contrary."""
    most = 0
    for group in groups:
        particularity = max((_particularity(rule) for rule in group.rules or ()), default=0)
        if particularity < most:
            return True
        most = particularity
    return False


def _particularity(rule: Rule) -> int:
    if any(point.day for dates in rule.dates for point in (dates.first, dates.last)):
        return 4 if any(dates.first.year for dates in rule.dates) else 3
    if "PH" in rule.holidays:
        return 2
    return 1 if rule.dates or rule.weeks or rule.holidays or any(day.nth for day in rule.days) else 0
