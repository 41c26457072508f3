"""Staff write what messages say: checked as it is saved, seen before, and ours wherever they wrote nothing."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from booking.choices import MessageKind
from booking.models import MessageText
from home.services.roles import COMMUNICATION, FACILITATORS, ensure_roles

pytestmark = pytest.mark.django_db

LIST = "/admin/snippets/booking/messagetext/"


def staff_client(group: str) -> Client:
    ensure_roles()
    user = get_user_model().objects.create_user(username="claude@exemple.invalid", email="claude@exemple.invalid")
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


def edit(client: Client, kind: MessageKind, **texts: str):
    text, _ = MessageText.objects.get_or_create(kind=kind)
    return client.post(f"{LIST}edit/{text.pk}/", {"subject": "", "opening": "", "after": "", "sms": "", **texts})


def errors(response) -> dict[str, list[str]]:
    return dict(response.context["form"].errors)


def test_every_kind_is_listed_with_our_own_words_in_its_fields() -> None:
    client = staff_client(COMMUNICATION)
    html = client.get(LIST).content.decode()
    assert [label for label in MessageKind.labels if label.replace("'", "&#x27;") not in html] == []
    assert MessageText.objects.count() == len(MessageKind)
    page = client.get(f"{LIST}edit/{MessageText.objects.get(kind='booking_confirmed').pk}/").content.decode()
    assert "{Votre_place} est réservée. Gardez ce message." in page
    assert "<code>{jusqua}</code>" in page
    assert client.get(f"{LIST}add/").status_code == 302


def test_facilitators_do_not_write_messages() -> None:
    response = staff_client(FACILITATORS).get(LIST)
    assert (response.status_code, response.url) == (302, reverse("wagtailadmin_home"))
