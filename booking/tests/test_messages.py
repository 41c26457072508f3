"""What people read: the same in text and in HTML, about their own booking, and never more than they need."""

import csv
import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings

from booking.choices import MessageKind
from booking.messages import may_remind, tell
from booking.messages.facts import Facts, unlinked
from booking.messages.letter import Letter, letter
from booking.messages.sms import fitted, short_link, sms
from booking.messages.variables import EXPLAINED, NOT_IN, fill, named, refused
from booking.messages.words import EDITED, OURS, words_of
from booking.models import Attendance, MessageText
from booking.tests.factories import NOW, TUESDAY, make_activity, make_booking, make_location, make_session
from locations.names import calm_name
from outbox.gsm7 import BASIC, EXTENSION, parts
from outbox.models import Message

TOKEN = "x" * 43
KINDS = list(MessageKind)
LONGEST_HOST = "https://permanences.emmaus-connect.exemple"


class Said(HTMLParser):
    """What a person sees or hears of a letter, a line a block; a link says where it leads, as in text."""

    BLOCKS = frozenset({"p", "h1", "td", "tr", "table", "div", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.words, self.unseen, self.link = "", 0, ""
        self.links: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in self.BLOCKS:
            self.words += "\n"
        if self.unseen or given.get("aria-hidden") == "true" or tag in {"head", "title"}:
            self.unseen += tag not in {"meta", "br"}
        if tag == "a":
            self.link = given["href"]
            self.links.append(self.link)

    def handle_endtag(self, tag):
        self.unseen -= bool(self.unseen)
        if tag in self.BLOCKS:
            self.words += "\n"
        if tag == "a" and not self.link.startswith("tel:"):
            self.words += f" : {self.link}"

    def handle_data(self, data):
        if not self.unseen:
            self.words += data.replace("\n", " ")


def lines(text: str) -> list[str]:
    squeezed = (re.sub(r"\s+", " ", line).strip() for line in text.splitlines())
    return [line for line in squeezed if line]


def read(html: str) -> Said:
    said = Said()
    said.feed(html)
    return said


def places(kind: MessageKind, *, helped: bool = False, mode: str = "sur-place") -> Facts:
    """Places of Amina's, without a word to anybody."""
    location = make_location(name="Médiathèque des Lilas")
    activity = make_activity(mode=mode)
    several = 6 if kind == MessageKind.COURSE_CONFIRMED else 1
    sessions = [
        make_session(
            activity=activity,
            location=location,
            start=TUESDAY + timedelta(weeks=week),
            note="Entrée par la cour.",
            online_url="https://visio.exemple.invalid/salle" if mode == "en-ligne" else "",
        )
        for week in range(several)
    ]
    booking = make_booking(sessions[0], first_name="Amina", email="amina@exemple.invalid", phone="+33639980001")
    booking.contact_is_helper = helped
    status = {MessageKind.WAITING: "waiting", MessageKind.OFFER: "offered", MessageKind.CANCELLED: "cancelled"}
    group = [
        Attendance(
            booking=booking, session=session, status=status.get(kind, "confirmed"), created_at=NOW, changed_at=NOW
        )
        for session in sessions
    ]
    for one in group:
        one.offer_ends_at = TUESDAY - timedelta(hours=3) if kind == MessageKind.OFFER else None
    return Facts(group)


def written(kind: MessageKind, *, token: str = TOKEN, **values) -> Letter:
    return letter(kind, words_of(kind, None), places(kind, **values), token=token)


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["sur-place", "telephone", "en-ligne"])
@pytest.mark.parametrize("kind", KINDS)
def test_text_and_html_say_the_same_in_the_same_order(kind: MessageKind, mode: str) -> None:
    for helped in (False, True):
        mail = written(kind, mode=mode, helped=helped)
        said = read(mail.html)
        # In text, a button's address stands on the line below its words.
        text = re.sub(r" :\n(?=http)", " : ", mail.text)
        assert lines(said.words) == lines(text)
        assert lines(mail.text)[0].startswith(
            ("Mardi 3 mars 2026 de 14 h à 16 h, ", "6 dates à partir du mardi 3 mars")
        )
        assert mail.html.count("background:#0A5A57") == 1, "one button"
        assert "<img" not in mail.html
        assert "{" not in mail.subject + mail.text + mail.html.partition("</head>")[2]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_a_subject_says_when_and_never_what_for(kind: MessageKind) -> None:
    for helped in (False, True):
        subject = written(kind, helped=helped).subject
        assert ("mardi 3 mars à 14 h" in subject) or subject.endswith("du 3 mars au 7 avril")
        assert "Permanence" not in subject
        assert "Médiathèque" not in subject


@pytest.mark.django_db
def test_a_letter_in_full() -> None:
    mail = written(MessageKind.CONFIRMED)
    assert mail.subject == "Votre rendez-vous du mardi 3 mars à 14 h"
    assert lines(mail.text)[:-3] == [
        "Mardi 3 mars 2026 de 14 h à 16 h, Médiathèque des Lilas",
        "Bonjour Amina,",
        "Votre place est réservée. Gardez ce message.",
        "Entrée par la cour.",
        "Permanence Connectée",
        "mardi 3 mars 2026 de 14 h à 16 h",
        "Médiathèque des Lilas",
        "12 rue des Lilas",
        "75012 Paris",
        "1 personne",
        lines(mail.text)[10],
        "À apporter : Votre téléphone",
        "Voir ou annuler le rendez-vous :",
        f"http://testserver/rendez-vous/reservation/lien/{TOKEN}/",
    ]
    assert re.fullmatch(r"Votre code : [0-9A-Z]{4} [0-9A-Z]{4}", lines(mail.text)[10])
    assert lines(mail.text)[-3:] == [
        "Un empêchement ? Annulez : votre place servira à quelqu'un d'autre.",
        "Une question ? Appelez le 01 80 05 98 80",
        "Emmaüs Connect · Vos données : http://testserver/donnees-personnelles/",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("Amina", "Le rendez-vous d'Amina du mardi 3 mars à 14 h"),
        ("Karim", "Le rendez-vous de Karim du mardi 3 mars à 14 h"),
        ("Élodie", "Le rendez-vous d'Élodie du mardi 3 mars à 14 h"),
        ("Hélène", "Le rendez-vous de Hélène du mardi 3 mars à 14 h"),
    ],
)
def test_who_helps_reads_about_the_person_who_comes(name: str, subject: str) -> None:
    facts = places(MessageKind.CONFIRMED, helped=True)
    facts.first.booking.first_name = name
    mail = letter(MessageKind.CONFIRMED, words_of(MessageKind.CONFIRMED, None), facts)
    assert mail.subject == subject
    assert lines(mail.text)[1] == "Bonjour,"
    assert not re.search(r"\b[Vv]otre (place|rendez-vous|code)\b", mail.text)
    assert "CN=" not in mail.calendar.partition("ATTENDEE")[2].partition(":")[0]


