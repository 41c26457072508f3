"""Every address of the admin, and of its API, by each kind of person: nobody enters where the table does not say so."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Site, Task, Workflow

from booking.tests.factories import make_booking, make_series, make_session, make_webhook
from core.models import Document, Image, User
from core.tests.admin_addresses import DOORSTEP, Address, addresses, table
from events.tests.factories import NOW, make_calendar, make_event
from home.services.roles import COMMUNICATION, FACILITATORS, WRITERS, ensure_roles
from locations.models import Invitation, Organisation, PlaceReport
from locations.services.collections import ensure_collection
from locations.services.members import join
from locations.tests.factories import make_place

pytestmark = pytest.mark.django_db

HIDDEN, REFUSED, LOGIN, NO_SUCH_METHOD = "hidden", "refused", "sign in first", "no such method"
OUT = {HIDDEN, REFUSED, NO_SUCH_METHOD}
HOME = "/admin/"
"""Where Wagtail leads who may not, with a sentence."""

GROUPS = {"c": COMMUNICATION, "r": WRITERS, "m": FACILITATORS}
ALL = list(addresses())


@dataclass(frozen=True)
class Things:
    """What an organisation owns, as addresses name it."""

    values: dict[str, Any]
    keys: dict[str, Any]
    """`pk`, by namespace: what it names there."""

    def url(self, address: Address) -> str:
        namespace = address.name.rpartition(":")[0]
        given = {
            name: self.keys.get(address.name, self.keys.get(namespace, NOBODYS)) if name == "pk" else self.values[name]
            for name in address.takes
        }
        query = f"?id={self.keys.get(namespace, self.values['object_id'])}"
        return reverse(address.name, kwargs=given) + query


LATER = datetime(2030, 1, 1, tzinfo=UTC)

BY_ID = {"admin_sessions:call_off", "admin_sessions:restore", "wagtail_bulk_action"}
"""What names things in its query alone."""

NOBODYS = 1
"""A key that names nothing, or nothing of anybody's."""


def make_things(slug: str) -> Things:
    organisation = Organisation.objects.create(name=slug, slug=slug)
    collection = ensure_collection(organisation)
    place = make_place(name=slug, operator=organisation)
    revision = place.save_revision()
    session = make_session(location=place, host=organisation)
    series = make_series(location=place, host=organisation, activity=session.activity)
    booking = make_booking(session)
    calendar = make_calendar(organisation=organisation)
    report = PlaceReport.objects.create(location=place, kind="autre", created_at=NOW)
    picture = Image.objects.create(title=slug, file=get_test_image_file(), collection=collection)
    paper = Document.objects.create(title=slug, file=ContentFile(b"x", "x.txt"), collection=collection)
    event = make_event(location=place)
    parent = event.get_parent().pk
    webhook = make_webhook(organisation)
    invitation = Invitation.objects.create(
        organisation=organisation, email="x@exemple.invalid", token_hash=slug, created_at=NOW, expires_at=LATER
    )
    colleague = User.objects.create_user(username=f"{slug}-collegue")
    join(user=colleague, organisation=organisation, now=NOW)
    keys = {
        "space:withdraw": invitation.pk,
        "space:remove": colleague.memberships.get().pk,
        **dict.fromkeys(("space:webhook", "space:webhook_removal"), webhook.pk),
        **dict.fromkeys(("wagtailsnippets_locations_location", "wagtailsnippetchoosers_locations_location"), place.pk),
        **dict.fromkeys(
            ("wagtailsnippets_locations_placereport", "wagtailsnippetchoosers_locations_placereport"), report.pk
        ),
        **dict.fromkeys(
            ("wagtailsnippets_locations_organisation", "wagtailsnippetchoosers_locations_organisation"), organisation.pk
        ),
        "admin_sessions": session.pk,
        "admin_series": series.pk,
        "admin_bookings": booking.pk,
        "admin_activities": session.activity_id,
        "external_calendars": calendar.pk,
        "affected": place.pk,
        "wagtailimages_chooser": picture.pk,
        "wagtaildocs_chooser": paper.pk,
        "wagtailadmin_api:images": picture.pk,
        "wagtailadmin_api:documents": paper.pk,
        "wagtailadmin_pages": event.pk,
        "wagtailadmin_collections": collection.pk,
        "wagtailadmin_workflows": Workflow.objects.get().pk,
        "wagtailsites": Site.objects.get(is_default_site=True).pk,
        "wagtailusers_users": User.objects.get(username="c").pk,
        "wagtailusers_groups": Group.objects.get(name=COMMUNICATION).pk,
    }
    values = {
        **dict.fromkeys(("page_id", "page_pk", "page_to_move_id"), event.pk),
        **dict.fromkeys(("parent_page_id", "destination_id"), parent),
        **dict.fromkeys(("document_id", "doc_id"), paper.pk),
        **dict.fromkeys(("app_name", "app_label"), "locations"),
        **dict.fromkeys(
            ("task_state_id", "workflow_state_id", "uploaded_file_id", "redirect_id", "session_id"), NOBODYS
        ),
        **dict.fromkeys(("uidb64", "token"), "x"),
        "object_id": place.pk,
        "model_name": "location",
        "action": "verify",
        "content_type_app_name": "events",
        "content_type_model_name": "eventpage",
        "slug": slug,
        "image_id": picture.pk,
        "filter_spec": "max-100x100",
        "collection_id": collection.pk,
        "revision_id": revision.pk,
        "revision_id_a": "earliest",
        "revision_id_b": "latest",
        "task_id": Task.objects.get().pk,
        "workflow_pk": Workflow.objects.get().pk,
        "action_name": "publish",
        "place": booking.attendances.get().pk,
        "doing": "confirmer",
        "day": "2026-03-10",
    }
    return Things(values, keys)


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Callable[..., str]:
    """
    Return what asks an address, says what came of it, and then undoes what was done and who was forgotten.

    Who enters is known before a screen is drawn, and drawing all of them would take a minute.
    """
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "redirects" not in name]  # asks about each 404
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    monkeypatch.setattr(Template, "render", lambda *args, **kwargs: "")
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)

    def outcome(client: Client, method: str, url: str) -> str:
        cookies = client.cookies.copy()
        mark = transaction.savepoint()
        response = getattr(client, method)(url)
        transaction.savepoint_rollback(mark)
        client.cookies = cookies
        if response.status_code == 302 and response["Location"] == HOME:
            return REFUSED
        if response.status_code == 302 and response["Location"].startswith(reverse("wagtailadmin_login")):
            return LOGIN
        return {403: REFUSED, 404: HIDDEN, 405: NO_SUCH_METHOD}.get(response.status_code, str(response.status_code))

    return outcome


