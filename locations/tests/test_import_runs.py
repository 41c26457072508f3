"""An import from the file to the end: who works at it, what waits for a person, what dies, what is taken back."""

import os
import signal
import subprocess
import sys
import time as clock
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.db import IntegrityError, OperationalError

from core.tests.fixtures.database import database_url
from locations.choices import ImportStatus
from locations.models import (
    Closure,
    DatasetImport,
    ImportChange,
    ImportedRecord,
    ImportRemark,
    Location,
    OpenInterval,
    PlaceReport,
)
from locations.services import import_work
from locations.services.import_queue import (
    ImportUnderWay,
    TakenAway,
    ask_undoing,
    confirm,
    dataset_named,
    give,
    hold,
    is_free,
    refuse,
    take,
    this_process,
)
from locations.services.import_work import carry_out
from locations.services.importing import ImportReport, import_places
from locations.standard.files import UnreadableFile
from locations.tests.factories import ROW, csv_text

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=30)


def row(**cells: str) -> dict[str, str]:
    return {**ROW, **cells}


ROWS = [row(id=name, nom=f"Lieu {name}", adresse=f"{name} rue de la Paix") for name in "abcdef"]


def bring(*rows: dict[str, str], now: datetime = NOW, **how: Any) -> ImportReport:
    return import_places(csv_text(*rows).encode(), source="essai", now=now, **how)


def last() -> DatasetImport:
    return DatasetImport.objects.latest("pk")


def facts() -> list[list[dict[str, Any]]]:
    """What people see, and what the next merge compares with; not when it was written."""
    unlike = {"id", "changed_at", "last_published_at", "location_id"}
    tables = {
        Location: "standard_id", ImportedRecord: "external_id", OpenInterval: ("location__standard_id", "start"),
    }  # fmt: skip
    return [
        [
            {name: value for name, value in one.items() if name not in unlike}
            for one in model.objects.order_by(*([order] if isinstance(order, str) else order)).values()
        ]
        for model, order in tables.items()
    ]


def test_a_run_keeps_what_it_did_and_not_the_file() -> None:
    bring(*ROWS[:2], row(id="g", nom=""), row(id="h", code_postal="ABCDE"), file_name="lieux.csv")
    run = last()
    assert (run.status, run.file_name, run.encoding, run.version) == (ImportStatus.DONE, "lieux.csv", "utf-8", "1.0.2")
    assert (run.rows, run.created, run.changed, run.refused, run.percent) == (4, 3, 0, 1, 100)
    assert (run.content, len(run.digest)) == (None, 64)
    assert list(run.remarks.values_list("line", "column", "refuses")) == [(4, "nom", True), (5, "code_postal", False)]
    assert [record.external_id for record in run.creations.order_by("pk")] == ["a", "b", "h"]


def test_what_changed_is_kept_field_by_field() -> None:
    bring(*ROWS)
    Location.objects.filter(standard_id="b").update(phone="+33611111111")
    bring(
        row(id="a", nom="Autre nom", adresse="a rue de la Paix", date_maj="2025-01-01"),
        {**ROWS[1], "telephone": "03 26 99 99 99"},
        *ROWS[2:],
    )
    first, second = ImportChange.objects.filter(run=last())
    assert first.previous == {"nom": "Lieu a", "date_maj": "2024-04-02"}
    assert first.fields == [
        {"name": "name", "before": "Lieu a", "after": "Autre nom"},
        {"name": "facts_date", "before": "2024-04-02", "after": "2025-01-01"},
    ]
    assert (first.conflicts, second.fields) == ([], [])
    assert second.conflicts == [{"name": "phone", "ours": "+33611111111", "theirs": "+33326999999", "choice": ""}]
    assert (last().changed, last().conflicts, last().unchanged) == (2, 1, 4)


