"""The search of the admin answers whatever is typed."""

import pytest
from django.test import Client
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.query import And, Phrase, PlainText

from core.models import User
from core.search_backend import plain

ADDRESSES = ["/admin/pages/search/", "/admin/pages/1/", "/admin/choose-page/search/", "/admin/images/"]
QUESTIONS = ['"', 'a "b', "a' b\"", "-a:b ^c* ()", "é", "\x00", "ع😀", "a" * 10_000, "a b " * 2_500, '"a" ' * 2_500]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_question_breaks_a_list_of_the_admin(client: Client, address: str) -> None:
    client.force_login(User.objects.create_superuser("equipe", password="une phrase assez longue"))
    answers = [client.get(address, {"q": question}).status_code for question in QUESTIONS]
    assert answers == [200] * len(QUESTIONS)


@pytest.mark.django_db
def test_the_words_between_quotation_marks_are_searched() -> None:
    root = Page.get_first_root_node()
    page = root.add_child(instance=Page(title="Ouverture du point de Lille"))
    backend = get_search_backend()
    assert [found.pk for found in backend.autocomplete('point "de Lil', Page)] == [page.pk]
    assert list(backend.search('" "', Page)) == []


def test_a_parsed_question_stays_unless_it_is_too_long() -> None:
    short = And([PlainText("point"), Phrase("de lille")])
    assert plain(short) is short
    assert plain(And([PlainText("a b"), Phrase("c")] * 100)) == " ".join(["a b c"] * 34)[:200].strip()
