"""What a form lets a person choose: what it may see already, or what was chosen before."""

from typing import Any

from locations.ownership.viewsets import policy_of

ANOTHERS = "Choisissez parmi ce que gère votre organisation."


def choose_among_own(form: Any, *names: str) -> None:
    """
    Hold these fields of an admin form (which knows its `for_user`) to what the person may see of their models.

    What was chosen before stays: a place that moved to another's may be saved again.
    """
    for name in names:
        field = form.fields.get(name)
        if field is None:
            continue
        policy = policy_of(field.queryset.model)
        if policy.is_staff(form.for_user):
            continue
        chosen = form.initial.get(name)
        kept = [chosen] if isinstance(chosen, int) else [getattr(one, "pk", one) for one in chosen or ()]
        field.queryset = field.queryset.filter(policy.owned_by(form.for_user)) | field.queryset.filter(pk__in=kept)
        field.error_messages["invalid_choice"] = ANOTHERS
