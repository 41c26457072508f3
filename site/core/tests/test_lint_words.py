"""What the lint of words refuses, and where it does not look."""

import pytest

from core.lint.layout import faults as layout_faults
from core.lint.words import in_python, in_template


@pytest.mark.parametrize(
    "source",
    [
        '<a href="/flux/agenda.ics">Le calendrier</a>',
        '{# le flux #}<p class="widget">{% url "flux" %}{{ flux }}</p>',
        "<script>const widget = 1</script><p>Superflux et créneaubis</p>",
        "<p>{% translate 'Choisissez une heure' %}</p>",
    ],
)
def test_names_and_addresses_are_left_alone(source: str) -> None:
    assert list(in_template(source)) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>\nUn créneau libre</p>", "line 1: « créneau » : une heure, un horaire"),
        ('<img alt="Notre Plateforme">', "line 1: « Plateforme » : le site"),
        ('<p>\n{% translate "Cliquez ici" %}</p>', "line 1: « Cliquez ici » : dites où mène le lien"),
        ("{# \n #}\n<b>prescripteurs</b>", "line 3: « prescripteurs » : la personne qui oriente"),
    ],
)
def test_a_banned_word_in_what_people_read_is_refused(source: str, found: str) -> None:
    assert list(in_template(source)) == [found]


def test_sentences_in_python_are_read_but_not_docstrings_names_or_admin_labels() -> None:
    source = '''
"""Le flux des séances."""
address = "/flux/agenda.ics"
kind = "flux"
name = models.CharField(help_text="Adresse de son flux iCal")
message = "Ce créneau est complet."
label = _("Widget")
'''
    assert list(in_python(source)) == [
        "line 6: « créneau » : une heure, un horaire",
        "line 7: « Widget » : le calendrier à poser sur votre site",
    ]


def test_site_never_becomes_a_package(tmp_path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "home").mkdir()
    assert layout_faults(tmp_path) == []
    (tmp_path / "site" / "__init__.py").touch()
    (tmp_path / "home" / "utils.py").touch()
    (tmp_path / "notes.txt").touch()
    assert layout_faults(tmp_path) == [
        "site/__init__.py hides Python's own site module: remove it",
        "notes.txt has no place at the top level (or give its reason in docs/decisions/ and name it here)",
        "home/utils.py: a module is named for its subject",
    ]
