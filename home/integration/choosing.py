"""What may be chosen of a partner's, and what an address has chosen."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.choices import ActivityKind
from booking.embeds.options import MOST, VIEWS, CalendarOptions
from booking.models import Session
from core.dates import moment_words
from home.integration.shown import Shown, What
from locations.choices import FrameKind
from locations.framing.look import FIRST_LEVEL, LAST_LEVEL, OURS_ON_LIGHT, Colours, Look
from locations.models import Location, Organisation

MOST_DATES = 60
"""Of a partner, to choose one from."""

MOST_SORTS = 400
"""Of an activity at a place: a partner has some dozens."""

Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a partner has to show: values, each with its words, by name."""

    types: Choices
    places: Choices
    towns: Choices
    dates: tuple[Session, ...] = ()
    runs_places: bool = False


def offered(what: What, partner: Organisation, *, now: datetime) -> Offer:
    """Return what there is to choose from: one query."""
    coming = Session.objects.shown().upcoming(now=now).filter(host=partner)
    if what == What.CARD:
        return Offer([], [], [], tuple(coming.with_place()[:MOST_DATES]))
    if what == What.MAP:
        return _places_of(partner, coming.values("location"))
    names = ("activity__slug", "activity__name", "location__slug", "location__name")
    sorts = coming.order_by().values_list(*names, "location__insee_code", "location__town").distinct()[:MOST_SORTS]
    return Offer(
        types=_by_name((row[0], row[1]) for row in sorts),
        places=_by_name((row[2], row[3]) for row in sorts),
        towns=_by_name((row[4], row[5]) for row in sorts),
    )


def _places_of(partner: Organisation, sessions_at: Any) -> Offer:
    """Return the places that the partner runs and those of its sessions, and their towns with all of the network's."""
    places = Location.objects.shown().filter(Q(operator=partner) | Q(pk__in=sessions_at)).order_by()
    rows = list(places.values_list("slug", "name", "insee_code", "town", "operator")[:MOST_SORTS])
    return Offer(
        types=[],
        places=_by_name((row[0], row[1]) for row in rows),
        towns=_by_name((row[2], _("Les lieux du réseau à %s") % row[3]) for row in rows if row[2]),
        runs_places=any(row[4] == partner.pk for row in rows),
    )


def read_what(params: QueryDict) -> What:
    """Return what is to be shown: a calendar, unless something else is named."""
    named = params.get("quoi", "")
    return What(named) if named in What.values else What.CALENDAR


def read_shown(params: QueryDict, what: What, partner: Organisation, offer: Offer) -> Shown | None:
    """Return what an address has chosen; None where it is one session, or a map, and there is nothing to show."""
    session = None
    if what == What.CARD:
        named = params.get("seance", "")
        session = next((one for one in offer.dates if str(one.pk) == named), next(iter(offer.dates), None))
        if session is None:
            return None
    if what == What.MAP and not offer.places:
        return None
    options = CalendarOptions.from_query(_without_our_colour(params))
    types = {*ActivityKind.values, *dict(offer.types)}
    options = replace(
        options,
        # What another partner's page was asked for does not hide all of this one's dates.
        type=tuple(value for value in options.type if value in types),
        lieu=tuple(value for value in options.lieu if value in dict(offer.places)),
        commune=tuple(value for value in options.commune if value in dict(offer.towns)),
    )
    if what == What.MAP and not (offer.runs_places or options.lieu or options.commune):
        # A map of nothing: the town of its sessions, where there is one.
        options = replace(options, commune=tuple(code for code, _words in offer.towns[:1]))
    return Shown(what, partner, options, session)


def _without_our_colour(params: QueryDict) -> QueryDict:
    """Leave out the colour that a form sends where nobody chose one: frames have their own for light and for dark."""
    kept = params.copy()
    if kept.get("accent", "").removeprefix("#").lower() == OURS_ON_LIGHT:
        del kept["accent"]
    return kept


def _by_name(rows: Iterable[tuple[str, str]]) -> Choices:
    return sorted({row for row in rows if row[0]}, key=lambda row: row[1].casefold())