@pytest.fixture
def own() -> Things:
    ensure_roles()
    for username, group in GROUPS.items():
        User.objects.create_user(username=username).groups.add(Group.objects.get(name=group))
    User.objects.create_superuser(username="a", email="a@exemple.invalid")
    return make_things("notre")


def signed_in(username: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username=username))
    return client


def test_the_table_names_every_address_and_no_other() -> None:
    assert {address.name for address in ALL} == {*table(), *DOORSTEP}


@pytest.mark.once
def test_a_partner_enters_at_what_its_organisations_own_and_nowhere_else(own: Things, ask: Callable[..., str]) -> None:
    others, who, wrong, broken = make_things("autre"), table(), [], []
    partner = User.objects.create_user(username="p")
    join(user=partner, organisation=Organisation.objects.get(slug="notre"), now=NOW)
    client = signed_in("p")
    for address in ALL:
        if address.name in DOORSTEP:
            continue
        letters = who.get(address.name, "")
        is_open = bool({"p", "P"} & {*letters})
        names_something = address.takes or address.name in BY_ID
        # A closed door does not look at what is named, nor at the method: there two of the four are asked.
        at_own = {ask(client, method, own.url(address)) for method in (("get", "post") if is_open else ("get",))}
        methods = ("get", "post") if is_open and names_something else () if is_open else ("post",)
        at_others = {ask(client, method, others.url(address)) for method in methods} or at_own
        enters = not at_own <= OUT
        is_there = not at_others <= (OUT - {REFUSED} if "p" in letters else OUT)
        if (enters, is_there) != (is_open, "P" in letters):
            wrong.append((address.name, letters, at_own, at_others))
        broken += [address.name] if "500" in at_own | at_others else []
    assert (wrong, broken) == ([], [])


@pytest.mark.once
def test_who_has_not_signed_in_stands_on_the_doorstep(own: Things, ask: Callable[..., str]) -> None:
    client = Client(raise_request_exception=False)
    past = {name.name for name in ALL for method in ("get", "post") if ask(client, method, own.url(name)) != LOGIN}
    assert past == DOORSTEP


@pytest.mark.once
@pytest.mark.parametrize("username", ["a", "c", "r", "m"])
def test_staff_enter_where_their_group_says(own: Things, ask: Callable[..., str], username: str) -> None:
    client, who, wrong = signed_in(username), table(), []
    for address in ALL:
        letters = who.get(address.name, "?")
        if "?" in letters or (username == "a" and "a" in letters):  # Django's own rule: a superuser may everything
            continue
        outcome = ask(client, "get", own.url(address))
        if outcome == NO_SUCH_METHOD:
            outcome = ask(client, "post", own.url(address))
        if (outcome not in OUT) != (username in letters):
            wrong.append((address.name, letters, outcome))
    assert wrong == []
