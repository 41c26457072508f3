"""How what is framed looks, who may frame it, and how its views are counted."""

from datetime import date
from threading import Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, connection
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from locations.choices import FrameKind
from locations.framing import counting
from locations.framing.look import DARK_GROUND, LIGHT_GROUND, Look, contrast, read_colour, readable
from locations.framing.origins import (
    MOST_ORIGINS,
    PRESETS,
    InvalidOrigin,
    ancestors,
    is_origin,
    read_origin,
    validate_origins,
    with_and_without_www,
)
from locations.models import FrameViews, Organisation

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
HEX = st.text("0123456789abcdef", min_size=6, max_size=6)


def look(query: str) -> Look:
    return Look.from_query(QueryDict(query))


# Colours


@given(HEX)
def test_any_colour_can_be_read_on_both_grounds(colour):
    chosen = look(f"accent={colour}")

    assert contrast(chosen.on_light, LIGHT_GROUND) >= 4.5
    assert contrast(chosen.on_dark, DARK_GROUND) >= 4.5


@pytest.mark.parametrize(
    ("asked", "on_light", "on_dark"),
    [
        ("0a5a57", "0a5a57", "548c89"),
        ("000000", "000000", "858585"),
        ("ffffff", "757575", "ffffff"),
        ("ffc43a", "917021", "ffc43a"),
    ],
)
def test_a_colour_that_is_read_stays_and_another_is_changed_as_little_as_it_takes(asked, on_light, on_dark):
    chosen = look(f"accent={asked}")

    assert (chosen.on_light, chosen.on_dark) == (on_light, on_dark)


def test_contrast_is_that_of_wcag():
    assert contrast("000000", "ffffff") == pytest.approx(21)
    assert contrast("777777", "ffffff") == pytest.approx(4.478, abs=0.001)
    assert readable("777777", "ffffff") == "767676"


@pytest.mark.parametrize(
    ("written", "read"),
    [("#AA3333", "aa3333"), ("a33", "aa3333"), (" aa3333 ", "aa3333"), ("red", ""), ("aa33331", ""), ("٣٣٣٣٣٣", "")],
)
def test_a_colour_is_six_digits(written, read):
    assert read_colour(written) == read


def test_an_accent_is_one_rule_for_each_ground():
    assert look("").style == ""
    assert look("accent=ffc43a").style == ".frame{--press:#917021}"
    assert look("accent=ffc43a&couleurs=sombre").style == ".frame{--press:#ffc43a}"
    assert look("accent=ffc43a&couleurs=auto").style == (
        ".frame{--press:#917021}@media(prefers-color-scheme:dark){.frame{--press:#ffc43a}}"
    )


def test_headings_follow_each_other_and_stop_at_the_sixth():
    assert [(look(f"titre={n}").titre, look(f"titre={n}").under, look(f"titre={n}").below) for n in (2, 4, 5, 6)] == [
        (2, 3, 4),
        (4, 5, 6),
        (5, 6, 6),
        (6, 6, 6),
    ]


# Origins


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("https://www.exemple.fr", "https://www.exemple.fr"),
        ("  https://WWW.Exemple.FR/  ", "https://www.exemple.fr"),
        ("https://exemple.fr:443/", "https://exemple.fr"),
        ("https://exemple.fr:8443", "https://exemple.fr:8443"),
        ("https://médiathèque.exemple", "https://xn--mdiathque-53af.exemple"),
        ("https://xn--mdiathque-53af.exemple", "https://xn--mdiathque-53af.exemple"),
        ("https://192.0.2.7", "https://192.0.2.7"),
        ("http://127.0.0.1:8001", "http://127.0.0.1:8001"),
        ("http://localhost:8001", "http://localhost:8001"),
    ],
)
def test_an_origin_is_kept_in_one_form(written, origin):
    assert read_origin(written) == origin
    assert is_origin(origin)


WRONG = [
    "",
    "exemple.fr",
    "http://exemple.fr",
    "ftp://exemple.fr",
    "javascript:alert(1)",
    "data:text/html,<p>",
    "//exemple.fr",
    "https://",
    "https:///exemple.fr",
    "https://exemple.fr/agenda",
    "https://exemple.fr/?a=1",
    "https://exemple.fr#a",
    "https://qui@exemple.fr",
    "https://qui:mot@exemple.fr",
    "https://*.exemple.fr",
    "https://*",
    "*",
    "'self'",
    "https://exemple.fr https://autre.fr",
    "https://exemple.fr;script-src *",
    "https://exemple.fr,https://autre.fr",
    "https://exemple.fr\r\nSet-Cookie: a=1",
    "https://exem\nple.fr",
    "https://exem\tple.fr",
    "https://exemple.fr\x00",
    "https://exemple\u2028.fr",
    "https://exemple.fr\u00a0a",
    "https://exemple.fr:0",
    "https://exemple.fr:",
    "https://exemple.fr:99999",
    "https://exemple.fr:port",
    "https://exemple..fr",
    "https://-exemple.fr",
    "https://exemple-.fr",
    "https://exem_ple.fr",
    "https://exemple.fr\\@autre.fr",
    "https://[::1]",
    "https://[::1",
    "https://" + "a" * 64 + ".fr",
    "https://" + "a." * 127 + "fr",
    "https://%65xemple.fr",
]