@pytest.mark.django_db
def test_by_telephone_the_number_is_said_and_online_the_address_of_those_who_come() -> None:
    by_phone = written(MessageKind.REMINDER, mode="telephone")
    assert "Par téléphone : nous vous appelons au 06 39 98 00 01." in lines(by_phone.text)
    assert "12 rue des Lilas" not in by_phone.text
    online = {kind: "visio.exemple.invalid" in written(kind, mode="en-ligne").text for kind in KINDS}
    assert [kind for kind, given in online.items() if not given] == [
        MessageKind.CANCELLED,
        MessageKind.SESSION_CANCELLED,
        MessageKind.WAITING,
        MessageKind.OFFER,
        MessageKind.OFFER_EXPIRED,
        MessageKind.FOLLOW_UP,
    ]


@pytest.mark.django_db
def test_what_people_and_staff_write_is_text_and_nothing_else() -> None:
    hostile = "<b onclick=x>{prenom}{0.__class__}</b>{% now %}&amp;"
    MessageText.objects.create(kind=MessageKind.CONFIRMED, subject=hostile, opening=hostile, after=hostile, sms=hostile)
    session = make_session(note=hostile, location=make_location(name=hostile[:60]))
    make_booking(session, first_name="{code}<i>", email="amina@exemple.invalid")
    message = Message.objects.get(channel="mail")
    assert message.subject == "<b onclick=x>{code}<i>{0.__class__}</b>{% now %}&amp;"
    assert "<b onclick" not in message.html
    assert "<i>" not in message.html
    assert message.html.count("{0.__class__}") == 7
    assert message.subject in message.text


