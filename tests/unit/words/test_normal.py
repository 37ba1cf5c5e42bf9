"""Folding loses accents and case, never the way back to the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocero.words.normal import Speller, fold, folded

SPELLER = Speller({"semana", "pasada", "pasado", "martes", "monday", "hoy"}, {"marte"})


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("MAÑANA", "manana"),
        ("miércoles", "miercoles"),
        ("mie\u0301rcoles", "miercoles"),
        ("1º", "1o"),
        ("last year’s", "last year's"),
        ("1–15", "1-15"),
    ],
)
def test_folding_keeps_what_is_said(text: str, plain: str) -> None:
    """Case, accents and typographic marks go; letters stay."""
    assert fold(text) == plain


@given(st.text(max_size=100))
def test_every_folded_character_knows_its_origin(text: str) -> None:
    """A slice of the folded text has a place inside the original."""
    plain = folded(text)
    assert len(plain.text) == len(plain.origins)
    for at in range(len(plain.text)):
        start, end = plain.span(at, at + 1)
        assert 0 <= start < end <= len(text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("semana", "semana"),
        ("smana", "semana"),
        ("semnaa", "semana"),
        ("psada", "pasada"),
        ("hoyyy", "hoy"),
        ("mertes", "martes"),
        ("marte", None),
        ("mondays", None),
        ("hay", None),
        ("lemana", None),
        ("pasad", None),
    ],
)
def test_a_typo_stands_for_one_word_or_none(typed: str, meant: str | None) -> None:
    """One slip is corrected; real words, plurals and ties are left alone."""
    assert SPELLER.correct(typed) == meant


def test_words_of_one_meaning_do_not_compete() -> None:
    """Pasado and pasada mean the same, so a typo of both is either."""
    speller = Speller({"pasada", "pasado"}, set(), meanings={"pasada": 1, "pasado": 1})
    assert speller.correct("pasad") in ("pasada", "pasado")
