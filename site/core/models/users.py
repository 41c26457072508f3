"""People who sign in: staff, facilitators, partners."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Someone who signs in. People who book have no account."""

    class Meta(AbstractUser.Meta):
        """French names for the admin."""

        verbose_name = "utilisateur"
        verbose_name_plural = "utilisateurs"