@pytest.mark.parametrize("written", WRONG)
def test_what_is_no_sites_address_is_refused_with_a_sentence(written):
    with pytest.raises(InvalidOrigin) as refused:
        read_origin(written)
    assert str(refused.value).startswith("« ")


@given(st.text(max_size=80))
def test_nothing_but_an_origin_reaches_the_header(text):
    for written in (text, f"https://{text}", f"https://exemple.fr{text}", f"https://a.{text}.fr"):
        try:
            origin = read_origin(written)
        except InvalidOrigin:
            continue
        assert read_origin(origin) == origin
        assert set(origin) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-:/")
        assert origin.count("/") == 2


def test_a_site_is_known_with_and_without_www():
    assert with_and_without_www("https://www.exemple.fr") == ["https://www.exemple.fr", "https://exemple.fr"]
    assert with_and_without_www("https://exemple.fr:8443") == ["https://exemple.fr:8443", "https://www.exemple.fr:8443"]
    assert with_and_without_www("http://localhost:8001") == ["http://localhost:8001"]
    assert with_and_without_www("https://192.0.2.7") == ["https://192.0.2.7"]
    assert with_and_without_www("https://www.fr") == ["https://www.fr", "https://fr"]


def test_who_may_frame_is_each_once_and_nothing_else_whatever_is_stored():
    stored = ["https://b.fr", "https://a.fr;script-src *", "https://b.fr", None, 3, {"a": 1}, "https://a.fr\nX: 1", "*"]

    assert ancestors(stored, ["wix", "rien", None]) == ["https://b.fr", *PRESETS["wix"].origins]
    assert len(ancestors([f"https://{n}.fr" for n in range(50)], [])) == MOST_ORIGINS


def test_a_list_of_origins_is_checked():
    validate_origins(["https://a.fr", "http://127.0.0.1:8001"])
    for wrong in ("https://a.fr", ["https://a.fr/"], ["https://A.fr"], [None], [f"https://{n}.fr" for n in range(21)]):
        with pytest.raises(ValidationError):
            validate_origins(wrong)


# Counting


@pytest.fixture
def moulin(db) -> Organisation:
    return Organisation.objects.create(name="Le Moulin", slug="moulin")


def views() -> list[tuple[date, str, int]]:
    return sorted(FrameViews.objects.values_list("day", "kind", "views"))


def test_views_are_added_to_the_days_count(moulin):
    for day, kind, times in ((MONDAY, FrameKind.LIST, 3), (MONDAY, FrameKind.MAP, 1), (TUESDAY, FrameKind.LIST, 1)):
        for _time in range(times):
            counting.count(moulin.pk, kind, day=day)
    assert views() == []
    assert counting.write() == 5
    assert counting.write() == 0
    counting.count(moulin.pk, FrameKind.LIST, day=MONDAY)
    assert counting.write() == 1

    assert views() == [(MONDAY, "carte", 1), (MONDAY, "liste", 4), (TUESDAY, "liste", 1)]


def test_an_organisation_that_is_gone_is_not_counted(moulin):
    counting.count(moulin.pk, FrameKind.LIST, day=MONDAY)
    counting.count(moulin.pk + 1_000, FrameKind.LIST, day=MONDAY)

    assert counting.write() == 1
    assert views() == [(MONDAY, "liste", 1)]


def test_what_cannot_be_written_is_kept(moulin):
    def refuse(*_arguments: object) -> None:
        raise Error("the database is gone")

    counting.count(moulin.pk, FrameKind.LIST, day=MONDAY)
    with connection.execute_wrapper(refuse):
        assert counting.write() == 0
    assert counting.write() == 1


def test_threads_count_as_one(moulin):
    def visit() -> None:
        for _time in range(500):
            counting.count(moulin.pk, FrameKind.LIST, day=MONDAY)

    threads = [Thread(target=visit) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert counting.write() == 2_000
