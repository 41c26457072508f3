"""« Sites » : where the organisation's sessions may be shown, added and taken away by its own members."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import path
from wagtail.log_actions import log

from locations.framing.origins import MOST_ORIGINS, PRESETS, InvalidOrigin, read_origin
from locations.models import Organisation
from locations.services import sites as services
from locations.space.registry import Screen
from locations.space.screen import OrganisationScreen

CHANGED = "locations.sites"
WITHIN = "Le changement vaut dans la minute."


class SiteForm(forms.Form):
    """One more site."""

    address = forms.CharField(
        label="Adresse de votre site",
        max_length=300,
        help_text="Par exemple : https://www.exemple.fr. Vous pouvez coller l'adresse d'une de ses pages.",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"}),
        error_messages={
            "required": "Écrivez l'adresse de votre site.",
            "max_length": "Cette adresse est trop longue : gardez seulement le début, jusqu'au nom du site.",
        },
    )
    with_www = forms.BooleanField(
        label="Avec et sans « www »", required=False, initial=True, help_text="La plupart des sites ont les deux."
    )

    def clean_address(self) -> str:
        """Keep the site's own address, whatever of its pages was pasted."""
        try:
            return read_origin(services.site_of(self.cleaned_data["address"]))
        except InvalidOrigin as error:
            raise ValidationError(str(error)) from error


class PresetsForm(forms.Form):
    """The tools whose frames stand on addresses that change."""

    presets = forms.MultipleChoiceField(
        label="Votre site est fait avec",
        required=False,
        choices=[(key, f"{preset.name}. {preset.advice}") for key, preset in PRESETS.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=(
            "Ces outils montrent ce qu'on y colle depuis des adresses qui changent. Cochez le vôtre : tous les sites "
            "faits avec lui pourront alors montrer vos séances, qui sont publiques."
        ),
        error_messages={"invalid_choice": "Choisissez parmi les outils proposés."},
    )


class SitesScreen(OrganisationScreen):
    """The sites, one more, one less, and the tools; each form says in `choix` which it is."""

    template_name = "locations/space/sites.html"
    screen = "sites"
    page_title = "Sites"
    header_icon = "site"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do what was chosen."""
        does: dict[str, Callable[[], HttpResponse]] = {
            "ajouter": self.add,
            "retirer": self.remove,
            "outils": self.choose_presets,
        }
        return does.get(request.POST.get("choix", ""), self.nothing)()

    def add(self) -> HttpResponse:
        """Let one more site show them."""
        form = SiteForm(self.request.POST)
        if not form.is_valid():
            return self.refuse(form=form)
        origin = form.cleaned_data["address"]
        try:
            added = services.allow(self.organisation, origin, with_www=form.cleaned_data["with_www"])
        except services.TooManySites as refusal:
            form.add_error("address", str(refusal))
            return self.refuse(form=form)
        if not added:
            return self.done(f"{origin} est déjà dans la liste.")
        return self.changed(f"{' et '.join(added)} : vos séances peuvent s'y afficher. {WITHIN}")

    def remove(self) -> HttpResponse:
        """Let one site show them no more."""
        origin = self.request.POST.get("site", "")
        if not services.refuse(self.organisation, origin):
            return self.done("Ce site n'était plus dans la liste.")
        return self.changed(f"{origin} ne peut plus afficher vos séances. {WITHIN}")

    def choose_presets(self) -> HttpResponse:
        """Take the tools that are ticked, and no others."""
        form = PresetsForm(self.request.POST)
        if not form.is_valid():
            return self.refuse(presets=form)
        services.choose_presets(self.organisation, form.cleaned_data["presets"])
        return self.changed(f"C'est enregistré. {WITHIN}")

    def changed(self, sentence: str) -> HttpResponse:
        """Keep in the history that the list was changed."""
        log(instance=self.organisation, action=CHANGED, user=self.request.user)
        return self.done(sentence)

    def nothing(self) -> HttpResponse:
        """Answer a form that is none of ours."""
        return self.done("Rien n'a été changé.")

    def get_context_data(
        self, form: SiteForm | None = None, presets: PresetsForm | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        """Give the list and the forms."""
        return super().get_context_data(
            **{
                "sites": self.organisation.embed_origins,
                "most": MOST_ORIGINS,
                "form": form or SiteForm(),
                "presets": presets or PresetsForm(initial={"presets": self.organisation.embed_presets}),
                **kwargs,
            }
        )


def said(organisation: Organisation, now: datetime) -> str:
    """Return how many there are, in words."""
    named = [PRESETS[key].name for key in organisation.embed_presets if key in PRESETS]
    count = len(organisation.embed_origins)
    sites = [f"{count} adresse{'s' if count > 1 else ''}"] if count or not named else []
    return ", ".join([*sites, *named]) if count or named else "Aucun site encore"


SCREEN = Screen(
    "sites",
    "Sites",
    "site",
    20,
    what="Les sites internet qui peuvent afficher vos séances. Les autres n'y arrivent pas.",
    said=said,
    urls=[path("sites/", SitesScreen.as_view(), name="sites")],
)
