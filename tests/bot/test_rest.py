"""The REST door: its routes, over HTTP, with a bot that only listens."""

import json
import time
from types import SimpleNamespace
from typing import Any, Dict, Optional, Tuple

import aiohttp
import jwt

from bot.channels.rest import SignedRest
from bot.channels.turns import SILENCE
from bot.settings import BotSettings
from tests.bot.doors import Bot, DoorTest

REST = "rest-secret-of-the-tests-0123456789abc"
IDENTITY = "identity-secret-of-the-tests-0123456789"
PHONE = "+12025550104"
WEBHOOK = "/webhooks/rest/webhook"


class Model:
    """An agent with or without a model."""

    def __init__(self, *, ready: bool = True, intent: Optional[str] = "greet") -> None:
        self.ready = ready
        self.intent = intent

    def is_ready(self) -> bool:
        """Tell whether a model is loaded."""
        return self.ready

    async def parse_message(self, _text: str) -> Dict[str, Any]:
        """Understand a text."""
        return {"intent": {"name": self.intent}} if self.intent else {}


def bearer(phone: str = PHONE, secret: str = REST, seconds: int = 60) -> Dict[str, str]:
    """Write the header of a caller."""
    claims = {"sub": phone, "exp": int(time.time()) + seconds}
    return {"Authorization": "Bearer " + jwt.encode(claims, secret, "HS256")}


