"""The form where one signs in."""

import pytest
from django.test import Client

from core.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "une longue phrase à moi"


@pytest.mark.parametrize(
    ("kept", "typed", "enters"),
    [
        ("zoe@exemple.invalid", "Zoe@Exemple.invalid ", True),
        ("Anne@exemple.invalid", "Anne@exemple.invalid", True),
        ("equipe", "equipe", True),
        ("equipe", "Equipe", False),
    ],
)
def test_an_address_is_the_same_however_it_is_typed(client: Client, kept: str, typed: str, enters: bool) -> None:
    User.objects.create_user(username=kept, password=PASSWORD)
    answer = client.post("/admin/login/", {"username": typed, "password": PASSWORD})
    assert (answer.status_code == 302) is enters


def test_its_labels_are_french(client: Client) -> None:
    page = client.get("/admin/login/").content.decode()
    assert "Identifiant ou adresse électronique" in page
    assert ("Mot de passe" in page, "Password" in page) == (True, False)
