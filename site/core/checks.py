"""House rules that a machine can check (run by every `manage.py check`)."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import Error, register
from wagtail.models import get_page_models

from core import register as processing
from core.models import BasePage


@register()
def page_types_declare_their_place(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Error]:
    """Every page type of ours says which parents it may have: a tree that anyone may bend is no tree."""
    return [
        Error(f"{model.__name__} ne dit pas parent_page_types.", obj=model, id="core.E001")
        for model in get_page_models()
        if issubclass(model, BasePage) and "parent_page_types" not in vars(model)
    ]


@register()
def people_data_are_declared(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Error]:
    """Every column that can hold something about a person stands in the register, or is declared to be about nobody."""
    return list(processing.faults())
