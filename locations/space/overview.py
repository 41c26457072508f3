"""The first screen of an organisation's space: what there is, and how it stands."""

from typing import Any

from locations.space.registry import screens
from locations.space.screen import OrganisationScreen


class OverviewScreen(OrganisationScreen):
    """Each other screen with what it is for and its state in a few words."""

    template_name = "locations/space/overview.html"
    screen = "overview"
    header_icon = "group"

    def get_page_title(self) -> str:
        """Name the organisation."""
        return self.organisation.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Ask each screen how it stands."""
        parts = [
            {
                "screen": one,
                "url": one.url(self.organisation),
                "said": one.said(self.organisation, self.now) if one.said else "",
            }
            for one in screens()
            if one.name != self.screen
        ]
        return super().get_context_data(**{"parts": parts, **kwargs})
