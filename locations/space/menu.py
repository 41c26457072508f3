"""« Mon organisation » in the menu of who is a member of one."""

from typing import Any

from wagtail.admin.menu import MenuItem

from locations.ownership.members import organisations_of


class OwnOrganisationItem(MenuItem):
    """For members; staff reach the space of an organisation from its own form."""

    def is_shown(self, request: Any) -> bool:
        """Whether this person is a member."""
        return bool(organisations_of(request.user))
