"""A week of a series called off, or all of it from a day on: the screen of sessions, asked for days."""

from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from wagtail.admin.utils import get_valid_next_url_from_request

from booking.choices import Lost, SessionStatus
from booking.models import Series, Session
from booking.services.sessions import cancel_sessions, follow, stop_series
from booking.staff.calling_off import SessionsScreen
from booking.staff.span import SpanForm
from core.dates import day_words, make_aware_local
from locations.ownership.viewsets import policy_of


class SeriesSpanForm(SpanForm):
    """From when to when; without an end, the series stops."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say what an empty end means."""
        super().__init__(*args, **kwargs)
        self.fields["au"].help_text = "Ce jour compris. Vide : toutes celles qui suivent, et la série s'arrête."


class CallOffSeriesView(SessionsScreen):
    """Some of a series' sessions, a week's say; or all from a day on, and then the series stops."""

    page_title = "Annuler des séances"
    words = "annulée"
    button = "Oui, annuler et prévenir"
    nothing = "La série n'a aucune séance prévue à ces dates."

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the series, and the days that were chosen."""
        super().setup(request, *args, **kwargs)
        known = Series.objects.select_related("activity", "location")
        if not self.permission_policy.staff.user_has_permission(request.user, "change"):
            known = known.filter(policy_of(Series).owned_by(request.user))
        self.series = get_object_or_404(known, pk=kwargs["pk"])
        today = self.now.astimezone(self.series.tz).date()
        typed = request.GET if "du" in request.GET else {"du": f"{today:%d/%m/%Y}", "au": f"{week_end(today):%d/%m/%Y}"}
        self.span = SeriesSpanForm(typed)
        is_valid = self.span.is_valid()
        self.first: date | None = self.span.cleaned_data["du"] if is_valid else None
        self.last: date | None = self.span.cleaned_data["au"] if is_valid else None

    @property
    def stops(self) -> bool:
        """Whether the series stops there."""
        return self.first is not None and self.last is None

    @property
    def is_done(self) -> bool:
        """Whether the series has stopped already, too."""
        return not self.rows and not (self.stops and self.series.active)

    @property
    def explanation(self) -> str:  # type: ignore[override]
        """Say what happens."""
        if self.first is None:
            return ""
        if self.stops:
            return (
                f"La série s'arrête avant le {day_words(self.first)}. Les séances où l'on a réservé sont annulées, et "
                "chacun est prévenu ; les autres disparaissent."
            )
        return "Ces séances n'auront pas lieu. Chaque personne inscrite, ou en liste d'attente, est prévenue."

    @cached_property
    def back_url(self) -> str:
        """Where one came from, the series itself else."""
        return get_valid_next_url_from_request(self.request) or reverse("admin_series:edit", args=[self.series.pk])

    def sessions(self) -> QuerySet[Session]:
        """Keep what can be called off in these days."""
        found = self.own().filter(series=self.series, status=SessionStatus.SCHEDULED, end__gt=self.now)
        if self.first is None:
            return found.none()
        found = found.filter(start__gte=make_aware_local(datetime.combine(self.first, time()), self.series.tz))
        if self.last is not None:
            after = datetime.combine(self.last + timedelta(days=1), time())
            found = found.filter(start__lt=make_aware_local(after, self.series.tz))
        return found.select_related("activity", "location").order_by("start", "pk")

    def act(self, pks: list[int], *, note: str) -> int:
        """Call them off; where the series stops, those that nobody booked go without a word."""
        if not self.stops:
            return cancel_sessions(pks, note=note, now=self.now)
        assert self.first is not None  # noqa: S101 (for the type checker: `stops` says so)
        booked = [effect.session.pk for effect in self.effects.all if effect.people]
        cancelled = cancel_sessions(booked, note=note, now=self.now)
        stop_series(self.series, before=self.first)
        made = follow(Series.objects.get(pk=self.series.pk), lost=Lost.CANCEL, note=note, now=self.now)
        return cancelled + made.removed

    def done_words(self, count: int) -> str:
        """Say how many, and whether the series goes on."""
        said = "Une séance est annulée." if count == 1 else f"{count} séances sont annulées."
        return f"{said} La série s'arrête là." if self.stops else said

    def get_context_data(self, form: forms.Form | None = None, **kwargs: Any) -> dict[str, Any]:
        """Ask for the days first."""
        return super().get_context_data(form=form, **kwargs) | {
            "heading": str(self.series),
            "span": self.span,
            "stops": self.stops and not self.is_done,
        }


def week_end(day: date) -> date:
    """Return the Sunday of that week."""
    return day + timedelta(days=6 - day.weekday())
