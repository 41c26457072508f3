from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core.models import User
from locations.models import ImportedRecord, Location, OpenInterval
from locations.services.amending import regroup
from locations.services.importing import ImportReport, import_places
from locations.standard.files import UnreadableFile
from locations.tests.factories import ROW, csv_text, load_some_towns, make_place

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=30)


def give(*rows: dict[str, str], source: str = "essai", now: datetime = NOW) -> ImportReport:
    return import_places(csv_text(*rows).encode(), source=source, now=now)


def row(**cells: str) -> dict[str, str]:
    return {**ROW, **cells}


def everything() -> list[dict[str, Any]]:
    tables = (Location, ImportedRecord, OpenInterval)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_a_place_is_created_with_what_follows_from_its_row() -> None:
    report = give(row())
    place = Location.objects.get()
    assert (report.created, report.changed, report.unchanged, report.refused, report.problems) == (1, 0, 0, 0, [])
    assert (place.slug, place.departement, place.network, place.live) == (
        "mediatheque-de-lete-reims",
        "51",
        "annuaire",
        True,
    )
    assert (place.phone, place.facts_date) == ("+33326000000", date(2024, 4, 2))
    assert place.search_text == "mediatheque de l ete 51100 reims 12 bis rue de la paix"
    assert place.open_intervals.count() == 6  # Monday to Friday, and next Monday
    assert place.imported_record.row["telephone"] == "03 26 00 00 00"


def test_a_second_run_changes_nothing() -> None:
    rows = [row(), row(id="b"), row(id="c", nom="Autre", latitude="", longitude="")]
    give(*rows)
    before = everything()
    report = give(*rows, now=LATER)
    assert (report.created, report.changed, report.unchanged) == (0, 0, 3)
    assert everything() == before


def test_a_file_that_cannot_be_read_changes_nothing() -> None:
    give(row())
    before = everything()
    with pytest.raises(UnreadableFile):
        import_places(csv_text(row(), row(id="b")).encode()[:-30], source="essai", now=LATER)
    assert everything() == before


def test_faults_are_counted_and_nothing_is_dropped() -> None:
    load_some_towns()
    report = give(
        row(),
        row(
            id="sans-coordonnees",
            nom="A",
            commune="LE MANS CEDEX 2",
            code_postal="72055",
            code_insee="",
            latitude="",
            longitude="",
        ),
        row(
            id="sans-commune",
            nom="B",
            commune="",
            adresse="",
            code_postal="00000",
            code_insee="",
            latitude="",
            longitude="",
        ),
        row(id="horaires", nom="C", horaires="du lundi au vendredi"),
        row(id="jumeau-1", nom="Médiathèque"),
        row(id="jumeau-2", nom="MEDIATHEQUE", horaires="", telephone=""),
        row(id="sans-nom", nom=""),
    )
    assert (report.rows, report.created, report.refused) == (7, 6, 1)
    assert (report.without_coordinates, report.drafts, report.hours_as_text, report.duplicates) == (2, 1, 1, 1)
    assert Location.objects.get(standard_id="sans-coordonnees").insee_code == "72181"
    assert Location.objects.get(standard_id="sans-commune").live is False
    hours = Location.objects.get(standard_id="horaires")
    assert (hours.opening_hours, hours.opening_hours_text) == ("", "du lundi au vendredi")
    twin = Location.objects.get(standard_id="jumeau-2")
    assert twin.duplicate_of.standard_id == "jumeau-1"
    assert set(Location.objects.shown().values_list("standard_id", flat=True)) == {
        "lieu-1", "sans-coordonnees", "horaires", "jumeau-1",
    }  # fmt: skip
    assert "Doublons, regroupés derrière le lieu qui est montré : 1." in report.sentences()


def test_slugs_of_one_name_are_numbered_and_never_change() -> None:
    give(row(), row(id="b", adresse="ailleurs"), row(id="c", nom="💡", commune="\u0645"))
    assert list(Location.objects.order_by("pk").values_list("slug", flat=True)) == [
        "mediatheque-de-lete-reims", "mediatheque-de-lete-reims-2", "lieu",
    ]  # fmt: skip
    give(row(nom="Tout autre nom"), row(id="b", adresse="ailleurs"), row(id="c", nom="💡", commune="\u0645"))
    assert Location.objects.get(standard_id="lieu-1").slug == "mediatheque-de-lete-reims"


