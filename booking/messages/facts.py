"""What is known of the places that a message is about, in words: of one date or of several, all of one booking."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.choices import AttendanceStatus, Mode
from booking.entries import address_lines
from booking.models import Attendance
from core.codes import code_words
from core.dates import day_words, moment_words, range_words, time_words
from core.phones import phone_words

_SCHEME = re.compile(r"(?:[a-z][a-z0-9+.-]*://|mailto:|tel:|sms:|www\.)+", re.IGNORECASE)
_DOT_WITHIN = re.compile(r"[.。．｡](?=\w{2})")

LONGEST_NAME = 15
"""Of a first name in an SMS."""

NOT_HELD = (AttendanceStatus.WAITING, AttendanceStatus.OFFERED)


@dataclass(frozen=True)
class Facts:
    """The facts of some places, soonest first, with their booking, session, activity and place."""

    attendances: Sequence[Attendance]

    @cached_property
    def first(self) -> Attendance:
        """The one that says what all have in common."""
        return self.attendances[0]

    @cached_property
    def several(self) -> bool:
        """Whether there is more than one date."""
        return len(self.attendances) > 1

    @cached_property
    def for_helper(self) -> bool:
        """Whether who reads this helps the person who comes."""
        return self.first.booking.contact_is_helper

    @cached_property
    def when(self) -> str:
        """The first date, in full."""
        session = self.first.session
        return range_words(session.local_start, session.local_end)

    @cached_property
    def where(self) -> str:
        """The name of the place, or how one takes part without going anywhere."""
        session = self.first.session
        match session.activity.mode:
            case Mode.PHONE:
                return _("par téléphone")
            case Mode.ONLINE:
                return _("en ligne")
            case _mode:
                return session.location.name

    @cached_property
    def where_lines(self) -> list[str]:
        """Where to be, a line each."""
        session, booking = self.first.session, self.first.booking
        match session.activity.mode:
            case Mode.PHONE:
                called = {"phone": phone_words(booking.phone)}
                if not booking.phone or session.is_cancelled or not self.first.holds_a_place:
                    return [_("Par téléphone")]
                if self.for_helper:
                    return [_("Par téléphone : nous appelons au %(phone)s.") % called]
                return [_("Par téléphone : nous vous appelons au %(phone)s.") % called]
            case Mode.ONLINE:
                return [_("En ligne")]
            case _mode:
                return [session.location.name, *address_lines(session.location)]

    @cached_property
    def first_line(self) -> str:
        """Day, hour and place: what is read first."""
        if not self.several:
            when = self.when
        else:
            when = _("%(count)s dates à partir du %(when)s") % {
                "count": len(self.attendances),
                "when": moment_words(self.first.session.local_start),
            }
        return f"{when[:1].upper()}{when[1:]}, {self.where}"

    @cached_property
    def dates(self) -> list[str]:
        """Every date in full, with its place where they are not all in the same."""
        elsewhere = len({attendance.session.location_id for attendance in self.attendances}) > 1
        return [
            range_words(one.session.local_start, one.session.local_end)
            + (f", {one.session.location.name}" if elsewhere else "")
            for one in self.attendances
        ]

    @cached_property
    def people(self) -> str:
        """How many come."""
        people = self.first.party_size
        return ngettext("%(people)s personne", "%(people)s personnes", people) % {"people": people}

    @cached_property
    def greeting(self) -> str:
        """How the mail begins."""
        name = unlinked(self.first.booking.first_name)
        if self.for_helper or not name:
            return _("Bonjour,")
        return _("Bonjour %(name)s,") % {"name": name}

    @cached_property
    def code_sentence(self) -> tuple[str, str]:
        """The code, after the words that announce it."""
        announced = _("Le code :") if self.for_helper else _("Votre code :")
        return announced, code_words(self.first.booking.code)

    def values(self, *, link: str = "", short: bool = False) -> dict[str, str]:
        """
        Return what the variables of a text say (`booking.messages.variables`).

        `short`: as an SMS says it.
        """
        name = unlinked(self.first.booking.first_name)
        name = name[:LONGEST_NAME].strip() if short else name
        location = self.first.session.location
        return {
            "prenom": name,
            "vous": name if self.for_helper else _("vous"),
            "votre_rendez_vous": self._appointment(name),
            "votre_place": _("la place %(of_name)s") % {"of_name": _of(name)} if self.for_helper else _("votre place"),
            "quand": self._when(short=short),
            "lieu": unlinked(self.where),
            "ville": unlinked(location.town),
            "activite": self.first.session.activity.name,
            "personnes": self.people,
            "code": code_words(self.first.booking.code),
            "telephone": phone_words(settings.HELP_PHONE),
            "site": settings.SITE_NAME,
            "jusqua": self._until(short=short),
            "lien": link,
        }

    def _appointment(self, name: str) -> str:
        count = {"count": len(self.attendances), "of_name": _of(name)}
        asked_only = self.first.status in NOT_HELD
        if self.for_helper:
            if asked_only:
                return _("la demande %(of_name)s") % count
            if self.several:
                return _("les %(count)s rendez-vous %(of_name)s") % count
            return _("le rendez-vous %(of_name)s") % count
        if asked_only:
            return _("votre demande")
        return _("vos %(count)s rendez-vous") % count if self.several else _("votre rendez-vous")

    def _when(self, *, short: bool) -> str:
        start = self.first.session.local_start
        if not self.several:
            return _moment(start, short=short)
        if short:
            return _("dès le %(when)s") % {"when": _moment(start, short=True)}
        last = self.attendances[-1].session.local_start
        return _("%(first)s au %(last)s") % {
            "first": day_words(start, weekday=False, year=False),
            "last": day_words(last, weekday=False, year=False),
        }

    def _until(self, *, short: bool) -> str:
        ends = self.first.offer_ends_at
        if ends is None:
            return ""
        return _("jusqu'au %(when)s") % {"when": _moment(ends.astimezone(self.first.session.tz), short=short)}


def unlinked(name: str) -> str:
    """Return a name in which no telephone sees an address: anybody may type one, and have it sent to anybody."""
    return _DOT_WITHIN.sub(". ", _SCHEME.sub("", name)).strip()


def _moment(at: datetime, *, short: bool) -> str:
    """Return "mardi 3 mars à 14 h": no year, the date is near."""
    words = f"{day_words(at, year=False)} à {time_words(at)}"
    return words.replace(" h", "h").replace("h ", "h") if short else words


def _of(name: str) -> str:
    """Return "de Karim", "d'Amina": before h and y, which may or may not be silent, nothing is elided."""
    first = unicodedata.normalize("NFKD", name[:1].casefold())[:1]
    return f"d'{name}" if first in set("aeiouœæ") else f"de {name}"
