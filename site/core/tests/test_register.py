"""The register says what the models hold and what the settings do, and forgets no column."""

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.db import models
from django.test.utils import isolate_apps

from core import checks, register
from core.register import Kept, Processing, declared, faults, may_be_personal, undeclared
from core.register import register as all_of_it

RETENTION = [name for name in dir(settings) if name.endswith("_RETENTION_DAYS")]


def test_every_column_is_declared() -> None:
    assert list(undeclared()) == []
    assert faults() == []
    assert [error for error in run_checks() if error.id in {"core.E002", "core.E003"}] == []


def test_a_column_that_nobody_thought_about_is_refused(monkeypatch) -> None:
    (booking,) = [module for module in register._declarations() if module.__name__ == "booking.personal_data"]
    harmless = {name: columns for name, columns in booking.HARMLESS.items() if name != "booking.MessageText"}
    monkeypatch.setattr(booking, "HARMLESS", harmless)
    (*_, last) = found = checks.people_data_are_declared(None)
    assert {error.id for error in found} == {"core.E002"}
    assert [error.msg for error in found] == [
        f"MessageText.{name} n'est déclaré nulle part." for name in ("subject", "opening", "after", "sms")
    ]
    assert last.hint == "Dites dans booking/personal_data.py si c'est une donnée personnelle, ou non."


def test_a_declaration_of_what_is_not_there_is_refused(monkeypatch) -> None:
    (booking,) = [module for module in register._declarations() if module.__name__ == "booking.personal_data"]
    monkeypatch.setattr(
        booking, "HARMLESS", {**booking.HARMLESS, "booking.Booking": ("birthday",), "booking.No": ("x",)}
    )
    assert [error.msg for error in faults()] == [
        "booking.Booking.birthday est déclaré, et n'existe pas.",
        "booking.No.x est déclaré, et n'existe pas.",
    ]


@isolate_apps("core")
def test_what_may_be_personal_is_what_holds_words_or_names_a_user() -> None:
    class Any(models.Model):
        word = models.CharField(max_length=3)
        chosen = models.CharField(max_length=3, choices=[("a", "A")])
        mail = models.EmailField()
        data = models.JSONField()
        file = models.FileField()
        number = models.IntegerField()
        user = models.ForeignKey("core.User", on_delete=models.CASCADE)

        class Meta:
            app_label = "core"

    Any.user.field.remote_field.model = Any.user.field.related_model = register.apps.get_model("core.User")
    found = {column.name for column in Any._meta.local_fields if may_be_personal(column)}
    assert found == {"word", "mail", "data", "file", "user"}


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (Kept("Prénom", "la séance", setting="IDENTITY_RETENTION_DAYS"), "Prénom : 90 jours après la séance"),
        (Kept("Prénom", "la séance", setting="REPORT_RETENTION_DAYS"), "Prénom : 1 jour après la séance"),
        (Kept("Prénom", "la séance", setting="MESSAGE_RETENTION_DAYS"), "Prénom : sans limite de durée"),
        (Kept("Lien", "la séance", days=30), "Lien : 30 jours après la séance"),
        (Kept("Compte", words="12 heures"), "Compte : 12 heures"),
    ],
)
def test_a_duration_is_said_as_it_is_applied(settings, kept: Kept, said: str) -> None:
    settings.IDENTITY_RETENTION_DAYS, settings.REPORT_RETENTION_DAYS, settings.MESSAGE_RETENTION_DAYS = 90, 1, 0
    assert str(kept) == said


def test_the_data_are_told_by_the_columns_own_labels_once() -> None:
    one = Processing(
        rank=1, name="", purpose="", basis="", people="", source="", recipients="", kept=(),
        fields={"booking.Booking": ("first_name", "phone", "code"), "core.User": ("first_name",)},
        labels={"booking.Booking.code": "", "booking.Booking.phone": "numéro"}, also=("message",),
    )  # fmt: skip
    assert one.data == ["message", "prénom", "numéro"]


def test_every_retention_setting_is_said_somewhere(settings) -> None:
    assert len(RETENTION) == 5
    for number, name in enumerate(RETENTION):
        setattr(settings, name, 700 + number)
    said = " ".join(processing.kept_words for processing in all_of_it())
    assert [name for number, name in enumerate(RETENTION) if f"{700 + number} jours" not in said] == []


def test_every_processing_says_all_that_article_30_asks() -> None:
    for one in all_of_it():
        told = (
            one.name,
            one.purpose,
            one.basis,
            one.people,
            one.source,
            one.recipients,
            one.kept_words,
            one.data_words,
        )
        assert all(told), one.name
        assert "RGPD, article" in one.basis
    assert {"first_name", "phone", "email", "companions", "needs"} <= declared()["booking.Booking"]
