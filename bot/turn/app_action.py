"""Calling the app: what its actions read, over a connection that stays open.

Stock Rasa sends the whole domain and the whole tracker with each call, opens a connection for it,
and checks the answer against a JSON schema, which it checks against the meta-schema first: half of
all its work. Our answers are held to that schema by `tests/contract`; here they are read as what
they are, and what is none of it fails.
"""

import asyncio
import json
from typing import Any, Dict, List, Optional, Text, Tuple

import aiohttp
import rasa
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

from bot.stores.decoding import decoded

PATIENCE = 20.0
"""Seconds; the app answers within fifteen, with a sentence if need be."""
CONNECTIONS = 64
LONGEST_SESSION = 30
"""Events after which a session is rolled over, so that a turn's cost stays the same."""


class AppLine:
    """The connections to the action server; one for each process."""

    def __init__(self, endpoint: Optional[EndpointConfig]) -> None:
        self.endpoint = endpoint
        self._session: Optional[aiohttp.ClientSession] = None

    async def call(self, body: Dict[Text, Any]) -> Tuple[int, bytes]:
        """Post an action call; give status and body.

        A connection that the server had closed meanwhile is replaced once; a message that arrives
        twice by it has one effect, by its id. Raises RasaException when there is no answer.
        """
        raw = json.dumps(body).encode()
        for last in (False, True):
            try:
                async with self._connected().post(self._url(), data=raw) as answer:
                    return answer.status, await answer.read()
            except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as fault:
                if last or isinstance(fault, aiohttp.ClientConnectorError):
                    raise RasaException("the action server cannot be reached") from fault
            except (aiohttp.ClientError, asyncio.TimeoutError) as fault:
                raise RasaException("the action server did not answer") from fault
        raise RasaException("the action server did not answer")

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            headers = {"Content-Type": "application/json", **self._endpoint().headers}
            self._session = aiohttp.ClientSession(
                headers=headers,
                connector=aiohttp.TCPConnector(limit=CONNECTIONS, ttl_dns_cache=300),
                timeout=aiohttp.ClientTimeout(total=PATIENCE),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    def _url(self) -> Text:
        return str(self._endpoint().url)

    def _endpoint(self) -> EndpointConfig:
        if self.endpoint is None:
            raise RasaException("no action_endpoint is configured")
        return self.endpoint


class AppAction(RemoteAction):
    """An action of the app."""

    def __init__(self, name: Text, line: AppLine) -> None:
        super().__init__(name, line.endpoint)
        self._line = line

    def _action_call_format(self, tracker: DialogueStateTracker, domain: Domain) -> Dict[Text, Any]:
        """Send the message, who sent it and through what: what our actions read."""
        message = tracker.latest_message or UserUttered.empty()
        channel = tracker.get_latest_input_channel()
        loop = tracker.active_loop
        return {
            "next_action": self.name(),
            "sender_id": tracker.sender_id,
            "version": rasa.__version__,
            "domain": {},
            "tracker": {
                "sender_id": tracker.sender_id,
                "slots": {},
                "latest_message": {
                    "text": message.text,
                    "intent": message.intent,
                    "entities": message.entities,
                    "intent_ranking": message.parse_data.get("intent_ranking", [])[:5],
                    "metadata": message.metadata,
                },
                "events": [{"event": "user", "text": message.text, "input_channel": channel}],
                "paused": False,
                "active_loop": {"name": loop.name} if loop else {},
                "latest_action_name": tracker.latest_action_name,
                "followup_action": None,
            },
        }

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> List[Event]:
        """Let the app answer; raises RasaException when it does not."""
        status, raw = await self._line.call(self._action_call_format(tracker, domain))
        if status == 400:
            raise ActionExecutionRejection(self.name())
        if status != 200:
            raise RasaException(f"the action server answered {status} to {self.name()}")
        responses, events = _answer(raw)
        said = await self._utter_responses(responses, output_channel, nlg, tracker)
        rolled = len(tracker.events) > LONGEST_SESSION and not tracker.active_loop
        return [*said, *events, *([SessionStarted()] if rolled else [])]


def _answer(raw: bytes) -> Tuple[List[Dict[Text, Any]], List[Event]]:
    """Read the app's answer; raises RasaException for what is none."""
    try:
        body = json.loads(raw)
        responses, events = body["responses"], body["events"]
        if all(isinstance(response, dict) for response in responses):
            return responses, [decoded(event) for event in events]
    except (ValueError, KeyError, TypeError) as fault:
        raise RasaException("the action server's answer cannot be read") from fault
    raise RasaException("the action server's answer cannot be read")
