"""What each kind of message says in our own words, and in those of staff where they wrote any."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from booking.choices import MessageKind
from booking.models import MessageText

Text = str | Promise

_SEE = _("Voir ou annuler le rendez-vous")


@dataclass(frozen=True, slots=True)
class Words:
    """
    The sentences of one kind, with variables (`booking.messages.variables`).

    No verb agrees with what a variable says: the same sentence tells one person or a group, one date or a course, the
    person or somebody who helps. `again`: its button leads to other dates, else to the booking itself.
    """

    subject: Text
    opening: Text
    sms: Text
    after: Text = ""
    button: Text = _SEE
    again: bool = False


_KEPT = _("Un empêchement ? Annulez : {votre_place} servira à quelqu'un d'autre.")
_OTHER_DATE = _("Choisir une autre date")

OURS: Mapping[MessageKind, Words] = {
    MessageKind.CONFIRMED: Words(
        subject=_("{Votre_rendez_vous} du {quand}"),
        opening=_("{Votre_place} est réservée. Gardez ce message."),
        after=_KEPT,
        sms=_("{site}. {Votre_rendez_vous} : {quand}, {lieu}. Annuler : {telephone}, code {code}."),
    ),
    MessageKind.COURSE_CONFIRMED: Words(
        subject=_("{Votre_rendez_vous} du {quand}"),
        opening=_("{Votre_place} est réservée pour tout le parcours. Voici les dates, gardez ce message."),
        after=_KEPT,
        sms=_("{site}. {Votre_rendez_vous} : {quand}, {lieu}. Annuler : {telephone}, code {code}."),
    ),
    MessageKind.FOUND: Words(
        subject=_("Nouveau lien : {votre_rendez_vous} du {quand}"),
        opening=_("Voici un nouveau lien. Rien n'a changé : nous n'avons pas pris d'autre place."),
        after=_("Ce lien n'a pas été demandé par vous ? Vous n'avez rien à faire."),
        sms=_("{site}. {Votre_rendez_vous} : {quand}, {lieu}. Voir ou annuler : {lien} ou {telephone}."),
    ),
    MessageKind.CHANGED: Words(
        subject=_("Changé : {votre_rendez_vous} du {quand}"),
        opening=_("C'est changé, comme vous l'avez demandé. Voici ce qu'il faut retenir."),
        after=_KEPT,
        sms=_("{site}. Changé : {votre_rendez_vous}, {quand}, {lieu}. Annuler : {telephone}, code {code}."),
    ),
    MessageKind.CANCELLED: Words(
        subject=_("Annulé : {votre_rendez_vous} du {quand}"),
        opening=_("C'est annulé."),
        button=_OTHER_DATE,
        again=True,
        sms=_("{site}. Annulé : {votre_rendez_vous}, {quand}, {lieu}. Une autre date ? {telephone}."),
    ),
    MessageKind.SESSION_CANCELLED: Words(
        subject=_("Annulé : {votre_rendez_vous} du {quand}"),
        opening=_("Nous devons annuler. Pardon pour ce changement."),
        after=_("Choisissez une autre date, ou appelez-nous : nous la chercherons avec vous."),
        button=_OTHER_DATE,
        again=True,
        sms=_("{site}. Nous devons annuler {votre_rendez_vous}, {quand}, {lieu}. Une autre date ? {telephone}."),
    ),
    MessageKind.SESSION_MOVED: Words(
        subject=_("Changement : {votre_rendez_vous} du {quand}"),
        opening=_("La date ou le lieu change. Voici ce qu'il faut retenir."),
        after=_("Cela ne vous convient pas ? Annulez, et choisissez une autre date."),
        sms=_("{site}. Changement : {votre_rendez_vous}, {quand}, {lieu}. Annuler : {telephone}, code {code}."),
    ),
    MessageKind.REMINDER: Words(
        subject=_("Rappel : {votre_rendez_vous} du {quand}"),
        opening=_("C'est bientôt : {votre_place} est gardée."),
        after=_KEPT,
        sms=_("{site}. Rappel : {votre_rendez_vous}, {quand}, {lieu}. Annuler : {telephone}, code {code}."),
    ),
    MessageKind.REMINDER_SOON: Words(
        subject=_("Rappel : {votre_rendez_vous} du {quand}"),
        opening=_("C'est dans quelques heures : {votre_place} est gardée."),
        after=_KEPT,
        sms=_("{site}. Rappel : {votre_rendez_vous}, {quand}, {lieu}. Annuler : {telephone}, code {code}."),
    ),
    MessageKind.WAITING: Words(
        subject=_("Liste d'attente du {quand}"),
        opening=_("C'est complet pour le moment. Si une place se libère pour {vous}, nous le dirons aussitôt."),
        after=_("Ne venez pas sans cette réponse : il n'y aurait pas de place."),
        button=_("Voir ou quitter la liste d'attente"),
        sms=_("{site}. Liste d'attente, {quand}, {lieu}. Nous vous dirons si une place se libère. Code {code}."),
    ),
    MessageKind.OFFER: Words(
        subject=_("Une place s'est libérée : {quand}"),
        opening=_("Une place s'est libérée. Elle est gardée pour {vous} {jusqua}."),
        after=_("Sans réponse, elle sera proposée à quelqu'un d'autre."),
        button=_("Prendre ou laisser cette place"),
        sms=_("{site}. Une place pour {vous} : {quand}, {lieu}. Dites oui ou non {jusqua} : {lien} ou {telephone}."),
    ),
    MessageKind.OFFER_EXPIRED: Words(
        subject=_("Sans réponse : la place du {quand}"),
        opening=_("Nous n'avons pas eu de réponse : la place n'est plus gardée."),
        after=_("Vous pouvez encore dire oui tant qu'il en reste : par le lien du message d'avant, ou par téléphone."),
        button=_OTHER_DATE,
        again=True,
        sms=_("{site}. Sans réponse, place non gardée : {quand}, {lieu}. Encore oui, s'il en reste : {telephone}."),
    ),
    MessageKind.FOLLOW_UP: Words(
        subject=_("Après {votre_rendez_vous} du {quand}"),
        opening=_("Nous espérons que ce moment a été utile."),
        after=_("Encore une question ? Prenez un autre rendez-vous, ou appelez-nous."),
        button=_("Prendre un autre rendez-vous"),
        again=True,
        sms=_("{site}. Encore une question ? Prenez un autre rendez-vous au {telephone}."),
    ),
}

EDITED = ("subject", "opening", "after", "sms")
"""What staff may write otherwise."""


def words_of(kind: MessageKind, text: MessageText | None) -> Words:
    """Return the words of a kind: staff's, where they wrote any."""
    written = {name: getattr(text, name) for name in EDITED if text is not None and getattr(text, name).strip()}
    return replace(OURS[kind], **written)


def written_for(kind: MessageKind) -> MessageText | None:
    """Return what staff wrote for a kind, in one query."""
    return MessageText.objects.filter(kind=kind).first()