class RestTest(DoorTest):
    """Each test serves a door of its own."""

    async def serve(
        self, bot: Bot, *, development: bool = False, agent: object = None, deadline: float = 2.0
    ) -> None:
        """Open the door on a free port."""
        own = BotSettings(development, IDENTITY, REST, deadline)
        await self.open(SignedRest(own), bot, agent)

    async def call(
        self,
        body: object,
        headers: Optional[Dict[str, str]] = None,
        method: str = "POST",
        path: str = WEBHOOK,
    ) -> Tuple[int, Any]:
        """Send a body (text as it is, anything else as JSON); give status and JSON answer."""
        raw = body if isinstance(body, (str, bytes)) else json.dumps(body)
        sent = {"Content-Type": "application/json", **(headers or {})}
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, self.address + path, data=raw, headers=sent) as answer,
        ):
            return answer.status, json.loads(await answer.text())

    async def test_production_needs_a_token(self) -> None:
        """Without one, or with a bad one, it is 401, and the bot hears nothing."""
        bot = Bot("42")
        await self.serve(bot)
        body = {"sender": PHONE, "message": "ventas"}
        for headers in (
            None,
            bearer(secret="x" * 32),
            bearer(seconds=-5),
            bearer("maria"),
            {"Authorization": "Bearer"},
            {"Authorization": ""},
        ):
            with self.subTest(headers=headers):
                status, answer = await self.call(body, headers)
                self.assertEqual(status, 401)
                self.assertIn("error", answer)
        self.assertEqual(bot.messages, [])

    async def test_the_token_says_who_whatever_the_body_says(self) -> None:
        """Sender and metadata of the body do not matter; the identity is signed for the app."""
        bot = Bot("42")
        await self.serve(bot)
        body = {
            "sender": "+12025550101",
            "message": "ventas",
            "metadata": {"vocero": "forged"},
            "input_channel": "cmdline",
            "message_id": "SM1",
        }
        status, answer = await self.call(body, bearer())
        (message,) = bot.messages
        claims = jwt.decode(
            message.metadata["vocero"], IDENTITY, ["HS256"], audience="vocero-actions"
        )
        self.assertEqual((status, len(answer)), (200, 1))
        self.assertEqual((claims["sub"], claims["door"], claims["mid"]), (PHONE, "rest", "SM1"))
        self.assertEqual(claims["cid"], message.sender_id)
        self.assertTrue(message.sender_id.startswith("rest:"))
        self.assertNotIn(PHONE[1:], message.sender_id)
        self.assertEqual(message.input_channel, "rest")
        self.assertEqual(answer[0]["text"], "42")

    async def test_in_development_the_sender_is_enough(self) -> None:
        """An unsigned call names the person, and nothing is signed for it."""
        bot = Bot("42")
        await self.serve(bot, development=True)
        status, _ = await self.call({"sender": PHONE, "message": "ventas"})
        (message,) = bot.messages
        self.assertEqual((status, message.sender_id), (200, PHONE))
        self.assertNotIn("vocero", message.metadata)

    async def test_in_development_a_bad_token_is_still_refused(self) -> None:
        """Who shows a token is judged by it."""
        bot = Bot("42")
        await self.serve(bot, development=True)
        body = {"sender": PHONE, "message": "ventas"}
        self.assertEqual((await self.call(body, bearer(secret="x" * 32)))[0], 401)
        self.assertEqual((await self.call(body, bearer()))[0], 200)
        self.assertTrue(bot.messages[0].sender_id.startswith("rest:"))

    async def test_a_body_that_is_no_json_object_is_400(self) -> None:
        """Broken JSON, a list, a text, nothing: refused with a reason and without a trace."""
        bot = Bot("42")
        await self.serve(bot, development=True)
        for body in ("{not json canary", "", '"canary"', "[1]", "null", "5", b"\xff\xfe\x00canary"):
            with self.subTest(body=body):
                status, answer = await self.call(body)
                self.assertEqual(status, 400)
                self.assertNotIn("canary", json.dumps(answer))
        self.assertEqual(bot.messages, [])

    async def test_strange_messages_are_cleaned(self) -> None:
        """NUL bytes, no text, numbers, ten thousand characters: the bot gets something harmless."""
        bot = Bot("42")
        await self.serve(bot, development=True)
        for said in ("a\0b", "", None, 5, ["x"], "a" * 10_000, "\ud83d"):
            status, answer = await self.call({"sender": PHONE, "message": said})
            self.assertEqual((status, len(answer)), (200, 1))
        texts = [message.text for message in bot.messages]
        self.assertEqual(texts[:5], ["ab", "…", "…", "…", "…"])
        self.assertLess(len(texts[5]), 1200)
        self.assertEqual(texts[6], "…")

    async def test_a_strange_sender_or_message_id_is_harmless(self) -> None:
        """Whatever they are, they become short texts without control characters."""
        bot = Bot("42")
        await self.serve(bot, development=True)
        for value in (None, 5, {"a": 1}, "x\0" * 500):
            status, _ = await self.call({"sender": value, "message": "hola", "message_id": value})
            self.assertEqual(status, 200)
        for message in bot.messages:
            self.assertLessEqual(len(message.sender_id), 64)
            self.assertNotIn("\0", message.sender_id)
            self.assertLessEqual(len(message.metadata["message_id"] or ""), 64)

    async def test_an_answer_stays_one_message(self) -> None:
        """Rasa would split at blank lines; this door does not."""
        await self.serve(Bot("one\n\ntwo "), development=True)
        _, answer = await self.call({"sender": PHONE, "message": "hola"})
        self.assertEqual([m["text"] for m in answer], ["one\n\ntwo"])

    async def test_silence_is_answered(self) -> None:
        """A bot that says nothing, or not in time, gets the door's own bilingual sentence."""
        await self.serve(Bot(), development=True)
        _, answer = await self.call({"sender": PHONE, "message": "hola"})
        self.assertEqual([m["text"] for m in answer], [SILENCE])
        await self.serve(Bot("late", seconds=5), development=True, deadline=0.2)
        began = time.monotonic()
        _, answer = await self.call({"sender": PHONE, "message": "hola"})
        self.assertEqual([m["text"] for m in answer], [SILENCE])
        self.assertLess(time.monotonic() - began, 2)
        self.assertNotIn("\n\n", SILENCE)

    async def test_health_tells_whether_there_is_a_model(self) -> None:
        """200 with a model that understands; 503 without agent, model or understanding."""
        for agent, wanted in (
            (Model(), 200),
            (None, 503),
            (Model(ready=False), 503),
            (Model(intent=None), 503),
        ):
            await self.serve(Bot(), agent=agent)
            status, _ = await self.call("", method="GET", path="/webhooks/rest/health")
            self.assertEqual(status, wanted)
        status, _ = await self.call("", method="GET", path="/webhooks/rest/")
        self.assertEqual(status, 200)

    async def test_other_methods_are_not_there(self) -> None:
        """The webhook takes POST only."""
        await self.serve(Bot("42"), development=True)
        async with aiohttp.ClientSession() as session, session.get(self.address + WEBHOOK) as got:
            self.assertEqual(got.status, 405)

    def test_the_credentials_name_this_door_only(self) -> None:
        """Rasa's own REST channel, where callers choose who they are, is not among the doors."""
        with open("credentials.yml", encoding="utf-8") as file:  # noqa: PTH123 — a plain file
            doors = [line.split(":")[0] for line in file if line[:1].strip() not in {"", "#"}]
        self.assertEqual([door for door in doors if door.startswith("rest")], [])
        self.assertIn(f"{SignedRest.__module__}.{SignedRest.__name__}", doors)

    def test_the_channel_is_called_rest(self) -> None:
        """Its address is that of the channel which it replaces."""
        self.assertEqual(SignedRest(SimpleNamespace()).url_prefix(), "rest")
