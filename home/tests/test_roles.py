"""The roles of the admin on a new site, and after a new version."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from home.services.roles import COMMUNICATION, FACILITATORS

pytestmark = pytest.mark.django_db


def granted() -> dict[str, list[str]]:
    return {
        group.name: sorted(group.permissions.values_list("codename", flat=True))
        for group in Group.objects.prefetch_related("permissions")
    }


def test_a_new_version_gives_each_role_what_it_lacks_and_takes_nothing() -> None:
    call_command("ensure_roles")
    first = granted()
    Group.objects.get(name=FACILITATORS).permissions.remove(
        Group.objects.get(name=FACILITATORS).permissions.get(codename="make_calls")
    )
    kept = Group.objects.get(name=COMMUNICATION).permissions.get(codename="change_organisation")
    Group.objects.get(name=FACILITATORS).permissions.add(kept)

    call_command("ensure_roles")

    assert granted() == {**first, FACILITATORS: sorted([*first[FACILITATORS], "change_organisation"])}