def test_what_the_file_changes_is_changed() -> None:
    give(row())
    report = give(row(telephone="", horaires="Sa 10:00-12:00", latitude="49.30"), now=LATER)
    place = Location.objects.get()
    assert (report.changed, report.conflicts) == (1, 0)
    assert (place.phone, place.opening_hours, place.latitude, place.longitude) == ("", "Sa 10:00-12:00", 49.30, 4.03)
    assert place.imported_record.imported_at == LATER
    assert place.imported_record.row["horaires"] == "Sa 10:00-12:00"
    assert place.open_intervals.count() == 1


def test_what_staff_wrote_wins_over_the_file() -> None:
    give(row())
    Location.objects.update(phone="+33611111111", summary="Écrit ici.")
    report = give(row(telephone="03 26 99 99 99", presentation_resume="Du fichier.", horaires="Sa 10:00-12:00"))
    place = Location.objects.get()
    assert report.conflicts == 2
    assert (place.phone, place.summary, place.opening_hours) == ("+33611111111", "Écrit ici.", "Sa 10:00-12:00")
    # The new row is the base of the next merge: the file going back to what staff wrote is no conflict.
    assert give(row(telephone="06 11 11 11 11", horaires="Sa 10:00-12:00")).conflicts == 1


def test_half_a_moved_point_is_not_taken() -> None:
    give(row())
    Location.objects.update(latitude=49.9, longitude=4.9)
    report = give(row(latitude="48.0"))
    place = Location.objects.get()
    assert (report.conflicts, place.latitude, place.longitude) == (1, 49.9, 4.9)


def test_a_published_place_never_loses_its_town() -> None:
    give(row())
    report = give(row(commune=""))
    assert (report.conflicts, Location.objects.get().town) == (1, "Reims")


def test_a_place_that_gets_its_town_is_published() -> None:
    give(row(commune="", adresse=""))
    assert Location.objects.get().live is False
    give(row())
    place = Location.objects.get()
    assert (place.live, place.town, place.first_published_at) == (True, "Reims", NOW)


def test_a_published_revision_receives_the_import_so_that_the_next_publish_keeps_it() -> None:
    give(row())
    Location.objects.get().save_revision().publish()
    give(row(telephone="03 26 99 99 99"))
    place = Location.objects.get()
    assert place.phone == "+33326999999"
    assert place.latest_revision.as_object().phone == "+33326999999"
    assert (place.live_revision, place.has_unpublished_changes) == (place.latest_revision, False)


def test_a_draft_receives_the_import_and_stays_a_draft() -> None:
    give(row())
    place = Location.objects.get()
    place.save_revision().publish()
    place.refresh_from_db()
    place.name = "Nom en préparation"
    place.save_revision()
    give(row(nom="Nom du fichier", telephone="03 26 99 99 99"))
    place.refresh_from_db()
    draft = place.latest_revision.as_object()
    assert (place.name, place.phone, place.has_unpublished_changes) == ("Nom du fichier", "+33326999999", True)
    assert (draft.name, draft.phone) == ("Nom en préparation", "+33326999999")


def test_a_scheduled_revision_receives_the_import_and_keeps_its_hour() -> None:
    give(row())
    place = Location.objects.get()
    place.go_live_at = LATER
    place.summary = "À partir de décembre."
    place.save_revision(approved_go_live_at=LATER)
    give(row(telephone="03 26 99 99 99"))
    place.refresh_from_db()
    (scheduled,) = place.revisions.exclude(approved_go_live_at=None)
    assert scheduled == place.latest_revision
    assert (scheduled.approved_go_live_at, scheduled.as_object().phone) == (LATER, "+33326999999")
    assert scheduled.as_object().summary == "À partir de décembre."


def test_an_identifier_of_another_source_is_refused() -> None:
    give(row())
    report = give(row(nom="Le même ailleurs"), source="autre")
    assert (report.created, report.refused) == (0, 1)
    assert Location.objects.get().name == "Médiathèque de l’Été"


