"""Files of data sets as time passes: asked for each month at their address, from a real server, whatever it answers."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core.forgetting import forget_due
from core.tests.fixtures.elsewhere import Elsewhere, drip
from locations.choices import ImportStatus
from locations.models import Dataset, DatasetImport, ImportChange, ImportedRecord, ImportRemark, Location
from locations.services import datasets
from locations.services.datasets import RULES, refresh_due, work_off
from locations.services.import_queue import LONGEST_DELAY, ask_undoing, confirm, dataset_named, give, refuse
from locations.services.importing import import_places
from locations.tests.factories import ROW, csv_text

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PATH = "/lieux.csv"
ROWS = [{**ROW, "id": name, "nom": f"Lieu {name}", "adresse": f"{name} rue de la Paix"} for name in "abcdef"]


def at_address(server: Elsewhere) -> Dataset:
    return Dataset.objects.create(name="essai", address=server.url + PATH)


def state(dataset: Dataset) -> tuple[int, str, timedelta]:
    """Failures, the last one's words, and in how long the file is asked for again."""
    dataset.refresh_from_db()
    return dataset.failures, dataset.last_error, dataset.next_check_at - NOW


def test_a_file_is_asked_for_and_imported_then_left_for_a_month(elsewhere: Elsewhere) -> None:
    dataset = at_address(elsewhere)
    elsewhere.says(PATH, csv_text(*ROWS).encode(), etag='"v1"', last_modified="Mon, 02 Nov 2026 09:00:00 GMT")
    assert (refresh_due(now=NOW), refresh_due(now=NOW)) == (1, 0)  # one at a time
    assert work_off(now=NOW) == 1
    run = DatasetImport.objects.get()
    assert (run.status, run.file_name, run.created, run.user) == (ImportStatus.DONE, dataset.address, 6, None)
    assert state(dataset) == (0, "", 30 * DAY)
    assert (dataset.etag, dataset.last_modified) == ('"v1"', "Mon, 02 Nov 2026 09:00:00 GMT")
    assert refresh_due(now=NOW + 29 * DAY) == 0
    assert len(elsewhere.asked) == 1


def test_a_file_that_has_not_changed_is_not_imported_again(elsewhere: Elsewhere) -> None:
    dataset = at_address(elsewhere)
    elsewhere.says(PATH, csv_text(*ROWS).encode(), etag='"v1"')
    refresh_due(now=NOW)
    work_off(now=NOW)
    elsewhere.says(PATH, b"", status="304 Not Modified")
    assert refresh_due(now=NOW + 30 * DAY) == 0
    assert elsewhere.asked[1][1]["if-none-match"] == '"v1"'
    assert "if-modified-since" not in elsewhere.asked[1][1]
    assert (state(dataset), DatasetImport.objects.count()) == ((0, "", 60 * DAY), 1)


def test_a_server_that_fails_is_tried_again_later_each_time(elsewhere: Elsewhere) -> None:
    dataset = at_address(elsewhere)
    elsewhere.says(PATH, b"oups", status="503 Service Unavailable")
    delays, now = [], NOW
    for _time in range(10):
        assert refresh_due(now=now) == 0
        dataset.refresh_from_db()
        delays.append(dataset.next_check_at - now)
        now = dataset.next_check_at
    assert delays == [*(2**n * HOUR for n in range(8)), LONGEST_DELAY, LONGEST_DELAY]
    assert (dataset.failures, dataset.last_error) == (10, "Le serveur répond par l'erreur 503.")
    elsewhere.says(PATH, csv_text(*ROWS).encode())
    assert refresh_due(now=now) == 1
    work_off(now=now)
    dataset.refresh_from_db()
    assert (dataset.failures, dataset.last_error) == (0, "")


