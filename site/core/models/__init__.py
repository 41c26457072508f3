"""Our own user, media and page models, in place from the first migration: they cannot be changed later."""

from core.models.exceptions import DateException
from core.models.jobs import JobRun
from core.models.media import Document, Image, Rendition
from core.models.pages import BasePage
from core.models.purge import Purge
from core.models.throttle import ThrottleCount
from core.models.users import User

__all__ = [
    "BasePage",
    "DateException",
    "Document",
    "Image",
    "JobRun",
    "Purge",
    "Rendition",
    "ThrottleCount",
    "User",
]
