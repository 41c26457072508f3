import pytest

from core.phones import InvalidPhone, normalise, phone_link, phone_words


@pytest.mark.parametrize(
    ("typed", "kept", "read"),
    [
        ("06 12 34 56 78", "+33612345678", "06 12 34 56 78"),
        ("06.12.34.56.78", "+33612345678", "06 12 34 56 78"),
        ("06-12-34-56-78", "+33612345678", "06 12 34 56 78"),
        (" 01\u00a080\u202f05 98 80 ", "+33180059880", "01 80 05 98 80"),
        ("+33 6 12 34 56 78", "+33612345678", "06 12 34 56 78"),
        ("+33 (0)6 12 34 56 78", "+33612345678", "06 12 34 56 78"),
        ("0033612345678", "+33612345678", "06 12 34 56 78"),
        ("180059880", "+33180059880", "01 80 05 98 80"),
        ("0590 12 34 56", "+590590123456", "0590 12 34 56"),
        ("0262 12 34 56", "+262262123456", "0262 12 34 56"),
        ("0692 12 34 56", "+262692123456", "0692 12 34 56"),
        ("0639 12 34 56", "+262639123456", "0639 12 34 56"),
        ("+33596702887", "+596596702887", "0596 70 28 87"),
        ("+596 596 70 28 87", "+596596702887", "0596 70 28 87"),
        ("+269269123456", "+262269123456", "0269 12 34 56"),
        ("+687 12 34 56", "+687123456", "+687 12 34 56"),
        ("+689 40 12 34 56", "+68940123456", "+689 40 12 34 56"),
    ],
)
def test_a_number_has_one_form_and_is_read_in_pairs(typed: str, kept: str, read: str) -> None:
    assert normalise(typed) == kept
    assert phone_words(kept) == read
    assert phone_link(kept) == f"tel:{kept}"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0612",
        "06 12 34 56 7",
        "06 12 34 56 78 90",
        "00 12 34 56 78",
        "+44 20 7946 0000",
        "bonjour",
        "٠٦١٢٣٤٥٦٧٨",
        "0" * 10_000,
    ],
)
def test_what_is_not_a_french_number_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(InvalidPhone) as refusal:
        normalise(typed)
    assert str(refusal.value).startswith("Ce numéro de téléphone n'est pas reconnu.")


def test_a_number_nobody_recognises_is_shown_as_it_is() -> None:
    assert phone_words("3949") == "3949"
