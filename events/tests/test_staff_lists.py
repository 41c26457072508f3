"""What the admin shows of the agenda: the list, the month and what is to be completed, to whom, in how many queries."""

import csv
import io
import re
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Workflow

from core.models import Image, User
from core.recurrence.rule import Frequency, Rule, Weekday
from events.models import EventPage
from events.staff import month
from events.tests.factories import NOW, make_agenda, make_event, make_partner, make_place
from events.tests.staff_screens import (
    LIST,
    MONTH,
    TO_COMPLETE,
    make_calendar,
    make_partners_date,
    month_of,
    titles,
    told,
    wants,
)

pytestmark = pytest.mark.django_db

WEEKLY = Rule(Frequency.WEEKLY)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("equipe", password="une phrase assez longue"))
    return client


def make_image() -> Image:
    return Image.objects.create(title="Dessin", file=get_test_image_file())


# The list


def make_some() -> None:
    """Make one event of each standing."""
    place = make_place(name="Médiathèque de l'Écluse", town="Lyon")
    make_event(title="Hebdomadaire", rule=WEEKLY, location=place, kind="atelier")
    make_event(title="Unique", kind="forum", status="postponed", first_day=date(2026, 3, 9))
    make_event(title="Passé", first_day=date(2026, 2, 24), all_day=True, last_day=date(2026, 2, 25))
    make_event(title="Brouillon", publish_at=None, first_day=date(2026, 4, 1))
    changed = make_event(title="Modifié", first_day=date(2026, 3, 12), organisers=[make_partner(name="Ville")])
    changed.introduction = "Autre chose."
    changed.save_revision()
    waiting = make_event(title="Programmé", publish_at=None, first_day=date(2026, 3, 20))
    waiting.go_live_at = NOW + timedelta(days=1)
    waiting.save_revision().publish()
    asked = make_event(title="À relire", publish_at=None, first_day=date(2026, 3, 21))
    workflow = Workflow.objects.get(name="Moderators approval")
    workflow.start(asked, User.objects.create_user("plume"))


def test_the_list_says_what_comes_next_first(staff):
    make_some()
    response = staff.get(reverse(LIST))
    assert titles(response)[:3] == ["Unique", "Hebdomadaire", "Modifié"]
    assert sorted(titles(response)[3:]) == ["Brouillon", "Passé", "Programmé", "À relire"]
    assert sorted(line[:5] for line in told(response)) == [
        ["Passé : mardi 24 février 2026", "Autre", "", "Prévu", "publié"],
        ["jeudi 12 mars 2026 à 14\u00a0h", "Autre", "", "Prévu", "publié, brouillon modifié"],
        ["lundi 9 mars 2026 à 14\u00a0h", "Forum", "", "Reporté", "publié"],
        ["mardi 10 mars 2026 à 14\u00a0h", "Atelier", "Médiathèque de l'Écluse, Lyon", "Prévu", "publié"],
        ["mercredi 1er avril 2026 (non publié)", "Autre", "", "Prévu", "brouillon"],
        ["samedi 21 mars 2026 (non publié)", "Autre", "", "Prévu", "en relecture"],
        ["vendredi 20 mars 2026 (non publié)", "Autre", "", "Prévu", "programmé"],
    ]


def test_the_list_is_narrowed(staff):
    make_some()
    weekly, changed = EventPage.objects.get(title="Hebdomadaire"), EventPage.objects.get(title="Modifié")
    everything = {"Unique", "Hebdomadaire", "Modifié", "Brouillon", "Passé", "Programmé", "À relire"}
    for query, found in {
        "kind=forum&kind=atelier": {"Unique", "Hebdomadaire"},
        "status=postponed": {"Unique"},
        "standing=brouillon": {"Brouillon", "Programmé", "À relire"},
        "standing=modifie": {"Modifié"},
        "standing=programme": {"Programmé"},
        "standing=relecture": {"À relire"},
        "period_from=2026-03-10&period_to=2026-03-11": {"Hebdomadaire"},
        "period_to=2026-02-25": {"Passé"},
        "period_from=2026-04-01&period_to=2026-04-01": {"Brouillon"},
        "image=true": set(),
        f"location={weekly.location_id}": {"Hebdomadaire"},
        f"organisers={changed.organisers.get().pk}": {"Modifié"},
        "q=ecluse lyon": {"Hebdomadaire"},
        "q=MODIFIE": {"Modifié"},
        "q=%22%27(": set(),
        "kind=zut&standing=zut&period_from=zut&location=zut&ordering=zut": everything,
    }.items():
        # The part that is fetched again as one filters, which costs a quarter of the page.
        assert set(titles(staff.get(f"{reverse(LIST)}results/?{query}"))) == found, query
    latest = staff.get(f"{reverse(LIST)}results/?ordering=-next_start")
    assert titles(latest)[:3] == ["Modifié", "Hebdomadaire", "Unique"]


