"""« Noter les présences » : one row of choices a group, made for a telephone in one hand."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from booking.choices import AttendanceStatus
from booking.models import Attendance
from booking.services.presence import PRESENCES, may_be_noted, note
from booking.staff.participants.journal import keep
from booking.staff.participants.rows import by_name, name_of
from booking.staff.participants.screens import ParticipantsScreen, page_of

CHOICES = (
    (AttendanceStatus.ATTENDED, "Est là"),
    (AttendanceStatus.ABSENT, "N'est pas là"),
    (AttendanceStatus.EXCUSED, "A prévenu"),
    (AttendanceStatus.CONFIRMED, "Pas noté"),
)
ALL_CAME = "tous"
TOO_EARLY = "Les présences se notent le jour de la séance, ou après."


class PresencesView(ParticipantsScreen):
    """Who came."""

    template_name = "booking/admin/participants_presences.html"
    page_title = "Noter les présences"

    @cached_property
    def page(self) -> Page[Attendance]:
        """Those who hold a place, by name, a page of them."""
        return page_of(self.request, "p", by_name(self.session.attendances.filter(status__in=PRESENCES)))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write down what is chosen; "all came" fills what nobody noted."""
        if not may_be_noted(self.session, now=self.now) or self.session.is_cancelled:
            messages.error(request, TOO_EARLY)
            return redirect(self.participants_url)
        marks = {one.pk: request.POST.get(f"presence-{one.pk}", one.status) for one in self.page}
        if ALL_CAME in request.POST:
            unknown = AttendanceStatus.CONFIRMED
            marks = {pk: AttendanceStatus.ATTENDED if mark == unknown else mark for pk, mark in marks.items()}
        changed = note(session=self.session, marks=marks, now=self.now)
        if changed:
            keep("booking.presences", self.session, [one.booking for one in changed], user=request.user)
        messages.success(request, f"Présences notées : {len(changed)} changée{'s' if len(changed) > 1 else ''}.")
        if self.page.has_next():
            url = reverse("admin_sessions:presences", args=[self.session.pk])
            return redirect(f"{url}?p={self.page.next_page_number()}")
        return redirect(self.participants_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a row a group."""
        rows = [
            {"pk": one.pk, "name": name_of(one), "people": one.party_size, "status": one.status} for one in self.page
        ]
        return super().get_context_data(
            **{
                "rows": rows,
                "page": self.page,
                "choices": CHOICES,
                "all_came": ALL_CAME,
                "may_note": may_be_noted(self.session, now=self.now) and not self.session.is_cancelled,
                "too_early": TOO_EARLY,
                **kwargs,
            }
        )
