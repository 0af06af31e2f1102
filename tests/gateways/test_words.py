"""Free text of other centres, made to fit ours."""

import msgspec

from domain.vocabulary import LongText, ShortText
from gateways.hub_sante.words import pieces, short


def test_a_label_is_one_line_without_control_characters() -> None:
    label = short("12 rue\nHaute\x00\x1b[31m ")
    assert label == "12 rue Haute  [31m"
    assert msgspec.convert(label, ShortText) == label


def test_a_note_keeps_its_lines_and_loses_what_no_screen_shows() -> None:
    assert pieces("fièvre\n39\x00") == ["fièvre\n39"]


def test_every_piece_of_a_long_note_says_something() -> None:
    cut = pieces("a" * 4000 + " " * 4000 + "b")
    assert cut == ["a" * 4000, "b"]
    assert [msgspec.convert(piece, LongText) for piece in cut] == cut


def test_a_text_of_control_characters_says_nothing() -> None:
    assert short("\x00\x1b") is None
    assert pieces("\x00\n") == []
