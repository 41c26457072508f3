"""What a form lets a person choose: what its organisations own, or what was chosen before."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from locations.models import Membership
from locations.ownership.media import collections_of
from locations.ownership.members import organisations_of
from locations.ownership.viewsets import policy_of

ANOTHERS = "Choisissez parmi ce que gère votre organisation."
NOT_A_COLLEAGUE = "Choisissez parmi les membres de votre organisation."


def chooses_anything(form: Any) -> bool:
    """Whether who fills in this admin form is staff of what it is about: of a session, say, and not of places."""
    return form.for_user is None or policy_of(form._meta.model).is_staff(form.for_user)


def choose_among_own(form: Any, *names: str) -> None:
    """
    Hold these fields of an admin form (which knows its `for_user`) to what the person's organisations own.

    What was chosen before stays: a place that moved to another's may be saved again.
    """
    if chooses_anything(form):
        return
    for name in set(names) & set(form.fields):
        field = form.fields[name]
        hold(field, policy_of(field.queryset.model).owned_by(form.for_user), kept=chosen_before(form, name))


def choose_among_colleagues(form: Any, *names: str) -> None:
    """Hold these fields, of people, to the members of the person's organisations, and to who was chosen before."""
    if chooses_anything(form):
        return
    colleagues = Membership.objects.filter(organisation__in=organisations_of(form.for_user)).values("user")
    for name in set(names) & set(form.fields):
        kept = chosen_before(form, name)
        hold(form.fields[name], Q(pk__in=colleagues), kept=kept, sentence=NOT_A_COLLEAGUE)


def choose_among_own_pictures(form: Any, *names: str) -> None:
    """Hold these fields, of pictures, to the collections of the person's organisations."""
    if chooses_anything(form):
        return
    for name in set(names) & set(form.fields):
        own = Q(collection__in=collections_of(form.for_user))
        hold(form.fields[name], own, kept=chosen_before(form, name))


def choose_the_only_one(form: Any, name: str) -> Any:
    """Choose in advance, for a new thing, where there is one to choose among; return it, or nothing."""
    field = form.fields.get(name)
    if field is None or form.instance.pk or chooses_anything(form):
        return None
    own = list(field.queryset[:2])
    if len(own) != 1:
        return None
    form.initial[name] = own[0].pk
    return own[0]


def hold(field: Any, condition: Q, *, kept: Iterable[int] = (), sentence: str = ANOTHERS) -> None:
    """Hold a field to the rows that fulfil the condition, and to those kept; say why another is refused."""
    field.queryset = field.queryset.filter(condition | Q(pk__in=list(kept)))
    field.error_messages["invalid_choice"] = sentence


def chosen_before(form: Any, name: str) -> list[int]:
    """Return the keys that the field had before it was typed in."""
    chosen = form.initial.get(name)
    return [chosen] if isinstance(chosen, int) else [getattr(one, "pk", one) for one in chosen or ()]
