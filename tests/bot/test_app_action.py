"""Calling the app: what is sent, what is made of the answer, and what of a connection that ends."""

import asyncio
import json
import unittest
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

from rasa.core.actions.action import ActionExecutionRejection
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

from bot.turn.app_action import LONGEST_SESSION, AppAction, AppLine

DOMAIN = Domain.from_yaml(Path("domain.yml").read_text("utf-8"))
RECORDED = sorted(Path("tests/contract/recorded").glob("*.json"))
ANSWER = {"events": [], "responses": [{"text": "42", "buttons": [{"title": "A", "payload": "1"}]}]}
Heard = Tuple[bytes, Dict[str, str]]


class App:
    """An action server that keeps what it got and answers what it was told to, byte by byte."""

    def __init__(self, status: str = "200 OK", body: object = None, per_connection: int = 99,
                 seconds: float = 0.0) -> None:  # fmt: skip
        self.status = status
        self.raw = body if isinstance(body, bytes) else json.dumps(body or ANSWER).encode()
        self.per_connection = per_connection
        self.seconds = seconds
        self.heard: List[Heard] = []
        self.connections = 0

    async def __aenter__(self) -> "App":
        """Listen on a free port."""
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Listen no longer."""
        self.server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        for _ in range(self.per_connection):
            try:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            except asyncio.IncompleteReadError:
                break
            headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
            self.heard.append((await reader.readexactly(int(headers["content-length"])), headers))
            await asyncio.sleep(self.seconds)
            writer.write(
                f"HTTP/1.1 {self.status}\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(self.raw)}\r\n\r\n".encode()
                + self.raw
            )
            await writer.drain()
        writer.close()


def tracker(*events: Any) -> DialogueStateTracker:
    """Give a conversation whose last message came through WhatsApp."""
    said = UserUttered("ventas", {"name": "ask_sales"}, [], input_channel="twilio",
                       metadata={"vocero": "signed", "message_id": "SM1"})  # fmt: skip
    return DialogueStateTracker.from_events("twilio:x", [*events, said], DOMAIN.slots)


class AppActionTest(unittest.IsolatedAsyncioTestCase):
    """An action that is run against a server."""

    async def run_(
        self, app: App, times: int = 1, of: Optional[DialogueStateTracker] = None
    ) -> Any:
        """Run an action so many times over one line; give the last events."""
        line = AppLine(EndpointConfig(f"http://127.0.0.1:{app.port}/x", headers={"X-S": "secret"}))
        try:
            for _ in range(times):
                events = await AppAction("action_report", line).run(
                    CollectingOutputChannel(), None, of or tracker(), DOMAIN
                )
        finally:
            await line.close()
        return events

    async def test_the_message_goes_out_and_the_answer_comes_back(self) -> None:
        """With the secret, without domain and history; text and buttons become one message."""
        async with App() as app:
            (said,) = await self.run_(app, of=tracker(*[ActionExecuted("action_listen")] * 20))
        ((raw, headers),) = app.heard
        sent = json.loads(raw)
        self.assertEqual(headers["x-s"], "secret")
        self.assertEqual(sent["tracker"]["latest_message"]["metadata"]["vocero"], "signed")
        heard = {"event": "user", "text": "ventas", "input_channel": "twilio"}
        self.assertEqual(sent["tracker"]["events"], [heard])
        self.assertEqual(sent["domain"], {})
        self.assertLess(len(raw), 1000)
        self.assertEqual((said.text, said.data["buttons"][0]["title"]), ("42", "A"))

    async def test_the_connection_stays_open(self) -> None:
        """Ten calls share one."""
        async with App() as app:
            await self.run_(app, times=10)
        self.assertEqual((len(app.heard), app.connections), (10, 1))

    async def test_a_connection_that_was_closed_is_replaced(self) -> None:
        """A server that closes after each answer, as at a restart, loses nothing."""
        async with App(per_connection=1) as app:
            (said,) = await self.run_(app, times=5)
        self.assertEqual(said.text, "42")
        self.assertGreaterEqual(len(app.heard), 5)

    async def test_whatever_is_no_answer_is_a_failure(self) -> None:
        """Errors, other forms, unknown events, nobody there: an exception, which Rasa expects."""
        bad = [b"", b"{", b"[]", b"null", b"{}", b'{"events": []}', b'{"responses": []}',
               b'{"events": [], "responses": ["x"]}', b'{"events": [{}], "responses": []}',
               b'{"events": [{"event": "strange"}], "responses": []}',
               b'{"events": 5, "responses": []}', b'{"events": [], "responses": null}']  # fmt: skip
        for body in bad:
            async with App(body=body) as app:
                with self.subTest(body=body), self.assertRaises(RasaException):
                    await self.run_(app)
        for status in ("500 Oops", "401 No", "404 What", "449 Retry"):
            async with App(status=status) as app:
                with self.subTest(status=status), self.assertRaises(RasaException):
                    await self.run_(app)
        with self.assertRaises(RasaException):
            await self.run_(app)
        with self.assertRaises(RasaException):
            await AppLine(None).call({})

    async def test_an_action_may_decline(self) -> None:
        """A 400 is how the SDK says so."""
        async with App(status="400 No") as app:
            with self.assertRaises(ActionExecutionRejection):
                await self.run_(app)

    async def test_a_long_session_starts_anew(self) -> None:
        """After 30 events, but never inside a form, whose slots must stay."""
        for events, loop, rolled in ((28, None, False), (30, None, True), (90, None, True),
                                     (90, "alert_form", False)):  # fmt: skip
            past = [ActionExecuted("action_listen")] * events + ([ActiveLoop(loop)] if loop else [])
            async with App() as app:
                got = await self.run_(app, of=tracker(*past))
            self.assertEqual(any(isinstance(e, SessionStarted) for e in got), rolled, events)
        self.assertEqual(LONGEST_SESSION, 30)

    async def test_events_of_an_action_are_read(self) -> None:
        """An action may set slots."""
        body = {"events": [{"event": "slot", "name": "x", "value": 1}], "responses": []}
        async with App(body=body) as app:
            self.assertEqual(await self.run_(app), [SlotSet("x", 1)])

    def test_the_recorded_calls_are_what_this_bot_sends(self) -> None:
        """The contract tests replay just what is written here."""
        self.assertTrue(RECORDED)
        for file in RECORDED:
            recorded = json.loads(file.read_text("utf-8"))
            message, channel = recorded["tracker"]["latest_message"], recorded["tracker"]["events"]
            said = UserUttered(
                message["text"], message["intent"], message["entities"],
                {"intent_ranking": message["intent_ranking"]},
                input_channel=channel[0]["input_channel"], metadata=message["metadata"],
            )  # fmt: skip
            past = [
                ActionExecuted("action_listen"),
                BotUttered("x"),
                ActionExecuted("action_listen"),
            ]
            of = DialogueStateTracker.from_events(recorded["sender_id"], [*past, said], [])
            call = AppAction(recorded["next_action"], AppLine(None))._action_call_format(of, DOMAIN)
            self.assertEqual(call, recorded, file.name)
