import pytest

from core.words import distance_words, listing


@pytest.mark.parametrize(
    ("metres", "words"),
    [
        (0, "à 10 m"),
        (849, "à 850 m"),
        (994.9, "à 990 m"),
        (995, "à 1 km"),
        (1_000, "à 1 km"),
        (1_234, "à 1,2 km"),
        (1_250, "à 1,3 km"),
        (9_949, "à 9,9 km"),
        (9_950, "à 10 km"),
        (12_499, "à 12 km"),
        (6_800_400, "à 6 800 km"),
    ],
)
def test_a_distance_is_said_as_people_say_it(metres, words):
    assert distance_words(metres) == words


@pytest.mark.parametrize(
    ("words", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et c")]
)
def test_an_enumeration_ends_with_et(words, said):
    assert listing(words) == said