def test_a_file_that_loses_more_than_a_third_waits_for_a_person() -> None:
    bring(*ROWS)
    before = facts()
    report = bring(ROWS[0], {**ROWS[1], "nom": "Changé"}, row(id="z", nom="Nouveau"), now=LATER)
    assert (report.waits, report.gone) == (True, 4)
    assert report.sentences()[1] == (
        "Lieux qui ne sont plus dans le fichier : 4, plus d'un tiers. Rien n'a été changé. "
        "Cet import attend que quelqu'un le confirme."
    )
    assert facts() == before
    run = last()
    assert (run.status, run.is_moving) == (ImportStatus.TO_CONFIRM, False)
    assert [remark.reason for remark in run.remarks.filter(line=0)] == [
        f"Plus dans le fichier : Lieu {name}, Reims." for name in "cdef"
    ]
    with pytest.raises(ImportUnderWay, match="n'est pas fini"):
        bring(*ROWS)
    assert confirm(run, now=LATER)
    run.refresh_from_db()
    carry_out(run, now=LATER)
    assert (run.status, run.created, run.changed, run.gone) == (ImportStatus.DONE, 1, 1, 4)
    assert not run.remarks.filter(line=0).exists()
    assert Location.objects.filter(live=True).count() == 7  # kept, and listed
    assert sorted(run.losses.values_list("external_id", flat=True)) == ["c", "d", "e", "f"]


def test_a_third_does_not_wait_and_a_person_may_refuse() -> None:
    bring(*ROWS)
    assert bring(*ROWS[:4]).waits is False  # two of six
    assert bring(ROWS[0]).waits is True
    assert refuse(last(), now=LATER)
    assert not confirm(last(), now=LATER)
    assert (last().status, last().content) == (ImportStatus.REFUSED, None)
    assert bring(ROWS[0], confirmed=True).gone == 3


def test_a_file_that_is_refused_is_kept_with_its_reason() -> None:
    with pytest.raises(UnreadableFile):
        import_places(b"PK\x03\x04", source="essai", now=NOW)
    assert last().status == ImportStatus.REFUSED
    assert last().error.startswith("Ce fichier n'est ni un CSV ni un JSON.")
    assert bring(*ROWS).created == 6