def test_a_spreadsheet_computes_nothing(staff):
    make_event(title='=HYPERLINK("http://x")', address="@rue", rule=Rule(Frequency.WEEKLY, count=2), price="+2 €")
    sheet = b"".join(staff.get(f"{reverse(LIST)}?export=csv").streaming_content).decode()
    (row,) = csv.DictReader(io.StringIO(sheet))
    assert (row["Titre"], row["Lieu"], row["Prix"]) == ('\'=HYPERLINK("http://x")', "'@rue", "'+2 €")
    assert (row["Prochaine date"], row["Dernière date"]) == ("2026-03-10 14:00:00", "2026-03-17 14:00:00")
    assert (row["Se répète"], row["Publication"]) == ("tous les mardis à 14 h, 2 fois", "publié")
    file = b"".join(staff.get(f"{reverse(LIST)}?export=xlsx").streaming_content)
    cells = list(load_workbook(io.BytesIO(file)).active)[1][:2]
    assert [(cell.value, cell.data_type) for cell in cells] == [
        ('=HYPERLINK("http://x")', "s"),
        (datetime(2026, 3, 10, 14), "d"),  # noqa: DTZ001 (a spreadsheet knows no zones)
    ]


# What is to be completed


def test_what_is_to_be_completed(staff):
    image, place = make_image(), make_place()
    ended = Rule(Frequency.WEEKLY, count=3)
    make_event(title="Rien")
    make_event(title="Dessiné", share_image=image)
    make_event(title="Situé", address="3 rue du Test")
    make_event(title="En ligne", online_url="https://salle.example/", share_image=image)
    make_event(title="Complet", location=place, share_image=image, rule=WEEKLY)
    make_event(title="Brouillon", publish_at=None, location=place)
    make_event(title="Annulé", status="cancelled")
    make_event(title="Passé", first_day=date(2026, 2, 3))
    full = {"location": place, "share_image": image}
    make_event(title="Finit bientôt", rule=ended, first_day=date(2026, 3, 16), **full)
    make_event(title="Finit plus tard", rule=ended, first_day=date(2026, 3, 18), **full)
    make_event(title="A fini", rule=ended, first_day=date(2025, 6, 3), **full)
    make_event(title="A fini il y a longtemps", rule=ended, first_day=date(2025, 1, 7), **full)
    split = make_event(title="A une suite", rule=ended, first_day=date(2026, 1, 6), **full)
    EventPage.objects.filter(title="Finit plus tard").update(follows=split)
    response = staff.get(reverse(TO_COMPLETE))
    assert wants(response) == {
        "Rien": "Sans image, Sans lieu",
        "Dessiné": "Sans lieu",
        "Situé": "Sans image",
        "Brouillon": "Sans image",
        "Finit bientôt": "Passé sans suite",
        "A fini": "Passé sans suite",
    }
    assert response.context["filters"].form.fields["lack"].choices == [
        ("image", "Sans image (3)"),
        ("lieu", "Sans lieu (2)"),
        ("suite", "Passé sans suite (2)"),
    ]
    assert "6 événements à compléter" in response.content.decode()
    assert set(wants(staff.get(f"{reverse(TO_COMPLETE)}?lack=lieu&lack=suite"))) == {
        "Rien", "Dessiné", "Finit bientôt", "A fini",
    }  # fmt: skip
    sheet = b"".join(staff.get(f"{reverse(TO_COMPLETE)}?lack=lieu&export=csv").streaming_content).decode()
    rows = {row["Titre"]: row["Il manque"] for row in csv.DictReader(io.StringIO(sheet))}
    assert rows == {"Rien": "Sans image, Sans lieu", "Dessiné": "Sans lieu"}


