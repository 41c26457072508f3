import pytest
from hypothesis import given
from hypothesis import strategies as st

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
        ("06 39 98 12 34", "+33639981234", "06 39 98 12 34"),  # of films and examples: nobody's, of metropolitan France
        ("+33596702887", "+596596702887", "0596 70 28 87"),
        ("+596 596 70 28 87", "+596596702887", "0596 70 28 87"),
        ("+269269123456", "+262269123456", "0269 12 34 56"),
        ("06,12,34,56,78", "+33612345678", "06 12 34 56 78"),
        ("O6 12 34 56 7o", "+33612345670", "06 12 34 56 70"),
        ("٠٦ ١٢ ٣٤ ٥٦ ٧٨", "+33612345678", "06 12 34 56 78"),
        ("33 6 12 34 56 78", "+33612345678", "06 12 34 56 78"),
        ("(+33) 06 12 34 56 78", "+33612345678", "06 12 34 56 78"),
        ("00 262 (0)692 12 34 56", "+262692123456", "0692 12 34 56"),
        ("262 692 12 34 56", "+262692123456", "0692 12 34 56"),
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
        "poo",
        "+33 6 12 34 56",
        "0" * 10_000,
    ],
)
def test_what_is_not_a_french_number_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(InvalidPhone) as refusal:
        normalise(typed)
    assert str(refusal.value).startswith("Ce numéro de téléphone n'est pas reconnu.")


def test_a_number_nobody_recognises_is_shown_as_it_is() -> None:
    assert phone_words("3949") == "3949"


GROUPS = ("0612345678", "0712345678", "0180059880", "0590123456", "0690123456", "0594123456", "0694123456")
GROUPS += ("0596123456", "0696123456", "0697123456", "0262123456", "0692123456", "0693123456", "0269123456")
SEPARATORS = st.sampled_from(["", " ", ".", "-", "/", ",", "\u00a0", "\u202f", " - ", "\u2011", "\u202a"])


@given(st.sampled_from(GROUPS), st.data())
def test_every_writing_of_a_number_is_the_same_number(number: str, data: st.DataObject) -> None:
    kept = normalise(number)
    prefix = kept[: -len(number) + 1]
    head = data.draw(
        st.sampled_from(["0", "O", "+33", "0033", "+33 (0)", "0033 0", "33 ", prefix, f"00{prefix[1:]} (0)"])
    )
    tail = "".join(digit + data.draw(SEPARATORS) for digit in number[1:])
    typed = f" {head}{data.draw(SEPARATORS)}{tail}"
    if len(typed) <= 40:
        assert normalise(typed) == kept
    assert normalise(phone_words(kept)) == kept


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_is_refused(text: str) -> None:
    try:
        kept = normalise(text)
    except InvalidPhone:
        kept = "+33180059880"
    assert phone_words(kept).replace(" ", "").lstrip("+").isdigit()
