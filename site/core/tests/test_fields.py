"""`CodesField`: what is stored, what is read back, what is refused."""

import pytest
from django.core.exceptions import ValidationError

from core.fields import CodesField

FIELD = CodesField("services", codes=[("a", "Un"), ("b", "Deux"), ("ab", "Trois")])


def test_codes_are_stored_between_bars_and_read_back() -> None:
    assert FIELD.get_prep_value(["a", "ab"]) == "|a|ab|"
    assert FIELD.from_db_value("|a|ab|") == ["a", "ab"]
    assert FIELD.get_prep_value([]) == ""
    assert FIELD.from_db_value("") == []


def test_a_revision_keeps_the_stored_text() -> None:
    assert FIELD.to_python("|b|") == ["b"]
    assert FIELD.to_python(["b"]) == ["b"]
    assert FIELD.to_python(None) == []


def test_an_unknown_code_is_refused_by_name() -> None:
    with pytest.raises(ValidationError, match="Valeur inconnue : x"):
        FIELD.clean(["a", "x"], None)


def test_migrations_do_not_hold_the_codes() -> None:
    assert FIELD.deconstruct()[3] == {"verbose_name": "services", "blank": True, "default": list}
