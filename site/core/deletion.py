"""Deleting in the admin what other things hang on: refused in words, where Wagtail's own view would fail."""

from typing import Any

from django.contrib import messages
from django.db.models import ProtectedError
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
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


def kinds(refusal: ProtectedError) -> str:
    """Say what hangs on it, counted by kind: "3 séances, 1 série de séances"."""
    counts: dict[Any, int] = {}
    for one in refusal.protected_objects:
        counts[one._meta] = counts.get(one._meta, 0) + 1
    return ", ".join(
        f"{count} {meta.verbose_name if count == 1 else meta.verbose_name_plural}" for meta, count in counts.items()
    )
