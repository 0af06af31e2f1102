"""Names of places as people type them, and how far two places are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules.place_names import folded_words, metres_between, plain_words
from domain.vocabulary import Position


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("St-Rémy-lez-Chevreuse", ("saint", "remy", "les", "chevreuse")),
        ("Saint Rémy lès Chevreuse", ("saint", "remy", "les", "chevreuse")),
        ("STE-SUZANNE", ("sainte", "suzanne")),
        ("L’Haÿ-les-Roses", ("l", "hay", "les", "roses")),
        ("Œting", ("oeting",)),
        ("12, rue de l'Église", ("12", "rue", "de", "l", "eglise")),
        (" -' ", ()),
    ],
)
def test_accents_hyphens_and_abbreviations_make_no_difference(typed: str, words: tuple[str, ...]) -> None:
    assert folded_words(typed) == words


def test_a_word_half_typed_keeps_its_abbreviation() -> None:
    assert plain_words("St") == ("st",)


@given(st.text(max_size=20))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = folded_words(text)
    assert folded_words(" ".join(once)) == once


def test_distances_are_in_metres() -> None:
    besancon, dole = Position(47.24878, 6.01815), Position(47.09225, 5.48966)
    assert metres_between(besancon, dole) == pytest.approx(43_600, rel=0.01)
    assert metres_between(dole, dole) == 0
