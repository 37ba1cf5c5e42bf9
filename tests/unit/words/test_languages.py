"""A message's language is that of the words which hold it together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.words import messages
from tests.unit.words.tables import lines
from vocero.words.languages import detect

SENTENCES = [
    (language, text)
    for language, table in (
        ("es", messages.SPANISH_MESSAGES),
        ("en", messages.ENGLISH_MESSAGES),
    )
    for text in lines(table)
]


@pytest.mark.parametrize(("language", "text"), SENTENCES)
def test_a_sentence_has_its_language(language: str, text: str) -> None:
    """Typos, missing accents, names and borrowed words do not change it."""
    assert detect(text) == language


def test_the_sentences_are_enough_to_show_one_per_cent() -> None:
    """More than two hundred sentences of three words or more stand behind the claim."""
    assert sum(len(text.split()) >= 3 for _, text in SENTENCES) >= 200


@pytest.mark.parametrize("text", lines(messages.NEUTRAL_MESSAGES))
def test_what_belongs_to_no_language_is_none(text: str) -> None:
    """Names, numbers, references and words of both languages decide nothing."""
    assert detect(text) is None


@pytest.mark.parametrize(
    ("language", "text"),
    [("es", text) for text in lines(messages.SPANISH_COMMANDS)]
    + [("en", text) for text in lines(messages.ENGLISH_COMMANDS)],
)
def test_a_command_of_one_language_decides(language: str, text: str) -> None:
    """A command word that exists in one language only is enough, in any case."""
    assert detect(text) == language
    assert detect(text.lower()) == language


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_an_empty_message_has_no_language(text: str) -> None:
    """Nothing said decides nothing."""
    assert detect(text) is None


@given(st.text(max_size=1500))
def test_any_text_is_answered(text: str) -> None:
    """No text makes the reader raise."""
    assert detect(text) in ("es", "en", None)


@given(st.sampled_from(SENTENCES))
def test_accents_and_capitals_change_nothing(sentence: tuple[str, str]) -> None:
    """A phone without accents or with capitals says the same."""
    language, text = sentence
    plain = text.translate(str.maketrans("áéíóúüñ¿¡", "aeiouun  "))
    assert detect(plain) == language
    assert detect(plain.lower()) == language