@pytest.mark.django_db
def test_staffs_words_take_the_place_of_ours_where_there_are_any() -> None:
    MessageText.objects.create(kind=MessageKind.CONFIRMED, opening="À bientôt {prenom} : {quand}, {personnes}.")
    make_booking(make_session(), first_name="Amina", email="amina@exemple.invalid", party_size=3)
    message = Message.objects.get(channel="mail")
    assert message.subject == "Votre rendez-vous du mardi 3 mars à 14 h"
    assert lines(message.text)[2] == "À bientôt Amina : mardi 3 mars à 14 h, 3 personnes."


def test_our_own_words_name_only_what_staff_may_name() -> None:
    for kind, words in OURS.items():
        for part in EDITED:
            no = [] if kind == MessageKind.OFFER else ["jusqua"]
            assert refused(str(getattr(words, part)), part=part, without=no) == [], (kind, part)
        longest = {"subject": 150, "opening": 600, "after": 600, "sms": 306}
        assert all(len(str(getattr(words, part))) <= longest[part] for part in EDITED)
    assert set(OURS) == set(MessageKind)
    assert "activite" in NOT_IN["subject"]
    assert named("{Votre_place} {lieu} {x") == {"votre_place", "lieu"}


def test_variables_are_looked_up_and_nothing_more() -> None:
    values = {name: f"<{name}>" for name in EXPLAINED}
    assert fill("{prenom} {Prenom} {{prenom}} {0} {prenom.__class__} {PRENOM}", values) == (
        "<prenom> <prenom> {<prenom>} {0} {prenom.__class__} {PRENOM}"
    )
    assert fill("{prenom}", {"prenom": "{code}", "code": "secret"}) == "{code}"
    assert refused("{prenon} {prenom} {prenon} } {", part="opening") == ["{prenon}", "{ }"] or refused(
        "{prenon} }", part="opening"
    ) == ["{prenon}", "}"]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_an_sms_says_what_when_where_and_whom_to_call(kind: MessageKind) -> None:
    text = sms(words_of(kind, None), places(kind), token=TOKEN)
    assert "01 80 05 98 80" in text or kind == MessageKind.WAITING
    assert text.startswith("Emmaüs Connect. ")
    if kind != MessageKind.FOLLOW_UP:
        assert "mardi 3 mars à 14h" in text
        assert "Médiathèque des Lilas" in text
    assert set(text) <= BASIC | EXTENSION
    links = re.findall(r"https?://\S+", text)
    assert links == ([f"http://testserver/r/{TOKEN}"] if kind in {MessageKind.FOUND, MessageKind.OFFER} else [])


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("helped", [False, True])
def test_every_sms_fits_for_each_of_the_9333_places(settings, helped: bool) -> None:
    """One SMS where nothing but a code and a number is given; two where there is a link."""
    settings.PUBLIC_BASE_URL = LONGEST_HOST
    with Path("locations/data/lieux.csv").open(encoding="utf-8", newline="") as file:
        names = {calm_name(row["nom"]) for row in csv.DictReader(file)} | {row["nom"] for row in csv.DictReader(file)}
    # What is longest of all else: a Wednesday of September at half past, a long first name.
    start = datetime(2026, 9, 23, 12, 30, tzinfo=UTC)
    two = {MessageKind.FOUND, MessageKind.OFFER}
    wanted = {kind: 2 if kind in two else 1 for kind in KINDS}
    longest = sorted(names, key=len)[-100:]
    for kind in KINDS:
        facts = places(kind, helped=helped)
        facts.first.booking.first_name = "Marie-Christine Anne"
        for one in facts.attendances:
            one.session.start, one.session.end = start, start + timedelta(hours=2)
        words, values = str(OURS[kind].sms), facts.values(link=short_link(TOKEN), short=True)
        for name in names if kind == MessageKind.REMINDER and not helped else longest:
            text = fitted(words, values | {"lieu": unlinked(name)})
            assert parts(text) <= wanted[kind], (kind, len(text), text)


