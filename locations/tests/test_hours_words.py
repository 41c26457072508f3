from datetime import date, datetime

import pytest

from locations.hours.states import PARIS, state_at
from locations.hours.words import hours_line, state_words, week_table

THURSDAY = datetime(2026, 11, 26, 10, tzinfo=PARIS)


def told(hours: str) -> list[str]:
    return [f"{day.name} : {day.words}" for day in week_table(hours).days if day.is_open]


def test_a_week_is_told_day_by_day() -> None:
    table = week_table("We-Fr 14:00-17:30; Tu 09:30-12:30,14:00-17:30; Sa 09:30-12:30")
    assert [f"{day.name} : {day.words}" for day in table.days] == [
        "lundi : fermé",
        "mardi : 9 h 30 – 12 h 30, 14 h – 17 h 30",
        "mercredi : 14 h – 17 h 30",
        "jeudi : 14 h – 17 h 30",
        "vendredi : 14 h – 17 h 30",
        "samedi : 9 h 30 – 12 h 30",
        "dimanche : fermé",
    ]
    assert (table.notes, table.raw) == ((), "")


@pytest.mark.parametrize(
    ("hours", "cell"),
    [
        ("Sa 22:00-02:00", "22 h – 2 h"),
        ("Sa 18:00-24:00", "18 h – minuit"),
        ("Sa", "24 heures sur 24"),
        ("Sa 10:00+", "à partir de 10 h"),
        ("Sa 10:00-10:00", "10 h – 10 h le lendemain"),
        ("Sa 08:00-13:00,13:00-18:00", "8 h – 18 h"),
        ("Sa[1,3] 14:00-17:00", "1er et 3e du mois : 14 h – 17 h"),
        ("Sa[-1] 14:00-17:00", "dernier du mois : 14 h – 17 h"),
        ("Sa 14:00-17:00; Sa[1] off", "2e, 3e, 4e et 5e du mois : 14 h – 17 h"),
        (
            "week 2-52/2 Sa 14:00-17:00; week 1-53/2 Sa 09:00-12:00",
            "semaines paires : 14 h – 17 h ; semaines impaires : 9 h – 12 h",
        ),
        ('Sa 09:00-12:00, Sa 14:00-17:00 "sur RDV"', "9 h – 12 h ; sur rendez-vous : 14 h – 17 h"),
        ('Sa 09:00-12:00 "sonner"', "9 h – 12 h (sonner)"),
        ('Sa 09:00-12:00 "sur rendez-vous au guichet"', "9 h – 12 h (sur rendez-vous au guichet)"),
        ("Sa 09:00-12:00 unknown", "9 h – 12 h (à confirmer)"),
    ],
)
def test_a_day_is_told_with_what_is_particular(hours: str, cell: str) -> None:
    assert told(hours) == [f"samedi : {cell}"]
    assert week_table(hours).raw == ""


@pytest.mark.parametrize(
    ("hours", "today", "cell"),
    [
        ("week 1-53/2 Sa 14:00-17:00", date(2026, 11, 23), "semaines impaires (cette semaine : non) : 14 h – 17 h"),
        ("week 1-53/2 Sa 14:00-17:00", date(2026, 11, 22), "semaines impaires (cette semaine : oui) : 14 h – 17 h"),
        ("week 1-53/2 Sa 14:00-17:00", date(2027, 1, 3), "semaines impaires (cette semaine : oui) : 14 h – 17 h"),
        ("week 2-52/2 Sa 14:00-17:00", date(2026, 11, 23), "semaines paires (cette semaine : oui) : 14 h – 17 h"),
        ("Sa[1,3] 14:00-17:00", date(2026, 11, 16), "1er et 3e du mois (cette semaine : oui) : 14 h – 17 h"),
        ("Sa[1,3] 14:00-17:00", date(2026, 11, 23), "1er et 3e du mois (cette semaine : non) : 14 h – 17 h"),
        ("Sa[-1] 14:00-17:00", date(2026, 11, 23), "dernier du mois (cette semaine : oui) : 14 h – 17 h"),
        ("Sa[-1] 14:00-17:00", date(2026, 11, 22), "dernier du mois (cette semaine : non) : 14 h – 17 h"),
        (
            'Sa 09:00-12:00, Sa[1] 14:00-17:00 "sur RDV"',
            date(2026, 11, 23),
            "9 h – 12 h ; 1er du mois (cette semaine : non), sur rendez-vous : 14 h – 17 h",
        ),
        ("Sa 14:00-17:00", date(2026, 11, 23), ""),
    ],
)
def test_a_day_of_some_weeks_says_whether_this_is_one(hours: str, today: date, cell: str) -> None:
    assert [day.now_words for day in week_table(hours, today=today).days] == ["", "", "", "", "", cell, ""]


