"""Both languages say the same things, and every sentence can be filled."""

import re
import string

import pytest

from vocero.conversation.answering import LATER
from vocero.metrics.catalogue import metrics
from vocero.people.policy import POLICY
from vocero.rendering.sentences import join, say, texts

KEYS = [(section, key) for section, keys in texts("es").items() for key in keys]


def fields(template: str) -> set[str]:
    """The names of a template's placeholders."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_both_languages_have_the_same_keys() -> None:
    """A sentence without its translation fails here."""
    english = {(section, key) for section, keys in texts("en").items() for key in keys}
    assert set(KEYS) == english


@pytest.mark.parametrize(("section", "key"), KEYS)
def test_translations_name_the_same_values(section: str, key: str) -> None:
    """No value is said in one language and lost in the other."""
    assert fields(texts("es")[section][key]) == fields(texts("en")[section][key])


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(("section", "key"), KEYS)
def test_no_sentence_has_a_blank_line(language: str, section: str, key: str) -> None:
    """Rasa would send what stands after a blank line as a message of its own."""
    assert "\n\n" not in texts(language)[section][key]  # type: ignore[index]


def test_every_capability_has_a_name() -> None:
    """A refusal can name whatever the policy refuses."""
    assert set(texts("es")["capability"]) == set(POLICY)


def test_every_later_intent_has_a_name() -> None:
    """What is not available yet can be named."""
    assert set(texts("es")["feature"]) == LATER


@pytest.mark.parametrize("key", metrics())
def test_every_metric_is_named_and_explained_in_both_languages(key: str) -> None:
    """`explain_metric` has a sentence, with its full stop, for every entry."""
    metric = metrics()[key]
    for language in ("es", "en"):
        assert metric.names[language]
        assert re.fullmatch(r"\S.*\.", metric.explanations[language])


def test_lists_are_joined_as_people_say_them() -> None:
    """ "y" becomes "e" before an i; English takes "and"."""
    assert join("es", ["ventas", "reservas", "metas"]) == "ventas, reservas y metas"
    assert join("es", ["ventas", "indicadores"]) == "ventas e indicadores"
    assert join("en", ["sales", "bookings"]) == "sales and bookings"
    assert join("es", ["ventas"]) == "ventas"
    assert join("es", []) == ""


def test_a_missing_sentence_is_a_programming_error() -> None:
    """Nothing falls back to an empty text in silence."""
    with pytest.raises(KeyError):
        say("es", "talk", "nothing_like_it")
