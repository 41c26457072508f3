"""What the list of sessions says, ready for its template, which applies no rule of its own."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.offer_list.asked import Question, chosen, read_question
from booking.offer_list.choosing import Tally, found, groups, tally, unseen, ways_out
from booking.rows import by_day
from booking.selectors import courses, in_words, unknown_sentences
from core.words import number_words
from locations.finder.near import Near, near_words
from locations.selectors.meanings import Meaning

A_PAGE = 6  # with one a day, what keeps the page within 300 elements: old phones count them


class Counted(Paginator[Any]):
    """Pages of what was counted already."""

    def __init__(self, rows: Any, counts: Tally) -> None:
        """Take the count from the tally."""
        super().__init__(rows, A_PAGE)
        self.count = counts.total


def session_list(params: QueryDict, *, now: datetime, path: str) -> dict[str, Any]:
    """
    Return what the list shows for these parameters.

    Three queries at most; five more where a town is asked for, one for each name asked, two where nothing is found.
    """
    question = read_question(params)
    counts = tally(question, now=now)
    page = Counted(found(question, now=now).with_place(), counts).get_page(params.get("page"))
    sessions = list(page.object_list) if counts.total else []
    asked = in_words(question.where)
    in_force = chosen(question, asked)
    shown = groups(question, counts)

    def turned(number: int) -> str:
        return question.query(page=str(number)) if number > 1 else question.query() or path

    return {
        "question": question,
        "days": by_day(
            sessions, now=now, via=question.via, courses=courses(sessions, now=now), around=question.near.point
        ),
        "total_words": total_words(question, counts.total),
        "chips": [{"words": one.words, "url": one.left.query() or path} for one in in_force],
        "remarks": [*question.remarks, *unknown_sentences(asked)],
        "understood": question.near.remark,
        "towns": town_links(question, question.near.choices),
        "alike": town_links(question, question.near.alike),
        "unknown_town": question.near.q if question.near.is_unknown else "",
        "groups": shown,
        "unseen": unseen(question, shown),
        "empty_links": [{"words": _("Voir toutes les séances"), "url": path}],
        "ways_out": [] if counts.total else ways_out(question, in_force, now=now),
        "feed_url": f"/flux/seances.ics{feed_query(question)}",
        "rss_url": f"/flux/seances.rss{feed_query(question)}",
        "previous_url": turned(page.previous_page_number()) if page.has_previous() else "",
        "next_url": turned(page.next_page_number()) if page.has_next() else "",
        "page_words": _("Page %(page)s sur %(pages)s") % {"page": page.number, "pages": page.paginator.num_pages},
    }


def total_words(question: Question, total: int) -> str:
    """Return how many there are, as a sentence would: "12 séances à venir à moins de 10 km de Grenoble (38000)"."""
    said = ngettext("%s séance à venir", "%s séances à venir", total) % number_words(total)
    said = said if total else _("Aucune séance à venir")
    where = near_words(question.near)
    return f"{said} {f'({where})' if question.near.departement else where}".strip()


def feed_query(question: Question) -> str:
    """Return what a calendar can follow of it: what and where, whatever the days and the places left."""
    return Question(where=question.where, near=question.near).query()


def town_links(question: Question, meanings: tuple[Meaning, ...]) -> list[dict[str, str]]:
    """Return what may have been meant, each as a link to exactly that."""
    return [
        {"words": one.label, "departement": one.detail, "url": Question(near=Near(one.query), via=question.via).query()}
        for one in meanings
    ]