@pytest.mark.parametrize(
    ("hours", "notes"),
    [
        ("Mo 09:00-12:00; PH off", ["Fermé les jours fériés."]),
        ("Mo-Sa 09:00-12:00; PH,Su off", ["Fermé le dimanche et les jours fériés."]),
        ("Mo-Fr,PH 09:00-12:00", ["Les jours fériés : 9 h – 12 h."]),
        ("Mo 09:00-12:00; SH off", ["Fermé pendant les vacances scolaires."]),
        ("Mo-Fr 09:00-12:00; Tu[-1] off", ["Fermé le dernier mardi du mois."]),
        ("Mo 09:00-12:00; Mo[-1] 14:00-17:00", ["Le dernier lundi du mois : 14 h – 17 h seulement."]),
        ("Mo 09:00-12:00; Mo 10:00-11:00 off", ["Fermé le lundi de 10 h à 11 h."]),
        ("week 10-20 Mo 09:00-12:00", ["Le lundi, de la semaine 10 à la semaine 20 : 9 h – 12 h."]),
        ("week 1-51/2 Mo 09:00-12:00", ["Le lundi, semaines impaires de la 1re à la 51e : 9 h – 12 h."]),
        ("Mo 09:00-12:00; 2026 Dec 24-2027 Jan 02 off", ["Fermé du 24 décembre 2026 au 2 janvier 2027."]),
        ("Mo 09:00-12:00; 2026 Aug 01-15 off", ["Fermé du 1er au 15 août 2026."]),
        ("Mo 09:00-12:00; May 01,Dec 25 off", ["Fermé le 1er mai et le 25 décembre."]),
        ("Mo 09:00-12:00; 2026 Aug off", ["Fermé en août 2026."]),
        ("Mo 09:00-12:00; Jul-Aug Mo 10:00-12:00", ["En juillet et en août, le lundi : 10 h – 12 h."]),
        ("Oct-Mar We 10:00-12:00", ["D'octobre à mars, le mercredi : 10 h – 12 h."]),
        ('Mo 09:00-12:00; Aug Mo-Fr "sur rendez-vous"', ["En août, du lundi au vendredi : sur rendez-vous."]),
        ('off "travaux"', ["Fermé (travaux)."]),
        ('"sur rendez-vous"', ["Sur rendez-vous."]),
    ],
)
def test_what_a_week_cannot_hold_is_a_sentence(hours: str, notes: list[str]) -> None:
    table = week_table(hours)
    assert list(table.notes) == notes
    assert table.raw == ""


@pytest.mark.parametrize(
    ("hours", "days"),
    [
        ("easter off", 0),
        ("sunrise-sunset", 0),
        ('Mo 09:00-12:00 || "sur rendez-vous"', 0),
        ("PH off; Mo 10:00-12:00", 1),
        ("Mo 10:00-12:00; easter off", 1),
        ("Mo 10:00-12:00; SH Mo off", 1),
        ("Mo 10:00-12:00; Dec 24 off; Dec 10:00-12:00", 1),
    ],
)
def test_what_words_cannot_say_stands_beside_them(hours: str, days: int) -> None:
    assert week_table(hours).raw == hours
    assert len(told(hours)) == days
    assert hours_line(hours).endswith(f"texte d'origine : {hours}")


@pytest.mark.parametrize(
    ("hours", "line"),
    [
        (
            "Mo-Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00; PH off",
            "du lundi au vendredi de 9 h à 12 h et de 14 h à 17 h ; le samedi de 9 h à 12 h ; fermé les jours fériés",
        ),
        ("Mo,We,Th 14:00-17:30", "le lundi, le mercredi et le jeudi de 14 h à 17 h 30"),
        ("Mo-We,Sa 10:00-24:00", "du lundi au mercredi et le samedi de 10 h à minuit"),
        ("24/7", "tous les jours 24 heures sur 24"),
        ("Mo-Su 10:00+", "tous les jours à partir de 10 h"),
        ("Tu[1,3] 14:00-17:00", "le mardi de 14 h à 17 h (1er et 3e du mois)"),
        ('Mo 09:00-12:00 "Sur rendez-vous"', "le lundi de 9 h à 12 h (sur rendez-vous)"),
        ('"sur rendez-vous"', "sur rendez-vous"),
        ("9h-12h\n du lundi au jeudi", "9h-12h du lundi au jeudi"),
    ],
)
def test_hours_are_told_in_one_line(hours: str, line: str) -> None:
    assert hours_line(hours) == line


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [
        ("Mo-Fr 09:00-12:00,13:00-17:30", "Ouvert, ferme à 12 h"),
        ("Mo-Fr 14:00-17:30", "Fermé, ouvre à 14 h"),
        ("Fr 09:00-12:00", "Fermé, ouvre demain à 9 h"),
        ("Mo 09:30-12:00", "Fermé, ouvre lundi à 9 h 30"),
        ("2026 Dec 05 09:00-12:00", "Fermé, ouvre le 5 décembre à 9 h"),
        ("2027 Dec 05 09:00-12:00", "Fermé"),
        ('Mo-Fr 09:00-12:00 "sur rendez-vous"', "Sur rendez-vous aujourd'hui de 9 h à 12 h"),
        ('Mo-Fr 14:00-16:00 "sur RDV"', "Fermé, sur rendez-vous à 14 h"),
        ('Mo-Fr 09:00-12:00 unknown "sur rendez-vous"', "Sur rendez-vous aujourd'hui de 9 h à 12 h"),
        ('We 22:00-11:00 "sur RDV"', "Sur rendez-vous aujourd'hui jusqu'à 11 h"),
        ('"sur rendez-vous"', "Sur rendez-vous"),
        ("Mo-Fr 09:00-12:00; SH off", "Ouvert, ferme à 12 h (hors vacances scolaires)"),
        ("Th 08:00-24:00", "Ouvert, ferme à minuit"),
        ("24/7", "Ouvert"),
        ("", "Horaires non connus"),
        ("du lundi au vendredi", "Horaires non connus"),
    ],
)
def test_the_state_is_one_short_sentence(hours: str, sentence: str) -> None:
    assert state_words(state_at(hours, THURSDAY, PARIS), THURSDAY) == sentence
