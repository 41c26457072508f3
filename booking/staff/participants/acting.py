"""What staff do with one group: offer a place before its turn, put it first, take it off the list, cancel its place."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from booking.choices import STILL_MEANT, AttendanceStatus, EnrolledBy, MessageKind
from booking.concerned import WAYS
from booking.messages import ways
from booking.models import Attendance
from booking.services.booking import cancel, cancel_booking
from booking.services.refusals import BookingRefused, NoRoom
from booking.services.waiting import offer_now, put_first
from booking.staff.participants.journal import keep
from booking.staff.participants.rows import name_of
from booking.staff.participants.screens import ParticipantsScreen
from core.phones import phone_words
from core.words import listing
from outbox.models import Message

NOT_ANY_MORE = "Cette personne n'est plus dans l'état où vous l'avez vue. Rien n'a été fait."


@dataclass(frozen=True, slots=True)
class Act:
    """Something staff do: who it is for, what is asked first, how it is said and kept once done."""

    title: str
    question: str
    button: str
    done: str
    action: str
    tells: MessageKind | None
    statuses: tuple[str, ...]


OFFER, FIRST, REMOVE, CANCEL = "proposer", "en-tete", "retirer", "annuler"
ACTS = {
    OFFER: Act(
        "Proposer une place",
        "Une place est proposée maintenant à {name}, avant son tour.",
        "Proposer la place",
        "Une place est proposée à {name}.",
        "booking.offered",
        MessageKind.OFFER,
        (AttendanceStatus.WAITING,),
    ),
    FIRST: Act(
        "Mettre en tête",
        "La prochaine place libre, s'il y en a assez, sera proposée à {name}.",
        "Mettre en tête",
        "{name} est en tête de la liste d'attente.",
        "booking.put_first",
        None,
        (AttendanceStatus.WAITING,),
    ),
    REMOVE: Act(
        "Retirer de la liste d'attente",
        "{name} n'attend plus de place.",
        "Retirer et prévenir",
        "{name} n'est plus sur la liste d'attente.",
        "booking.removed",
        MessageKind.CANCELLED,
        (AttendanceStatus.WAITING,),
    ),
    CANCEL: Act(
        "Annuler une place",
        "{name} n'aura plus de place. Ce qui se libère est proposé aussitôt à qui attend.",
        "Annuler et prévenir",
        "{name} n'a plus de place à cette séance.",
        "booking.cancelled",
        MessageKind.CANCELLED,
        tuple(status for status in STILL_MEANT if status != AttendanceStatus.WAITING),
    ),
}


class ActView(ParticipantsScreen):
    """Asked first (GET), then done (POST). Offering beyond what there is asks once more."""

    template_name = "booking/admin/participants_act.html"

    @cached_property
    def act(self) -> Act:
        """What is to be done."""
        try:
            return ACTS[self.kwargs["doing"]]
        except KeyError:
            raise Http404 from None

    @cached_property
    def attendance(self) -> Attendance:
        """The group, in this very session."""
        mine = self.session.attendances.select_related("booking", "session__activity", "session__location")
        return get_object_or_404(mine, pk=self.kwargs["place"])

    @property
    def page_title(self) -> str:  # type: ignore[override]
        """Name what is done."""
        return self.act.title

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, say it, go back."""
        name, booking = name_of(self.attendance), self.attendance.booking
        if self.attendance.status not in self.act.statuses:
            messages.error(request, NOT_ANY_MORE)
            return redirect(self.participants_url)
        _how, call = self.told
        try:
            done = self.carry_out()
        except NoRoom as refusal:
            return self.render_to_response(self.get_context_data(refusal=refusal, overbooks=True), status=409)
        except BookingRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(self.participants_url)
        if done:
            keep(self.act.action, self.session, [booking], user=request.user)
            messages.success(request, self.act.done.format(name=name))
            if call:
                messages.warning(request, f"À appeler : {name}, {call}.")
        else:
            messages.error(request, NOT_ANY_MORE)
        return redirect(self.participants_url)

    @cached_property
    def told(self) -> tuple[str, str]:
        """How the person hears of it, in words, and the number to call where somebody has to."""
        if self.act.tells is None or self.session.end <= self.now:
            return "", ""
        channels = ways(self.act.tells, self.attendance, now=self.now)
        call = phone_words(self.attendance.booking.phone) if Message.Channel.CALL in channels else ""
        return listing([WAYS[Message.Channel(channel)] for channel in channels]), call

    def carry_out(self) -> bool:
        """:raises BookingRefused: it cannot be."""
        posted, attendance = self.request.POST, self.attendance
        match self.kwargs["doing"]:
            case "proposer":
                return offer_now(attendance=attendance, now=self.now, overbook="overbook" in posted)
            case "en-tete":
                put_first(attendance=attendance, now=self.now)
                return True
            case _ if attendance.booking.course_id and "course" in posted:
                return cancel_booking(booking=attendance.booking, now=self.now, by=EnrolledBy.STAFF)
            case _:
                return cancel(attendance=attendance, now=self.now, by=EnrolledBy.STAFF)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Ask."""
        attendance, booking = self.attendance, self.attendance.booking
        how, call = self.told
        session = self.session
        missing = attendance.party_size - session.places_left
        return super().get_context_data(
            **{
                "act": self.act,
                "attendance": attendance,
                "name": name_of(attendance),
                "question": self.act.question.format(name=name_of(attendance)),
                "possible": attendance.status in self.act.statuses,
                "not_any_more": NOT_ANY_MORE,
                "how": how,
                "call": call,
                "tells": self.act.tells is not None and session.end > self.now,
                "asks_course": bool(booking.course_id) and self.kwargs["doing"] in (REMOVE, CANCEL),
                "overbooks": False,
                "missing": max(0, missing),
                "room": session.capacity + session.overbooked + max(0, missing),
                **kwargs,
            }
        )
