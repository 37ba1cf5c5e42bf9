"""Reading Rasa's tracker: what was said, and by whom, as the door that verified it signed."""

from typing import Any

from rasa_sdk import Tracker

from vocero.conversation.said import Entity, Said
from vocero.errors import UnknownPersonError
from vocero.people import phones
from vocero.people.identity import Identity, verify
from vocero.settings import Settings

_LOCAL_DOORS = frozenset({"cmdline", "rest", None})
"""Channels whose sender counts as the person in development: shell, REST, interactive."""


def said_of(tracker: Tracker) -> Said:
    """Give the latest message as intent, entities and text, with control characters removed."""
    message = tracker.latest_message
    return Said(
        text=clean(str(message.get("text") or "")),
        intent=str((message.get("intent") or {}).get("name") or "nlu_fallback"),
        entities=tuple(_entity(raw) for raw in message.get("entities") or []),
        message_id=str((message.get("metadata") or {}).get("message_id") or ""),
        door=str(tracker.get_latest_input_channel() or "interactive"),
        conversation_id=tracker.sender_id,
        ranking=tuple(
            (str(raw["name"]), float(raw["confidence"]))
            for raw in message.get("intent_ranking") or []
            if "name" in raw and "confidence" in raw
        )[:5],
    )


def _entity(raw: dict[str, Any]) -> Entity:
    return Entity(
        kind=str(raw.get("entity")),
        value=clean(str(raw.get("value"))),
        start=int(raw.get("start") or 0),
        end=int(raw.get("end") or 0),
        role=raw.get("role"),
        guess=bool(raw.get("guess")),
    )


def identity_of(tracker: Tracker, settings: Settings) -> Identity:
    """Give who speaks: from the signed metadata, or, in development only, from the sender.

    Raises UnknownPersonError when neither tells.
    """
    metadata = tracker.latest_message.get("metadata") or {}
    token = metadata.get("vocero")
    if token is not None and settings.identity_secret is not None:
        return verify(str(token), settings.identity_secret.get_secret_value())
    channel = tracker.get_latest_input_channel()
    if settings.development and channel in _LOCAL_DOORS:
        phone = phones.key(tracker.sender_id)
        if phone is not None:
            return Identity(phone, channel or "interactive", tracker.sender_id, "")
    raise UnknownPersonError


def clean(text: str) -> str:
    """Remove what a database or a terminal chokes on: control characters and lone surrogates."""
    kept = (c for c in text if c in "\n\t" or not (ord(c) < 32 or 0x7F <= ord(c) < 0xA0))
    return "".join(kept).encode("utf-8", "ignore").decode("utf-8")