def test_a_server_that_is_slow_and_a_file_that_is_too_large_are_told(
    elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = at_address(elsewhere)
    monkeypatch.setattr(datasets, "PATIENCE", 0.3)
    monkeypatch.setattr(datasets, "MOST_BYTES", 1_000)
    elsewhere.answers[PATH] = drip(0.05, b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    assert refresh_due(now=NOW) == 0
    assert state(dataset) == (1, "Le serveur n'a pas répondu à temps.", HOUR)
    monkeypatch.setattr(datasets, "PATIENCE", 60)
    elsewhere.says(PATH, b"x" * 1_001)
    assert refresh_due(now=NOW + HOUR) == 0
    assert state(dataset) == (2, "La réponse dépasse 0,001 Mo.", 3 * HOUR)
    assert DatasetImport.objects.count() == 0


def test_a_file_that_cannot_be_read_is_a_failure_too_and_is_asked_for_anew(elsewhere: Elsewhere) -> None:
    dataset = at_address(elsewhere)
    elsewhere.says(PATH, b"<!doctype html>", etag='"page"')
    assert refresh_due(now=NOW) == 1
    assert work_off(now=NOW) == 1
    failures, words, delay = state(dataset)
    assert (failures, delay, dataset.etag) == (1, HOUR, "")
    assert words.startswith("Ce fichier est une page internet.")
    assert DatasetImport.objects.get().status == ImportStatus.REFUSED


def test_an_import_that_waits_for_a_person_is_not_doubled(elsewhere: Elsewhere) -> None:
    at_address(elsewhere)
    import_places(csv_text(*ROWS).encode(), source="essai", now=NOW)
    elsewhere.says(PATH, csv_text(ROWS[0]).encode())
    assert (refresh_due(now=NOW), work_off(now=NOW)) == (1, 1)
    assert DatasetImport.objects.first().status == ImportStatus.TO_CONFIRM
    assert (refresh_due(now=NOW + 40 * DAY), work_off(now=NOW)) == (0, 0)


def test_a_file_that_a_person_refused_is_asked_for_a_month_later(elsewhere: Elsewhere) -> None:
    dataset = at_address(elsewhere)
    import_places(csv_text(*ROWS).encode(), source="essai", now=NOW)
    elsewhere.says(PATH, csv_text(ROWS[0]).encode(), etag='"v2"')
    refresh_due(now=NOW)
    work_off(now=NOW)
    assert refuse(DatasetImport.objects.latest("pk"), now=NOW)
    assert (state(dataset), dataset.etag) == ((0, "", 30 * DAY), "")
    assert refresh_due(now=NOW + DAY) == 0


def test_one_data_set_does_not_hold_up_the_next(elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = at_address(elsewhere)
    Dataset.objects.create(name="essai 2", address=f"{elsewhere.url}/autres.csv")
    elsewhere.says("/autres.csv", csv_text(*ROWS).encode())
    asked = datasets.ask

    def ask(address: str, **known: str) -> Any:
        if address == dataset.address:
            raise ZeroDivisionError
        return asked(address, **known)

    monkeypatch.setattr(datasets, "ask", ask)
    assert refresh_due(now=NOW) == 1
    assert state(dataset) == (1, "Le site n'a pas su prendre ce fichier (ZeroDivisionError).", HOUR)


def test_the_command_takes_an_address_and_keeps_it(elsewhere: Elsewhere) -> None:
    elsewhere.says(PATH, csv_text(*ROWS).encode(), etag='"v1"')
    out = StringIO()
    call_command("import_lieux", elsewhere.url + PATH, stdout=out)
    dataset = Dataset.objects.get()
    assert (dataset.name, dataset.address, dataset.etag) == ("lieux", elsewhere.url + PATH, '"v1"')
    assert "Lieux créés : 6, modifiés : 0, inchangés : 0. Lignes refusées : 0." in out.getvalue()
    with pytest.raises(CommandError, match=r"Le serveur répond par l'erreur 404\."):
        call_command("import_lieux", f"{elsewhere.url}/absent.csv", "--source", "autre", verbosity=0)
    assert not Dataset.objects.filter(name="autre").exists()


def test_the_command_reaches_public_addresses_in_https_only() -> None:
    for address in ("http://127.0.0.1:9/lieux.csv", "file:///etc/passwd", "https://10.0.0.1/lieux.csv"):
        with pytest.raises(CommandError, match="adresses publiques en https"):
            call_command("import_lieux", address, verbosity=0)


def test_one_bad_import_does_not_hold_up_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    give(b"PK\x03\x04", dataset=dataset_named("a"), file_name="", now=NOW)
    broken = give(csv_text(*ROWS).encode(), dataset=dataset_named("b"), file_name="", now=NOW)
    DatasetImport.objects.filter(pk=broken.pk).update(content=b"not compressed")
    tired = give(csv_text(*ROWS).encode(), dataset=dataset_named("c"), file_name="", now=NOW)
    DatasetImport.objects.filter(pk=tired.pk).update(status=ImportStatus.RUNNING, attempts=3, worker="ailleurs:1")
    give(csv_text(*ROWS).encode(), dataset=dataset_named("d"), file_name="", now=NOW)
    assert work_off(now=NOW) == 3
    assert list(DatasetImport.objects.order_by("pk").values_list("status", flat=True)) == [
        ImportStatus.REFUSED,
        ImportStatus.FAILED,
        ImportStatus.FAILED,
        ImportStatus.DONE,
    ]
    tired.refresh_from_db()
    assert tired.error.startswith("Le travail s'est arrêté 3 fois sans finir.")
    assert Location.objects.count() == 6


def forget(now: datetime) -> list[int]:
    return [forget_due(rule, now=now) for rule in RULES]


def test_what_has_been_kept_long_enough_is_forgotten() -> None:
    import_places(csv_text(*ROWS, {**ROW, "nom": ""}).encode(), source="essai", now=NOW)
    import_places(csv_text({**ROWS[0], "telephone": ""}, *ROWS[1:]).encode(), source="essai", now=NOW + DAY)
    import_places(csv_text(ROWS[0]).encode(), source="essai", now=NOW + 2 * DAY)
    assert forget(now=NOW + 90 * DAY) == [0, 0]
    assert (ImportRemark.objects.exclude(line=0).count(), ImportChange.objects.count()) == (1, 1)
    assert forget(now=NOW + 93 * DAY) == [1, 2]
    assert forget(now=NOW + 94 * DAY) == [0, 0]
    assert (ImportRemark.objects.count(), ImportChange.objects.count()) == (0, 0)
    last = DatasetImport.objects.first()
    assert (last.status, last.error) == (ImportStatus.REFUSED, "Personne n'a confirmé cet import.")
    assert (DatasetImport.objects.count(), Location.objects.count()) == (3, 6)


def test_what_was_confirmed_late_is_kept_as_long_as_it_can_be_undone() -> None:
    import_places(csv_text(*ROWS).encode(), source="essai", now=NOW)
    import_places(csv_text({**ROWS[0], "telephone": ""}).encode(), source="essai", now=NOW)
    run = DatasetImport.objects.latest("pk")
    assert confirm(run, now=NOW + 60 * DAY)
    work_off(now=NOW + 60 * DAY)
    forget(now=NOW + 100 * DAY)
    run.refresh_from_db()
    assert run.may_be_undone(now=NOW + 100 * DAY)
    assert ask_undoing(run, now=NOW + 100 * DAY)
    work_off(now=NOW + 100 * DAY)
    assert Location.objects.get(standard_id="a").phone == "+33326000000"
    assert not ImportedRecord.objects.exclude(gone_with=None).exists()
