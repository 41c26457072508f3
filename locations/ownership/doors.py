"""
Which screens of the admin a partner enters: those that are held to its organisations, and a few that are nobody's.

Wagtail's own screens know pages, collections, reports and settings, but not whose a thing is; so that none of them has
to be trusted, nor any that a later version brings, a partner is answered 404 wherever this module opens no door. A view
class of ours says `open_to_partners = True`, and then answers for what it shows. Who was a partner, and still has the
way in, finds no other door.
"""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.images import get_image_model
from wagtail.permissions import policy_registry

from locations.ownership.members import is_guest
from locations.ownership.policy import OwnedPolicy

ADMIN = "admin/"
BULK = "wagtail_bulk_action"
LONGEST_KEY = 19
"""Figures of the largest primary key."""

ANYBODYS = frozenset(
    {
        "wagtailadmin_home",
        "wagtailadmin_account",
        "wagtailadmin_login",
        "wagtailadmin_logout",
        "wagtailadmin_password_reset",
        "wagtailadmin_password_reset_done",
        "wagtailadmin_password_reset_confirm",
        "wagtailadmin_password_reset_complete",
        "wagtailadmin_dismissibles",
        "wagtailadmin_sprite",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_editing_sessions:ping",  # asks the policy of the thing that is open
        "wagtailadmin_editing_sessions:release",
    }
)
"""What shows a person nothing but their own."""

IMAGES = frozenset(
    {
        *(f"wagtailimages:{name}" for name in ("index", "index_results", "edit", "delete", "image_usage")),
        *(f"wagtailimages:{name}" for name in ("add", "add_multiple", "edit_multiple", "delete_multiple")),
        "wagtailimages:create_multiple_from_uploaded_image",
        "wagtailimages:delete_upload_multiple",
        *(f"wagtailimages_chooser:{name}" for name in ("choose", "choose_results", "chosen", "chosen_multiple")),
        "wagtailimages_chooser:create",
    }
)
"""Held to the organisation's collection by the policy of images."""

COMMUNES = frozenset(f"communes:{name}" for name in ("choose", "choose_results", "chosen"))
"""Public facts, which nobody changes."""


class PartnersDoors:
    """Answer a partner 404 where no door is open, and whoever is not staff of a kind of thing when it is many's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on: all is decided once the view is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """:raises Http404: closed."""
        match = request.resolver_match
        if match is None or not match.route.startswith(ADMIN) or not request.user.is_authenticated:
            return
        if match.view_name == BULK:
            if not _bulk_is_open(request, kwargs):
                raise Http404
        elif is_guest(request.user) and not (is_open(match) and _image_is_own(request.user, match)):
            raise Http404


def is_open(match: ResolverMatch) -> bool:
    """Whether partners have a door there."""
    if match.view_name in ANYBODYS | IMAGES | COMMUNES:
        return True
    return bool(getattr(getattr(match.func, "view_class", None), "open_to_partners", False))


def leads_somewhere(url: str) -> bool:
    """Whether a link of the menu leads through an open door."""
    try:
        return is_open(resolve(url))
    except Resolver404:
        return False


def _image_is_own(user: Any, match: ResolverMatch) -> bool:
    """Whether the address names no picture, or one of the organisation's: Wagtail would say that it is another's."""
    key = str(match.kwargs.get("image_id", match.kwargs.get("pk", "")))
    if match.view_name not in IMAGES or not key:
        return True
    return key.isdecimal() and len(key) < LONGEST_KEY and _own_images(user).filter(pk=key).exists()


def _own_images(user: Any) -> QuerySet[Any]:
    policy = policy_registry.get_by_type(get_image_model())
    images: QuerySet[Any] = policy.instances_user_has_any_permission_for(user, {"change", "delete", "choose"})
    return images


def _bulk_is_open(request: HttpRequest, kwargs: dict[str, Any]) -> bool:
    """
    Whether this person may do this to all the things that the address names.

    Wagtail's own screen would name those that it leaves, whosever they are.
    """
    action = bulk_action_registry.get_bulk_action_class(kwargs["app_label"], kwargs["model_name"], kwargs["action"])
    if action is None:
        return True  # Wagtail's own 404
    model = apps.get_model(kwargs["app_label"], kwargs["model_name"])
    policy = policy_registry.get_by_type(model)
    if model is get_image_model():
        return not is_guest(request.user) or _all_are_among(_own_images(request.user), request)
    if not isinstance(policy, OwnedPolicy):
        return not is_guest(request.user)
    if policy.is_staff(request.user):
        return True
    own = policy.seen_by(request.user, model._default_manager.all())
    return getattr(action, "open_to_partners", False) and _all_are_among(own, request)


def _all_are_among(own: QuerySet[Any], request: HttpRequest) -> bool:
    chosen = set(request.GET.getlist("id")) - {"all"}
    if not all(key.isdecimal() and len(key) < LONGEST_KEY for key in chosen):
        return False
    return own.filter(pk__in=chosen).count() == len(chosen)
