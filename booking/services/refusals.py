"""Why a booking is refused. Each message is for the person, and says what to do."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.dates import moment_words


class BookingRefused(Exception):
    """The booking was not made, nothing has changed."""


class NoRoom(BookingRefused):
    """There is no place for so many people."""


class SessionFull(NoRoom):
    """Fewer places are left than were asked for; `left` says how many."""

    def __init__(self, left: int) -> None:
        """Say how many are left, so that a smaller group can still come."""
        self.left = left
        if left:
            sentence = ngettext(
                "Il ne reste qu'une place à cette séance. Vous êtes plus nombreux.",
                "Il ne reste que %(left)s places à cette séance. Vous êtes plus nombreux.",
                left,
            ) % {"left": left}
        else:
            sentence = _("Cette séance est complète. Choisissez une autre date, ou appelez-nous.")
        super().__init__(sentence)


class CourseFull(NoRoom):
    """A date of the course has fewer places left than were asked for; `left` says how many all dates have."""

    def __init__(self, left: int) -> None:
        """Say how many can still join."""
        self.left = left
        if left:
            sentence = ngettext(
                "Il ne reste qu'une place à ce parcours. Vous êtes plus nombreux.",
                "Il ne reste que %(left)s places à ce parcours. Vous êtes plus nombreux.",
                left,
            ) % {"left": left}
        else:
            sentence = _("Ce parcours est complet. Choisissez-en un autre, ou appelez-nous.")
        super().__init__(sentence)


class WaitingListFull(NoRoom):
    """Neither places nor room on the waiting list."""

    def __init__(self) -> None:
        """Point to other dates and to the phone."""
        super().__init__(
            _("Cette séance et sa liste d'attente sont complètes. Choisissez une autre date, ou appelez-nous.")
        )


class BookingClosed(BookingRefused):
    """It is too late to book, though the session has not begun."""

    def __init__(self) -> None:
        """Point to the phone."""
        super().__init__(
            _("Il est trop tard pour réserver cette séance ici. Appelez-nous, il reste peut-être une place.")
        )


class NotYetOpen(BookingRefused):
    """It is too early to book."""

    def __init__(self, opens_at: datetime) -> None:
        """Say from when on; `opens_at` is in the place's zone."""
        when = moment_words(opens_at)
        super().__init__(_("Vous pourrez réserver à partir du %(when)s.") % {"when": when})


class SessionPast(BookingRefused):
    """It has begun, or is over."""

    def __init__(self) -> None:
        """Point to other dates."""
        super().__init__(_("Cette séance a déjà commencé. Choisissez une autre date."))


class SessionCancelled(BookingRefused):
    """It does not take place."""

    def __init__(self) -> None:
        """Point to other dates."""
        super().__init__(_("Cette séance est annulée. Choisissez une autre date."))


class PartyTooLarge(BookingRefused):
    """More people than one booking may hold."""

    def __init__(self, limit: int) -> None:
        """Say how many it may be."""
        super().__init__(
            ngettext(
                "Une réservation est pour une seule personne. Pour un groupe, appelez-nous.",
                "Une réservation est pour %(limit)s personnes au plus. Pour un groupe, appelez-nous.",
                limit,
            )
            % {"limit": limit}
        )


class NobodyComes(BookingRefused):
    """A booking for fewer than one person."""

    def __init__(self) -> None:
        """Point to cancelling."""
        super().__init__(_("Il faut au moins une personne. Si personne ne vient, annulez le rendez-vous."))


class ReferralOnly(BookingRefused):
    """Only a professional can book it for someone."""

    def __init__(self) -> None:
        """Say who can."""
        super().__init__(
            _("Cette séance se réserve avec un professionnel qui vous accompagne. Parlez-en avec lui, ou appelez-nous.")
        )


class AlreadyBooked(BookingRefused):
    """The person holds a place there already: no second one is taken, and a message goes to the contact."""

    def __init__(self) -> None:
        """Tell nothing about it: whoever asks may not be that person."""
        super().__init__(_("Une réservation existe déjà à ce nom pour cette séance."))


class KeyTaken(BookingRefused):
    """The form's key belongs to somebody else's booking."""

    def __init__(self) -> None:
        """Ask to send the form, made new, once more."""
        super().__init__(_("Ce formulaire a déjà servi. Vérifiez ce qui est écrit, puis envoyez-le de nouveau."))


class TooLateToCancel(BookingRefused):
    """The session has begun."""

    def __init__(self) -> None:
        """Say that there is nothing left to do."""
        super().__init__(_("Cette séance a déjà commencé. Il n'y a plus rien à annuler."))


class CourseBegun(BookingRefused):
    """The course has gone too far to be joined."""

    def __init__(self) -> None:
        """Point to the next one."""
        super().__init__(_("Ce parcours a déjà commencé. Choisissez-en un autre, ou appelez-nous."))


class WholeCourse(BookingRefused):
    """One date of a course is neither booked nor left for another by itself."""

    def __init__(self) -> None:
        """Point to the phone."""
        super().__init__(_("Ce parcours se réserve en entier. Pour changer une seule date, appelez-nous."))


class TooLateToChange(BookingRefused):
    """The session has begun."""

    def __init__(self) -> None:
        """Point to the phone."""
        super().__init__(_("Cette séance a déjà commencé. Pour changer quelque chose, appelez-nous."))


class NoLongerMeant(BookingRefused):
    """It was cancelled, declined or left to expire."""

    def __init__(self) -> None:
        """Point to a new booking."""
        super().__init__(_("Ce rendez-vous n'est plus réservé. Réservez de nouveau, ou appelez-nous."))


class NoMorePlaces(NoRoom):
    """A group cannot grow by so many; `left` says by how many it can."""

    def __init__(self, left: int) -> None:
        """Say that nothing was lost."""
        self.left = left
        if left:
            sentence = ngettext(
                "Il n'y a qu'une place de plus. Votre rendez-vous reste comme il était.",
                "Il n'y a que %(left)s places de plus. Votre rendez-vous reste comme il était.",
                left,
            ) % {"left": left}
        else:
            sentence = _("Il n'y a plus d'autre place. Votre rendez-vous reste comme il était.")
        super().__init__(sentence)


class NothingToChange(BookingRefused):
    """It is already as asked."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__(_("Rien n'a changé : c'est déjà ce que vous aviez choisi."))


class OtherActivity(BookingRefused):
    """A booking moves to another date of the same activity only."""

    def __init__(self) -> None:
        """Point to cancelling and booking."""
        super().__init__(
            _("Cette date est celle d'une autre activité. Annulez votre rendez-vous, puis réservez l'autre.")
        )


class Busy(BookingRefused):
    """So many people book at this moment that the database did not answer in time."""

    def __init__(self) -> None:
        """Ask to send the form once more."""
        super().__init__(_("Beaucoup de personnes réservent en ce moment. Rien n'a été pris : essayez de nouveau."))


class OfferGone(BookingRefused):
    """The place that was offered went to somebody else."""

    def __init__(self) -> None:
        """Say why, and what is left."""
        super().__init__(
            _(
                "Cette place n'est plus libre : le délai pour répondre est passé. "
                "Choisissez une autre date, ou appelez-nous."
            )
        )


class TooLateToOffer(BookingRefused):
    """The session begins before anybody could answer; said to staff."""

    def __init__(self) -> None:
        """Point to the phone."""
        super().__init__(
            "La séance commence trop tôt pour attendre une réponse : appelez la personne, puis inscrivez-la."
        )