class WhatForm(forms.Form):
    """Whose, and what: what else there is to choose depends on it."""

    use_required_attribute = False
    partenaire = forms.ChoiceField(label=gettext_lazy("Votre organisation"))
    quoi = forms.ChoiceField(
        label=gettext_lazy("Ce que votre site montre"), widget=forms.RadioSelect, choices=What.choices
    )

    def __init__(self, hosts: Iterable[Organisation], **kwargs: Any) -> None:
        """Offer these organisations."""
        super().__init__(auto_id="id_%s", **kwargs)
        first = [] if self.initial.get("partenaire") else [("", _("Choisissez…"))]
        listed = [(host.slug, host.name) for host in hosts]
        self.fields["partenaire"].choices = [*first, *listed]  # type: ignore[attr-defined]


class HowForm(forms.Form):
    """Which dates or places; fields that mean nothing to what is shown, or leave no choice, are left out."""

    use_required_attribute = False
    seance = forms.ChoiceField(label=gettext_lazy("La séance"))
    vue = forms.ChoiceField(
        label=gettext_lazy("Présentation"),
        widget=forms.RadioSelect,
        choices=[(view.value, view.label) for view in VIEWS],
    )
    type = forms.ChoiceField(label=gettext_lazy("Activité"))
    lieu = forms.ChoiceField(label=gettext_lazy("Lieu"))
    commune = forms.ChoiceField(label=gettext_lazy("Commune"))
    nombre = forms.IntegerField(
        label=gettext_lazy("Combien de dates"), widget=forms.NumberInput(attrs={"min": 1, "max": MOST})
    )

    def __init__(self, shown: Shown, offer: Offer) -> None:
        """Show what is chosen."""
        options = shown.options
        super().__init__(
            auto_id="id_%s",
            initial={
                "seance": shown.session.pk if shown.session else "",
                "vue": options.vue.value,
                "type": next(iter(options.type), ""),
                "lieu": next(iter(options.lieu), ""),
                "commune": next(iter(options.commune), ""),
                "nombre": options.nombre,
            },
        )
        every = {"type": _("Toutes"), "lieu": _("Tous"), "commune": _("Toutes")}
        if shown.what == What.MAP:
            every = {"lieu": _("Tous les nôtres"), "commune": _("Nos lieux seulement")}
        lists = {"type": offer.types, "lieu": offer.places, "commune": offer.towns}
        for name, choices in lists.items():
            self.fields[name].choices = [("", every.get(name, "")), *choices]  # type: ignore[attr-defined]
        self.fields["seance"].choices = [  # type: ignore[attr-defined]
            (one.pk, f"{one.activity.name}, {moment_words(one.local_start)}") for one in offer.dates
        ]
        kept = {name for name, choices in lists.items() if len(choices) > 1}
        if shown.what == What.MAP and offer.towns:
            kept.add("commune")
        if shown.what == What.CARD:
            kept = {"seance"}
        elif shown.what == What.CALENDAR:
            kept |= {"vue", "nombre"} if options.vue == FrameKind.LIST else {"vue"}
        self.fields = {name: field for name, field in self.fields.items() if name in kept}


class LookForm(forms.Form):
    """How it looks."""

    use_required_attribute = False
    couleurs = forms.ChoiceField(label=gettext_lazy("Fond"), widget=forms.RadioSelect, choices=Colours.choices)
    accent = forms.CharField(
        label=gettext_lazy("Couleur des liens"),
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text=gettext_lazy("La vôtre. Nous la fonçons ou l'éclaircissons s'il le faut, pour qu'elle se lise."),
    )
    titre = forms.ChoiceField(
        label=gettext_lazy("Niveau du titre"),
        choices=[(str(level), f"h{level}") for level in range(FIRST_LEVEL, LAST_LEVEL + 1)],
        help_text=gettext_lazy("Sa place parmi les titres de votre page. Dans le doute, laissez h2."),
    )

    def __init__(self, look: Look) -> None:
        """Show what is chosen."""
        accent = f"#{look.accent or OURS_ON_LIGHT}"
        initial = {"couleurs": look.couleurs.value, "accent": accent, "titre": str(look.titre)}
        super().__init__(auto_id="id_%s", initial=initial)
