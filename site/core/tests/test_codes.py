"""Codes to say and secrets to carry."""

from core.codes import ALPHABET, code_words, new_code, new_token, normalise_code, token_digest


def test_codes_have_eight_signs_that_do_not_look_alike_and_spell_nothing() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert {len(code) for code in codes} == {8}
    assert set("".join(codes)) == set(ALPHABET)
    assert set(ALPHABET) & set("0O1IL2Z5S8BUVAE") == {"V"}


def test_a_code_is_understood_however_it_is_typed() -> None:
    assert [normalise_code(text) for text in ("K7MPXRTW", " k7mp xrtw ", "k7mp-XRTW", "K7MP\u00a0XRTW.")] == [
        "K7MPXRTW"
    ] * 4
    assert code_words("K7MPXRTW") == "K7MP XRTW"


def test_of_a_token_only_its_digest_is_kept() -> None:
    token = new_token()
    assert len(token) == 43
    assert token_digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert token not in token_digest(token)