# The month


def test_the_month_shows_everything_in_words(staff):
    make_event(
        title="Hebdomadaire",
        rule=Rule(Frequency.WEEKLY, count=3),
        exceptions=[
            {"kind": "cancelled", "original_day": date(2026, 3, 17)},
            {"kind": "moved", "original_day": date(2026, 3, 24), "new_day": date(2026, 3, 25)},
        ],
    )
    make_event(title="Fête", all_day=True, first_day=date(2026, 2, 27), last_day=date(2026, 3, 2))
    make_event(title="Reporté", status="postponed", first_day=date(2026, 3, 10), start_time=time(9, 30))
    make_event(
        title="Brouillon",
        publish_at=None,
        rule=Rule(Frequency.WEEKLY, weekdays=(Weekday.MONDAY,)),
        first_day=date(2026, 1, 5),
        exceptions=[{"kind": "cancelled", "original_day": date(2026, 3, 16)}],
    )
    make_event(title="Vieux brouillon", publish_at=None, first_day=date(2026, 2, 3))
    make_event(title="Ajouté", publish_at=None, first_day=date(2026, 2, 3), exceptions=[
        {"kind": "added", "original_day": date(2026, 3, 31)},
    ])  # fmt: skip
    make_partners_date(make_calendar(), 28, cancelled=True)
    draft, added = ("14 h", "Brouillon", "brouillon", "", ""), ("14 h", "Ajouté", "brouillon", "", "")
    assert month_of(staff.get(f"{reverse(MONTH)}?mois=2026-03")) == {
        1: [("suite", "Fête", "publie", "", "")],
        2: [("suite", "Fête", "publie", "", ""), draft],
        9: [draft],
        10: [("9 h 30", "Reporté", "publie", "Reporté", ""), ("14 h", "Hebdomadaire", "publie", "", "")],
        16: [("14 h", "Brouillon", "brouillon", "Annulé", "")],
        17: [("14 h", "Hebdomadaire", "publie", "Annulé", "")],
        23: [draft],
        25: [("14 h", "Hebdomadaire", "publie", "Déplacé, au lieu du mardi 24 mars 2026", "")],
        28: [("10 h", "Conte", "partenaire", "Annulé", "Agenda du Moulin")],
        30: [draft],
        31: [added],
    }


def test_the_month_is_a_table_of_weeks_and_leads_on(staff):
    make_agenda()
    response = staff.get(f"{reverse(MONTH)}?mois=2026-03")
    html = response.content.decode()
    assert [len(week) for week in response.context["weeks"]] == [7] * 6
    grid = html[html.index('class="agenda-month__grid"') :]
    assert re.findall(r'<th scope="col"[^>]*>(\w+)', grid)[:2] == ["Lundi", "Mardi"]
    assert (response.context["previous"], response.context["next"]) == (
        {"words": "février 2026", "url": f"{reverse(MONTH)}?mois=2026-02"},
        {"words": "avril 2026", "url": f"{reverse(MONTH)}?mois=2026-04"},
    )
    assert [cell.day for week in response.context["weeks"] for cell in week if cell.now] == [NOW.date()]


def test_the_first_and_the_last_month(staff):
    for asked, around in (("1900-01", ("1899-12", "1900-02")), ("2199-12", ("2199-11", "2200-01"))):
        context = staff.get(f"{reverse(MONTH)}?mois={asked}").context
        assert tuple(context[name]["url"][-7:] for name in ("previous", "next")) == around


def test_a_full_day_is_shortened_and_opens_whole(staff):
    calendar = make_calendar()
    for number in range(month.SHOWN_A_DAY + 3):
        make_partners_date(calendar, 12, title=f"Conte {number}")
    address = f"{reverse(MONTH)}?mois=2026-03"
    (cell,) = [cell for week in staff.get(address).context["weeks"] for cell in week if cell.lines]
    assert (len(cell.lines), cell.more) == (month.SHOWN_A_DAY, 3)
    assert cell.more_url == f"{address}&jour=2026-03-12#jour-2026-03-12"
    (cell,) = [cell for week in staff.get(f"{address}&jour=2026-03-12").context["weeks"] for cell in week if cell.lines]
    assert (len(cell.lines), cell.more) == (month.SHOWN_A_DAY + 3, 0)