def test_a_run_that_fails_says_so_and_can_be_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    bring(*ROWS)
    before = facts()

    def break_down(*args: Any, **kwargs: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(import_work, "recompute_intervals", break_down)
    with pytest.raises(ZeroDivisionError):
        bring({**ROWS[0], "nom": "Changé"}, *ROWS[1:], row(id="z", nom="Nouveau"))
    run = last()
    assert (run.status, run.content, Location.objects.count()) == (ImportStatus.FAILED, None, 7)
    assert Location.objects.get(standard_id="a").name == "Lieu a"  # its transaction was rolled back
    assert run.error.startswith("Le travail s'est arrêté sur une erreur (ZeroDivisionError).")
    assert ask_undoing(run, now=NOW)
    carry_out(last(), now=NOW)
    assert facts() == before


@pytest.mark.parametrize("error", [OperationalError("database is locked"), IntegrityError("this slug is taken")])
def test_a_database_that_is_busy_or_written_to_is_tried_three_times(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*args: Any, **kwargs: Any) -> None:
        raise error

    monkeypatch.setattr(import_work, "regrouping", busy)
    run = give(csv_text(*ROWS).encode(), dataset=dataset_named("essai"), file_name="", now=NOW)
    states = []
    for _attempt in range(3):
        with pytest.raises(type(error)):
            carry_out(run, now=NOW)
        run.refresh_from_db()
        states.append((run.status, is_free(run, now=NOW)))
    assert states == [(ImportStatus.RUNNING, True), (ImportStatus.RUNNING, True), (ImportStatus.FAILED, False)]


def test_a_run_is_worked_at_by_one_process() -> None:
    run = give(csv_text(*ROWS).encode(), dataset=dataset_named("essai"), file_name="", now=NOW)
    other = DatasetImport.objects.get(pk=run.pk)
    assert (take(run, now=NOW), take(other, now=NOW)) == (True, False)
    assert (run.worker, is_free(run, now=run.beat_at)) == (this_process(), False)
    DatasetImport.objects.filter(pk=run.pk).update(worker="ailleurs:1")
    other.refresh_from_db()
    assert not is_free(other, now=other.beat_at + timedelta(minutes=4))
    assert is_free(other, now=other.beat_at + timedelta(minutes=6))  # another machine, and silent
    with pytest.raises(TakenAway):
        hold(run)


@pytest.mark.django_db(transaction=True)
def test_a_run_whose_process_was_killed_is_taken_up_where_it_was(tmp_path: Path) -> None:
    """A real process, killed by the system after its first transaction."""
    bring({**ROWS[0], "nom": "Avant"})
    program = tmp_path / "importing.py"
    program.write_text(
        "import django, sys, time; django.setup()\n"
        "from django.utils import timezone\n"
        "from locations.models import DatasetImport\n"
        "from locations.services import import_work\n"
        "import_work.BATCH = 2\n"
        "run = DatasetImport.objects.latest('pk')\n"
        "import_work.Work._breathe = lambda self: time.sleep(60)\n"
        "import_work.carry_out(run, now=timezone.now())\n"
    )
    give(csv_text(*ROWS).encode(), dataset=dataset_named("essai"), file_name="", now=LATER)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": database_url(),
        "PYTHONPATH": f"{project.BASE_DIR}:{project.BASE_DIR / 'site'}",
    }
    process = subprocess.Popen([sys.executable, str(program)], env=environment)
    try:
        deadline = clock.monotonic() + 60
        while Location.objects.count() < 3:
            assert clock.monotonic() < deadline
            assert process.poll() is None
            clock.sleep(0.05)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    run = last()
    assert (run.status, run.worker.rpartition(":")[2], run.percent) == (ImportStatus.RUNNING, str(process.pid), 36)
    assert is_free(run, now=LATER)
    carry_out(run, now=LATER)
    run.refresh_from_db()
    assert (run.status, run.created, run.changed, run.unchanged) == (ImportStatus.DONE, 5, 1, 0)
    assert [place.name for place in Location.objects.order_by("standard_id")] == [f"Lieu {name}" for name in "abcdef"]
    assert ImportRemark.objects.count() == 0


def test_undoing_puts_everything_back() -> None:
    twin = row(id="t", nom="Lieu a", adresse="a rue de la Paix", horaires="")
    bring(*ROWS, twin)
    bring(*ROWS, twin)  # nothing to do: what comes before it can still be told apart
    before = facts()
    bring(
        row(id="a", nom="Autre nom", horaires="", latitude="48.0"),
        {**ROWS[1], "date_maj": "2025-01-01"},
        *ROWS[2:5],
        row(id="t", nom="Lieu a", adresse="a rue de la Paix"),
        row(id="z", nom="Nouveau"),
        row(id="y", nom="Lieu b", adresse="b rue de la Paix", latitude="48.0"),
        now=LATER,
    )
    run = last()
    assert facts() != before
    assert ask_undoing(run, now=LATER)
    run.refresh_from_db()
    assert (run.status, run.is_moving) == (ImportStatus.UNDOING, True)
    carry_out(run, now=NOW)
    assert (last().status, last().undone_kept) == (ImportStatus.UNDONE, 0)
    assert facts() == before


def undo_last() -> DatasetImport:
    assert ask_undoing(last(), now=LATER)
    carry_out(last(), now=LATER)
    return last()


def test_what_staff_wrote_since_stays() -> None:
    bring(*ROWS)
    bring({**ROWS[0], "telephone": "03 26 99 99 99", "horaires": "Sa 10:00-12:00"}, *ROWS[1:])
    Location.objects.filter(standard_id="a").update(phone="+33611111111")
    undo_last()
    place = Location.objects.get(standard_id="a")
    assert (place.phone, place.opening_hours) == ("+33611111111", "Mo-Fr 09:00-12:00")


