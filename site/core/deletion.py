"""Deleting in the admin what other things hang on: refused in words, where Wagtail's own view would fail."""

from typing import Any

from django.contrib import messages
from django.db import router
from django.db.models import ProtectedError
from django.db.models.deletion import Collector
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from wagtail.admin.views.generic import DeleteView


class RefusingDeleteView(DeleteView):
    """Wagtail's own, which says why it does not delete what a foreign key protects."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Delete, or say what hangs on it."""
        try:
            response: HttpResponse = super().form_valid(form)
        except ProtectedError as refusal:
            messages.error(
                self.request, f"« {self.object} » est utilisé et ne peut pas être supprimé : {kinds(refusal)}."
            )
            return HttpResponseRedirect(self.get_success_url())
        return response


def refuse_together(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> HttpResponse | None:
    """Refuse, before Wagtail deletes several rows at once, what a foreign key protects (`before_bulk_action`)."""
    if action_type != "delete" or not objects:
        return None
    try:
        Collector(using=router.db_for_write(type(objects[0]))).collect(objects)
    except ProtectedError as refusal:
        messages.error(request, f"Rien n'a été supprimé : ce que vous avez choisi est utilisé ({kinds(refusal)}).")
        return HttpResponseRedirect(action.next_url)
    return None


def kinds(refusal: ProtectedError) -> str:
    """Say what hangs on it, counted by kind: "3 séances, 1 série de séances"."""
    counts: dict[Any, int] = {}
    for one in refusal.protected_objects:
        counts[one._meta] = counts.get(one._meta, 0) + 1
    return ", ".join(
        f"{count} {meta.verbose_name if count == 1 else meta.verbose_name_plural}" for meta, count in counts.items()
    )
