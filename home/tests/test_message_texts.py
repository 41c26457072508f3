"""Staff write what messages say: checked as it is saved, seen before, and ours wherever they wrote nothing."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from booking.choices import MessageKind
from booking.messages import tell
from booking.models import MessageText
from booking.tests.factories import NOW, make_booking, make_location, make_session
from home.services.roles import COMMUNICATION, FACILITATORS, ensure_roles
from outbox.models import Message

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


@pytest.mark.parametrize(
    ("kind", "texts", "expected"),
    [
        (
            MessageKind.CONFIRMED,
            {"opening": "Bonjour {prenon}, à {quand}."},
            "Nous ne connaissons pas {prenon} ici. Les variables : {prenom}, {vous}, {votre_rendez_vous}, "
            "{votre_place}, {quand}, {lieu}, {ville}, {activite}, {personnes}, {code}, {telephone} et {site}.",
        ),
        (
            MessageKind.OFFER,
            {"subject": "{activite} {0.__class__}"},
            "Nous ne connaissons pas {activite} et {0.__class__} ici. Les variables : {prenom}, {vous}, "
            "{votre_rendez_vous}, {votre_place}, {quand}, {lieu}, {ville}, {personnes}, {site} et {jusqua}.",
        ),
        (
            MessageKind.CONFIRMED,
            {"after": "Une accolade { seule."},
            "Nous ne connaissons pas { ici. Les variables : {prenom}, {vous}, {votre_rendez_vous}, {votre_place}, "
            "{quand}, {lieu}, {ville}, {activite}, {personnes}, {code}, {telephone} et {site}.",
        ),
        (
            MessageKind.REMINDER,
            {"sms": "Rappel {quand} {lieu} https://ailleurs.exemple"},
            "Dans un SMS, la seule adresse est {lien}, qui ouvre la réservation. Retirez « https://ailleurs.exemple ».",
        ),
        (
            MessageKind.REMINDER,
            {"sms": "{votre_rendez_vous} " * 14 + "{lieu}"},
            "Ce SMS ferait 329 signes pour le lieu au nom le plus long (Le Lieu) : 306 au plus, et 160 pour n'en payer "
            "qu'un.",
        ),
    ],
)
def test_a_slip_is_refused_with_a_sentence_and_what_was_typed(kind, texts, expected) -> None:
    make_location(name="Le Lieu")
    response = edit(staff_client(COMMUNICATION), kind, **texts)
    (field,) = texts
    assert response.status_code == 200
    assert errors(response) == {field: [expected]}
    assert response.context["form"][field].value() == texts[field]
    assert MessageText.objects.get(kind=kind).is_ours


def test_what_is_saved_is_what_goes_out_and_its_length_is_said() -> None:
    make_location(name="Médiathèque au nom le plus long de toutes celles qui sont ici")
    client = staff_client(COMMUNICATION)
    texts = {"subject": "Bientôt : {quand}", "sms": "Rappel : {quand}, {lieu}. Annuler : {telephone}."}
    response = edit(client, MessageKind.REMINDER, **texts)
    assert response.status_code == 302
    (said,) = [str(one) for one in get_messages(response.wsgi_request)]
    assert "le SMS fait 128 signes : un SMS." in said
    attendance = make_booking(make_session(), email="amina@exemple.invalid").attendances.get()
    tell(MessageKind.REMINDER, [attendance], now=NOW)
    assert Message.objects.get(kind="reminder", channel="mail").subject == "Bientôt : mardi 3 mars à 14 h"


@pytest.mark.parametrize("kind", list(MessageKind))
def test_a_message_is_seen_before_it_is_saved(kind: MessageKind) -> None:
    make_location(name="Le Lieu")
    client = staff_client(COMMUNICATION)
    text = MessageText.objects.create(kind=kind)
    preview = f"{LIST}preview/{text.pk}/"
    typed = {"subject": "Essai du {quand}", "opening": "Voici pour {vous} <b>.", "after": "", "sms": ""}
    assert client.post(preview, typed).json() == {"is_valid": True, "is_available": True}
    mail, helped, plain = (
        client.get(preview, {"mode": mode, "in_preview_panel": "true"}) for mode in ("courriel", "aide", "texte")
    )
    assert "Voici pour vous &lt;b&gt;." in mail.content.decode()
    assert "Voici pour Amina &lt;b&gt;." in helped.content.decode()
    assert "<h1" in plain.content.decode()
    assert "Essai du " in plain.content.decode()
    assert "unsafe-inline" in mail.headers["Content-Security-Policy"]
    assert mail.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert MessageText.objects.get().is_ours
    assert Message.objects.count() == 0