def test_a_draft_is_undone_too_and_keeps_its_own_words() -> None:
    bring(*ROWS)
    place = Location.objects.get(standard_id="a")
    place.save_revision().publish()
    place.refresh_from_db()
    place.summary = "En préparation."
    place.save_revision()
    bring({**ROWS[0], "telephone": "03 26 99 99 99"}, *ROWS[1:])
    place.refresh_from_db()
    assert place.latest_revision.as_object().phone == "+33326999999"
    undo_last()
    place.refresh_from_db()
    draft = place.latest_revision.as_object()
    assert (place.phone, draft.phone, draft.summary) == ("+33326000000", "+33326000000", "En préparation.")
    assert (place.summary, place.has_unpublished_changes) == ("", True)


def test_what_an_import_created_goes_unless_something_hangs_on_it() -> None:
    bring(*ROWS)
    places = {place.standard_id: place for place in Location.objects.all()}
    PlaceReport.objects.create(location=places["a"], kind="horaires", created_at=NOW)
    places["b"].save_revision().publish()
    Location.objects.filter(standard_id="c").update(network="partenaire")
    Closure.objects.create(location=places["d"], first_day=NOW.date(), last_day=NOW.date(), reason="Congés")
    Location.objects.filter(standard_id="e").update(how_to_come="Arrêt Mairie.", name="Écrit ici")
    run = undo_last()
    assert (run.undone_kept, Location.objects.filter(standard_id="f").exists()) == (5, False)
    assert set(Location.objects.filter(live=False).values_list("standard_id", flat=True)) == set("abcde")
    assert OpenInterval.objects.count() == 0
    report = bring(*ROWS)  # the same file again: what is nobody's draft is published again
    assert (report.created, report.changed) == (1, 5)
    assert set(Location.objects.filter(live=True).values_list("standard_id", flat=True)) == set("acdef")


def test_a_place_kept_by_an_undoing_shows_what_the_next_file_says_otherwise() -> None:
    bring({**ROWS[0], "telephone": "03 26 11 11 11"}, *ROWS[1:])
    place = Location.objects.get(standard_id="a")
    PlaceReport.objects.create(location=place, kind="horaires", created_at=NOW)
    undo_last()
    drafts = facts()[0][0], facts()[1][0]
    bring(*ROWS)
    change = ImportChange.objects.get(run=last())
    assert change.conflicts == [{"name": "phone", "ours": "+33326111111", "theirs": "+33326000000", "choice": ""}]
    place.refresh_from_db()
    assert (place.live, place.phone) == (True, "+33326111111")
    undo_last()  # a draft again, of which no row is known
    assert (facts()[0][0], facts()[1][0]) == drafts
    bring(*ROWS)
    place.refresh_from_db()
    assert place.live is True


def test_a_place_that_an_import_published_is_a_draft_again() -> None:
    bring(row(commune="", adresse=""))
    before = facts()
    bring(row())
    assert Location.objects.get().live is True
    undo_last()
    after = facts()
    for tables in (before, after):
        tables[0][0].pop("first_published_at")
    assert after == before


def test_only_the_last_import_of_a_data_set_can_be_undone_and_then_the_one_before() -> None:
    bring(*ROWS[:3])
    first = last()
    bring(*ROWS)
    second = last()
    import_places(csv_text(row(id="x")).encode(), source="autre", now=NOW)
    assert [run.may_be_undone(now=NOW) for run in (first, second)] == [False, True]
    assert not ask_undoing(first, now=NOW)
    assert not second.may_be_undone(now=NOW + timedelta(days=91))
    assert ask_undoing(second, now=NOW)
    carry_out(DatasetImport.objects.get(pk=second.pk), now=NOW)
    assert ask_undoing(first, now=NOW)
    carry_out(DatasetImport.objects.get(pk=first.pk), now=NOW)
    assert list(Location.objects.values_list("standard_id", flat=True)) == ["x"]


def test_places_that_came_back_are_gone_again() -> None:
    bring(*ROWS)
    bring(*ROWS[:4])
    loss = last()
    bring(*ROWS)
    assert not ImportedRecord.objects.exclude(gone_with=None).exists()
    undo_last()
    assert set(ImportedRecord.objects.filter(gone_with=loss).values_list("external_id", flat=True)) == {"e", "f"}