@pytest.mark.django_db
def test_no_name_becomes_an_address_to_press() -> None:
    facts = places(MessageKind.CONFIRMED, helped=True)
    facts.first.booking.first_name = "https://gain.exemple"
    facts.first.session.location.name = "www.lieu.exemple/ici\x00\r\nhttp://la.exemple C.C.A.S. St. Jean"
    words = words_of(MessageKind.CONFIRMED, None)
    assert sms(words, facts).startswith(
        "Emmaüs Connect. Le rendez-vous de gain. exemple : mardi 3 mars à 14h, lieu. exemple/ici la. exemple C.C.A.S."
    )
    assert "https://gain" not in letter(words=words, facts=facts, kind=MessageKind.CONFIRMED).text


@pytest.mark.django_db
def test_a_long_name_loses_whole_words_only_where_it_saves_an_sms() -> None:
    facts = places(MessageKind.REMINDER)
    facts.first.session.location.name = (
        "Association pour l'insertion professionnelle des travailleurs handicapés du Tarn"
    )
    assert sms(words_of(MessageKind.REMINDER, None), facts).partition(", code")[0] == (
        "Emmaüs Connect. Rappel : votre rendez-vous, mardi 3 mars à 14h, Association pour l'insertion "
        "professionnelle des... Annuler : 01 80 05 98 80"
    ).replace(" des....", "....")


@pytest.mark.django_db
def test_a_fresh_link_is_sent_once_an_hour_and_by_sms_once_a_day(settings) -> None:
    settings.SMS_BACKEND = "console"
    by_mail = make_booking(make_session(), email="amina@exemple.invalid").attendances.get()
    by_sms = make_booking(make_session(), phone="+33639980001").attendances.get()
    by_voice = make_booking(make_session(), phone="+33180059880").attendances.get()
    for attendance in (by_mail, by_sms):
        assert may_remind(attendance, now=NOW)
        tell(MessageKind.FOUND, [attendance], token=TOKEN, now=NOW)
        assert not may_remind(attendance, now=NOW + timedelta(minutes=59))
    assert may_remind(by_mail, now=NOW + timedelta(minutes=61))
    assert not may_remind(by_sms, now=NOW + timedelta(hours=23))
    assert may_remind(by_sms, now=NOW + timedelta(hours=25))
    assert not may_remind(by_voice, now=NOW)


@pytest.mark.django_db
def test_telling_costs_one_query_to_read_the_words_and_one_a_message(django_assert_num_queries) -> None:
    attendance = (
        make_booking(make_session(), email="amina@exemple.invalid", phone="")
        .attendances.select_related("booking", "session__activity", "session__location")
        .get()
    )
    with django_assert_num_queries(2):
        tell(MessageKind.REMINDER, [attendance], token=TOKEN, now=NOW)


@pytest.mark.django_db
def test_letters_are_large_enough_to_read_and_their_links_are_ours() -> None:
    for kind in KINDS:
        mail = written(kind)
        sizes = [int(size) for size in re.findall(r"font-size:(\d+)px", mail.html)]
        assert min(sizes) == 18
        assert "max-width:600px" in mail.html
        ours = {link for link in read(mail.html).links if not link.startswith("tel:")}
        assert all(link.startswith(f"{settings.PUBLIC_BASE_URL}/") for link in ours)
