from datetime import UTC, date, datetime

import pytest
from django.http import QueryDict

from events.agenda.filters import Filters, days_of, read_filters
from events.choices import View, When
from events.selectors.agenda import events_matching, external_matching, occurrences_matching, sessions_matching
from events.tests.factories import NOW, make_event, make_external_date, make_place, make_session
from locations.models import Commune
from locations.tests.factories import load_some_towns

pytestmark = pytest.mark.django_db


def read(query: str, *, now: datetime = NOW) -> Filters:
    return read_filters(QueryDict(query), now=now)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("", ""),
        ("lieu=b&type=x&lieu=a&du=2026-03-04", "?du=2026-03-04&lieu=a&lieu=b&type=x"),
        ("vue=mois&mois=2026-11&type=forum", "?type=forum&vue=mois&mois=2026-11"),
        ("semaine=2026-w48&vue=semaine", "?vue=semaine&semaine=2026-W48"),
        ("semaine=2026-W48&mois=2026-11&vue=liste", ""),
        ("annee=2014", "?periode=passe&annee=2014"),
        ("annee=2014&vue=mois&periode=passe", "?vue=mois"),
        ("public=seniors&public=jeunes&quand=ce-week-end", "?quand=ce-week-end&public=jeunes&public=seniors"),
        ("lon=5.724523&lat=45.188529&rayon=10.0", "?lat=45.189&lon=5.725"),
        ("lat=45,188529&lon=5.724523&rayon=5", "?lat=45.189&lon=5.725&rayon=5"),
    ],
)
def test_one_question_is_one_string(asked, told):
    assert read(asked).query() == told
    assert read(told[1:]).query() == told


def test_a_calendar_follows_whatever_the_days_and_the_view():
    filters = read("quand=ce-mois&du=2026-01-01&vue=semaine&semaine=2026-W48&lieu=la")
    assert filters.without_days().query() == "?lieu=la"
    assert (bool(filters), bool(read("vue=mois&mois=2026-01")), bool(Filters())) == (True, False, False)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("vue=carte", "Nous ne connaissons pas «\u00a0carte\u00a0»."),
        ("quand=hier", "Nous ne connaissons pas «\u00a0hier\u00a0»."),
        ("periode=future", "Nous ne connaissons pas «\u00a0future\u00a0»."),
        ("mois=2026-13", "«\u00a02026-13\u00a0» n'est pas un mois\u00a0: écrivez-le comme 2026-03."),
        ("semaine=2026-W54", "«\u00a02026-W54\u00a0» n'est pas une semaine\u00a0: écrivez-la comme 2026-W10."),
        ("semaine=0001-W01", "«\u00a00001-W01\u00a0» n'est pas une semaine\u00a0: écrivez-la comme 2026-W10."),
        ("annee=0", "«\u00a00\u00a0» n'est pas une année."),
        ("public=martiens", "Public inconnu : «\u00a0martiens\u00a0»."),
        ("lat=95&lon=2", "Cette position n'existe pas : écrivez votre ville ou votre code postal."),
        ("rayon=-3", "La distance demandée n'est pas un nombre de kilomètres entre 1 et 300."),
    ],
)
def test_an_unknown_value_gets_a_sentence_and_is_left_out(query, sentence):
    filters = read(query)
    assert filters.remarks == (sentence,)
    assert filters.query() == ""


@pytest.mark.parametrize(
    ("when", "today", "days"),
    [
        ("aujourd-hui", date(2026, 3, 3), (date(2026, 3, 3), date(2026, 3, 3))),
        ("cette-semaine", date(2026, 3, 3), (date(2026, 3, 3), date(2026, 3, 8))),
        ("ce-week-end", date(2026, 3, 3), (date(2026, 3, 7), date(2026, 3, 8))),
        ("ce-week-end", date(2026, 3, 7), (date(2026, 3, 7), date(2026, 3, 8))),
        ("ce-week-end", date(2026, 3, 8), (date(2026, 3, 8), date(2026, 3, 8))),
        ("ce-mois", date(2024, 2, 3), (date(2024, 2, 3), date(2024, 2, 29))),
        ("ce-mois", date(2026, 12, 31), (date(2026, 12, 31), date(2026, 12, 31))),
    ],
)
def test_days_by_name(when, today, days):
    assert days_of(When(when), today=today) == days


def test_days_are_those_of_all_that_is_asked_on_the_clock_of_paris():
    late = datetime(2026, 3, 3, 23, 30, tzinfo=UTC)
    assert read("quand=aujourd-hui", now=late).days == (date(2026, 3, 4), date(2026, 3, 4))
    assert read("quand=ce-mois&du=2026-03-10", now=late).days == (date(2026, 3, 10), date(2026, 3, 31))
    assert read("annee=2014&au=2014-06-11").days == (date(2014, 1, 1), date(2014, 6, 11))
    assert read("vue=semaine&semaine=2026-W01").week == date(2025, 12, 29)
    assert read("vue=mois&mois=2026-02").month == date(2026, 2, 1)
    assert read("vue=mois").view is View.MONTH


def test_for_whom():
    make_event(title="Pour tous")
    make_event(title="Seniors", publics=["seniors", "femmes"])
    make_event(title="Jeunes", publics=["jeunes"])
    make_session()
    found = {query: titles(query) for query in ("public=seniors", "public=jeunes&public=femmes", "public=etudiants")}
    assert found == {
        "public=seniors": ["Pour tous", "Seniors"],
        "public=jeunes&public=femmes": ["Jeunes", "Pour tous", "Seniors"],
        "public=etudiants": ["Pour tous"],
    }
    assert sessions_matching(read("public=seniors"), now=NOW).count() == 1


def titles(query: str) -> list[str]:
    return sorted(events_matching(read(query)).values_list("title", flat=True))


@pytest.fixture
def around_grenoble():
    """Return what happens at a place, by a commune, in a session, from a partner; and as much in Paris."""
    load_some_towns()
    for code, town, lat, lon, postcode in (
        ("38", "Grenoble", 45.19, 5.73, "38000"),
        ("75", "Paris", 48.86, 2.35, "75004"),
    ):
        place = make_place(town=town, departement=code, latitude=lat, longitude=lon, postcode=postcode)
        make_event(title=f"Au lieu, {town}", location=place)
        commune = Commune.objects.filter(departement=code, kind="commune-actuelle").order_by("-population").first()
        make_event(title=f"À l'adresse, {town}", address="1 rue d'ici", commune=commune)
        make_session(location=place)
        make_external_date(title=f"Du partenaire, {town}", location=place)
        make_external_date(title=f"Du partenaire, {town}, sans lieu")
    make_event(title="Nulle part")


@pytest.mark.parametrize(
    ("query", "canonical", "town"),
    [
        ("q=grenoble", "?q=Grenoble+38000", "Grenoble"),
        ("lat=45.19&lon=5.73&rayon=2", "?lat=45.19&lon=5.73&rayon=2", "Grenoble"),
        ("q=Isere", "?q=Is%C3%A8re+%2838%29", "Grenoble"),
        ("departement=75", "?departement=75", "Paris"),
    ],
)
def test_near_a_town(around_grenoble, query, canonical, town):
    filters = read(query)
    assert filters.query() == canonical
    assert titles(query) == [f"Au lieu, {town}", f"À l'adresse, {town}"]
    assert occurrences_matching(filters).count() == 2
    assert [one.location.town for one in sessions_matching(filters, now=NOW)] == [town]
    assert [one.title for one in external_matching(filters)] == [f"Du partenaire, {town}"]