def test_places_that_are_gone_are_kept_and_counted() -> None:
    rows = [row(), row(id="b"), row(id="c")]
    give(*rows)
    assert give(*rows[:2], now=LATER).gone == 1
    lost = ImportedRecord.objects.exclude(gone_with=None).get()
    assert (lost.external_id, lost.location.live, lost.gone_with.created_at) == ("c", True, LATER)
    assert give(*rows[:2]).gone == 0  # told once
    assert (give(*rows).gone, ImportedRecord.objects.exclude(gone_with=None).count()) == (0, 0)
    assert Location.objects.count() == 3


def test_a_place_made_by_hand_is_never_grouped() -> None:
    make_place(name=ROW["nom"], postcode=ROW["code_postal"], address=ROW["adresse"], town=ROW["commune"])
    assert give(row()).duplicates == 0


def test_the_best_told_of_a_group_is_shown_whatever_the_order() -> None:
    poor, rich = row(id="a", horaires="", telephone=""), row(id="b")
    give(poor, rich)
    assert Location.objects.get(duplicate_of=None).standard_id == "b"
    give(row(id="a"), rich)
    assert Location.objects.get(duplicate_of=None).standard_id == "a"  # as good, and first
    give(row(id="a", nom="Un autre nom"), rich)
    assert Location.objects.filter(duplicate_of=None).count() == 2


def test_a_group_whose_leader_staff_renamed_stays_a_group() -> None:
    rows = [row(id="a"), row(id="b"), row(id="c")]
    give(*rows)
    leader = Location.objects.get(duplicate_of=None)
    Location.objects.filter(pk=leader.pk).update(name="Le nom que dit l'équipe")
    give(*rows)
    assert Location.objects.get(duplicate_of=None) == leader


def led() -> dict[str, str | None]:
    places = Location.objects.order_by("standard_id")
    return dict(places.values_list("standard_id", "duplicate_of__standard_id"))


def test_what_staff_part_stays_apart_and_what_they_group_stays_grouped() -> None:
    twins, other = [row(id="a"), row(id="b")], row(id="c", nom="Un autre nom")
    give(*twins, other)
    user = User.objects.create(username="equipe")
    regroup(Location.objects.filter(standard_id__in=["a", "b"]), None, user=user)
    regroup(Location.objects.filter(standard_id="c"), Location.objects.get(standard_id="a"), user=user)
    parted = {"a": None, "b": None, "c": "a"}
    assert give(*twins, other).duplicates == 1
    assert led() == parted
    give(*({**one, "telephone": "03 26 99 99 99"} for one in (*twins, other)))
    assert led() == parted
    regroup(Location.objects.filter(standard_id__in=["a", "b"]), Location.objects.get(standard_id="b"), user=user)
    give(*twins, other, row(id="d"))  # it joins the one that was chosen
    assert led() == {"a": "b", "b": None, "c": "b", "d": "b"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_the_command_reports_line_by_line(encoding: str, tmp_path: Path) -> None:
    file, report = tmp_path / "lieux.csv", tmp_path / "rapport.csv"
    file.write_bytes(csv_text(row(), row(id="b", nom=""), row(id="c", code_postal="=1+1")).encode(encoding))
    out = StringIO()
    call_command("import_lieux", str(file), "--source", "essai", "--rapport", str(report), stdout=out)
    assert report.read_text(encoding="utf-8").splitlines() == [
        "ligne,colonne,valeur,remarque,ligne refusée",
        "3,nom,,Cette information est obligatoire : ligne refusée.,oui",
        "4,code_postal,'=1+1,Cette valeur n'a pas la forme attendue : elle n'est pas reprise.,non",
    ]
    assert "Lieux créés : 2, modifiés : 0, inchangés : 0. Lignes refusées : 1." in out.getvalue()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"id;nom\n1;a\n"])
def test_the_command_says_why_a_file_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "lieux.csv"
    file.write_bytes(content)
    with pytest.raises(CommandError):
        call_command("import_lieux", str(file), verbosity=0)
    with pytest.raises(CommandError, match="ne peut pas être lu"):
        call_command("import_lieux", str(tmp_path / "absent.csv"), verbosity=0)
    assert Location.objects.count() == 0
