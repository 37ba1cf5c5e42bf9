"""What every action does: read the tracker, ask the conversation in a thread, say the reply."""

import asyncio
from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.office import office
from actions.reading import identity_of, said_of
from vocero.conversation.answering import answer, stranger_text
from vocero.conversation.said import Reply
from vocero.errors import UnknownPersonError
from vocero.rendering.sentences import say
from vocero.telemetry import logger, reference
from vocero.words import languages

DEADLINE = 3.5
"""Seconds after which the person gets a sentence instead of the figures."""
PATIENT_DEADLINE = 15.0
"""The same where nobody holds a line open: our API tells the person meanwhile."""
_TERMINALS = frozenset({"cmdline", "interactive"})
_log = logger("actions")


class Answering(Action, ABC):
    """An action that answers with what the conversation says; subclasses give it a name."""

    @abstractmethod
    def name(self) -> str:
        """Give the name under which `domain.yml` knows the action."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Answer within the deadline; no exception leaves."""
        desk = office()
        said = said_of(tracker)
        try:
            identity = identity_of(tracker, desk.settings)
        except UnknownPersonError:
            dispatcher.utter_message(text=stranger_text(desk))
            return []
        try:
            reply = await asyncio.wait_for(
                asyncio.to_thread(answer, desk, identity, said), _deadline(said.door)
            )
        except TimeoutError:
            _log.warning("deadline passed", reference=reference(), intent=said.intent)
            language = languages.detect(said.text[:1000]) or desk.settings.company_language
            reply = Reply(say(language, "error", "too_slow"))
        dispatcher.utter_message(
            text=reply.text, buttons=_buttons(reply, said.door), **_media(reply, said.door)
        )
        return []


def _deadline(door: str) -> float:
    return PATIENT_DEADLINE if door == "twilio" else DEADLINE


def _buttons(reply: Reply, door: str) -> list[dict[str, str]] | None:
    """Offer the choices as buttons, which say their number; a terminal has the numbers only."""
    if not reply.choices or door in _TERMINALS:
        return None
    return [
        {"title": title, "payload": str(n)}
        for n, title in enumerate(reply.choices, start=reply.first)
    ]


def _media(reply: Reply, door: str) -> dict[str, str]:
    """Send a file along under Rasa's names; a terminal has its link in the text."""
    if reply.media is None or door in _TERMINALS:
        return {}
    return {"image" if reply.media.picture else "attachment": reply.media.url}
