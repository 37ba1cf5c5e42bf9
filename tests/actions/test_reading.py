"""The tracker's latest message, read as the conversation wants it."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa_sdk import Tracker

from actions.reading import clean, said_of
from vocero.conversation.said import Entity

MakeTracker = Callable[..., Tracker]


def test_entities_keep_their_place_value_and_role(tracker: MakeTracker) -> None:
    """Kind, normal value, position and role come over; what a model adds is left behind."""
    said = said_of(tracker("ventas de ayer sin Tulum", entities=[
        {"entity": "period", "value": "ayer", "start": 10, "end": 14, "extractor": "EntityTagger"},
        {"entity": "member", "value": "Tulum", "start": 19, "end": 24, "role": "excluded",
         "confidence_entity": 0.8},
    ]))  # fmt: skip
    assert said.entities == (
        Entity("period", "ayer", 10, 14), Entity("member", "Tulum", 19, 24, "excluded"),
    )  # fmt: skip
    assert said.intent == "ask_sales"
    assert said.first("member") == "Tulum"
    assert said.before(said.entities[1]) == "ventas de ayer sin "


def test_typed_entities_come_without_a_place(tracker: MakeTracker) -> None:
    """`/ask_sales{"period": "ayer"}` names no positions; they count as the start."""
    said = said_of(tracker("/ask_sales", entities=[{"entity": "period", "value": "ayer"}]))
    assert said.entities == (Entity("period", "ayer", 0, 0),)


def test_values_that_are_no_text_become_text(tracker: MakeTracker) -> None:
    """A number that someone typed as an entity's value is read as its words."""
    said = said_of(tracker("/ask_ranking", entities=[{"entity": "count", "value": 5}]))
    assert said.first("count") == "5"


@pytest.mark.parametrize("text", [None, ""])
def test_a_message_without_text_or_intent_is_not_understood(
    tracker: MakeTracker, text: str | None
) -> None:
    """Missing fields give empty text, the fallback intent and no entities."""
    said = said_of(tracker(text, intent=None, entities=None, metadata=None))
    assert (said.text, said.intent, said.entities) == ("", "nlu_fallback", ())
    assert said.message_id == ""


def test_an_empty_tracker_can_be_read() -> None:
    """A tracker without any message gives an empty one instead of an error."""
    said = said_of(Tracker("x", {}, None, [], False, None, {}, None))
    assert (said.text, said.intent, said.door) == ("", "nlu_fallback", "interactive")


def test_the_message_id_and_the_door_come_over(tracker: MakeTracker) -> None:
    """The id that makes an effect happen once is the door's; the channel is the door's name."""
    said = said_of(tracker(metadata={"message_id": "SM123"}, channel="twilio"))
    assert (said.message_id, said.door) == ("SM123", "twilio")


@given(st.text(st.characters(), max_size=60))
def test_cleaned_text_can_be_stored_and_shown(text: str) -> None:
    """No NUL, no control character, no lone surrogate is left; line breaks and tabs stay."""
    kept = clean(text)
    kept.encode("utf-8")
    assert not any(ord(c) < 32 and c not in "\n\t" for c in kept)
    assert not any(0x7F <= ord(c) < 0xA0 for c in kept)
    assert clean(kept) == kept


def test_clean_keeps_what_people_write() -> None:
    """Accents, emoji and punctuation are untouched."""
    text = "¿Ventas de Ñuñoa? 😀 «sí»\n\tok"
    assert clean(text) == text
    assert clean("a\0b\x1b[1m\ud800c\x85") == "ab[1mc"
