"""A message that puts the last one right is told from one that only says no."""

import pytest

from vocero.words.corrections import corrects, taken_back


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("no, te pregunté por reservas", "te pregunté por reservas"),
        ("no te pregunte por las reservas", "te pregunte por las reservas"),
        ("not sales, I meant passengers", "I meant passengers"),
        ("sorry, not June, I meant July", "I meant July"),
        ("no de agosto, de julio", " de julio"),
        ("no, en Cancún", " en Cancún"),
        ("perdón, quise decir ayer", "quise decir ayer"),
        ("perdón, de ayer", "de ayer"),
        ("sorry, for July", "for July"),
        ("me refería a comisiones", "me refería a comisiones"),
        ("digo, de mayo", "digo, de mayo"),
    ],
)
def test_a_correction_is_heard_and_what_it_takes_back_is_left_out(text: str, kept: str) -> None:
    """Everything in front of the words that say it better is taken back."""
    assert corrects(text)
    assert text[taken_back(text) :] == kept


@pytest.mark.parametrize(
    "text",
    ["ventas de hoy", "no", "nope", "yate de lujo", "i want sales", "no shows de ayer", "¿y ayer?",
     "nominas", "not bad", "sin Cancún", "no web"],
)  # fmt: skip
def test_other_messages_correct_nothing(text: str) -> None:
    """A bare no, a question and an exclusion take nothing back."""
    assert not corrects(text)
    assert taken_back(text) == 0
