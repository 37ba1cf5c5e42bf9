"""The Twilio door: our API's way in and Twilio's own, over HTTP, with a bot that only listens."""

import asyncio
import json
import logging
import time
import unittest
from pathlib import Path
from typing import Any, Awaitable, Dict, List, Optional, Tuple, TypeVar
from urllib.parse import urlencode
from xml.etree import ElementTree

import aiohttp
import jwt
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.core.domain import Domain
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from twilio.request_validator import RequestValidator

from bot.channels.cleaning import harmless
from bot.channels.identity import conversation_id
from bot.channels.rest import SignedRest
from bot.channels.turns import SILENCE
from bot.channels.twilio import NOT_TEXT, PATH, TwilioInput
from bot.settings import BotSettings, TwilioAccount
from tests.bot.doors import Bot, DoorTest

REST = "rest-secret-of-the-tests-0123456789abc"
IDENTITY = "identity-secret-of-the-tests-0123456789"
PHONE = "+12025550104"
ACCOUNT = TwilioAccount("AC" + "0" * 32, "token-of-the-tests", "whatsapp:+14155238886",
                        "https://bot.example")  # fmt: skip
DOMAIN = Domain.from_yaml(Path("domain.yml").read_text("utf-8"))
SID = "SM" + "1" * 32
T = TypeVar("T")


def identity(secret: str = IDENTITY, **changed: object) -> str:
    """Sign who speaks, as our API does; None leaves a claim out."""
    claims: Dict[str, object] = {
        "sub": PHONE, "door": "twilio", "cid": conversation_id("twilio", PHONE, IDENTITY),
        "mid": SID, "aud": "vocero-actions", "exp": int(time.time()) + 60,
    }  # fmt: skip
    claims.update(changed)
    return jwt.encode({k: v for k, v in claims.items() if v is not None}, secret, "HS256")


def fields(**changed: Optional[str]) -> Dict[str, str]:
    """Give the fields of a webhook, blank ones too; None leaves one out."""
    whole: Dict[str, Optional[str]] = {
        "AccountSid": ACCOUNT.account_sid, "To": ACCOUNT.number, "From": f"whatsapp:{PHONE}",
        "MessageSid": SID, "Body": "¿cuánto vendimos ayer?", "NumMedia": "0",
        "ProfileName": "", "ReferralNumMedia": "0",
    }  # fmt: skip
    whole.update(changed)
    return {name: value for name, value in whole.items() if value is not None}


def signature(sent: Dict[str, str], token: str = ACCOUNT.auth_token,
              url: str = ACCOUNT.public_url + PATH) -> str:  # fmt: skip
    """Sign a form as Twilio does."""
    return RequestValidator(token).compute_signature(url, sent)


class TwilioTest(DoorTest):
    """What both ways in share."""

    async def serve(self, bot: Bot, account: Optional[TwilioAccount] = ACCOUNT,
                    patience: float = 2.0) -> None:  # fmt: skip
        """Open the door on a free port."""
        own = BotSettings(False, IDENTITY, REST, twilio=account)
        await self.open(TwilioInput(own, patience, patience), bot)

    async def send(self, raw: bytes, headers: Dict[str, str], method: str = "POST",
                   path: str = PATH) -> Tuple[int, bytes]:  # fmt: skip
        """Send a request as it is; give status and body."""
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, self.address + path, data=raw, headers=headers) as answer,
        ):
            return answer.status, await answer.read()

    async def quietly(self, call: Awaitable[T]) -> T:
        """Await a call; what it logs must not repeat what an exception says."""
        with self.assertLogs("bot.channels.turns", "WARNING") as logs:
            logging.getLogger("bot.channels.turns").warning("there is always a line")
            result = await call
        self.assertNotIn("canary", "".join(logs.output))
        return result

    async def api(self, text: object, token: object = None, **more: object) -> Tuple[int, Any]:
        """Send a message as our API does."""
        body = json.dumps({"text": text, "identity": token or identity(), **more})
        status, raw = await self.send(body.encode(), {"Content-Type": "application/json"})
        return status, json.loads(raw)

    async def twilio(self, sent: Dict[str, str], signed: Optional[str] = None,
                     raw: Optional[bytes] = None) -> Tuple[int, bytes]:  # fmt: skip
        """Send a form as Twilio does, or with another signature or body."""
        headers = {"Content-Type": "application/x-www-form-urlencoded",
                   "X-Twilio-Signature": signature(sent) if signed is None else signed}  # fmt: skip
        return await self.send(urlencode(sent).encode() if raw is None else raw, headers)


class FromApiTest(TwilioTest):
    """A message that our API hands on."""

    async def test_the_answer_is_structured(self) -> None:
        """Each message comes with all its parts, in one piece."""
        said = [{"text": "one\n\ntwo ", "buttons": [{"title": "A", "payload": "1"}]},
                {"text": "a chart", "image": "https://x/1.png", "timestamp": 5},
                {"custom": {"kind": "list"}}]  # fmt: skip
        await self.serve(Bot(messages=said))
        status, answer = await self.api("ventas")
        self.assertEqual(status, 200)
        self.assertEqual(answer, {"failed": False, "messages": [
            {"text": "one\n\ntwo", "buttons": [{"title": "A", "payload": "1"}]},
            {"text": "a chart", "image": "https://x/1.png"}, {"custom": {"kind": "list"}},
        ]})  # fmt: skip

    async def test_the_signed_identity_travels_on(self) -> None:
        """Conversation, message id and signature reach the app as the API made them."""
        bot = Bot("42")
        await self.serve(bot)
        token = identity()
        await self.api("¡ventas!", token, sender="+12025550101", metadata={"vocero": "x"})
        (message,) = bot.messages
        self.assertEqual(message.text, "¡ventas!")
        self.assertEqual(message.sender_id, conversation_id("twilio", PHONE, IDENTITY))
        self.assertEqual(message.input_channel, "twilio")
        self.assertEqual(message.metadata, {"vocero": token, "message_id": SID})

    async def test_without_a_valid_identity_nobody_is_let_in(self) -> None:
        """Forged, expired, incomplete or another door's: 401, and the bot hears nothing."""
        bot = Bot("42")
        await self.serve(bot)
        unsigned = jwt.encode({"sub": PHONE}, None, algorithm="none")
        bad: List[object] = [
            identity(secret="x" * 32), identity(exp=1), identity(aud="others"), unsigned, "x.y.z",
            "\ud83d", 5, {"a": 1}, identity(door="rest"), identity(cid=f"rest:{PHONE}"),
            identity(cid="twilio:" + "x" * 300), identity(sub=""), identity(mid=5),
            *(identity(**{claim: None}) for claim in ("sub", "door", "cid", "mid", "aud", "exp")),
        ]  # fmt: skip
        for token in bad:
            with self.subTest(token=token):
                self.assertEqual((await self.api("ventas", token))[0], 401)
        self.assertEqual(bot.messages, [])

    async def test_a_body_that_is_no_json_object_is_400(self) -> None:
        """Broken JSON is refused without a trace of it."""
        await self.serve(Bot("42"))
        for raw in (b"{canary", b"", b"[1]", b"null", b"\xff\xfe\x00canary"):
            status, answer = await self.send(raw, {"Content-Type": "application/json"})
            self.assertEqual(status, 400)
            self.assertNotIn(b"canary", answer)

    async def test_silence_is_a_failure(self) -> None:
        """No word, only Rasa's own word, an exception, no end in time: the message may come again.

        A message that follows is answered.
        """
        rasas_own = {"text": SILENCE, "utter_action": "utter_default"}
        for bot in (
            Bot(),
            Bot(messages=[rasas_own]),
            Bot(messages=[{"text": ""}]),
            Bot(fault=RuntimeError("canary")),
            Bot("late", seconds=5),
        ):
            await self.serve(bot, patience=0.3)
            with self.subTest(answers=bot.answers, fault=bot.fault):
                status, answer = await self.quietly(self.api("ventas"))
                self.assertEqual((status, answer["failed"]), (200, True))
                bot.seconds, bot.fault, bot.answers = 0.0, None, [{"text": "42"}]
                self.assertEqual((await self.api("ventas"))[1],
                                 {"messages": [{"text": "42"}], "failed": False})  # fmt: skip

    async def test_one_persons_messages_follow_one_another(self) -> None:
        """Two at once of one conversation are never worked on together; others' are."""
        bot = Bot("42", seconds=0.1)
        await self.serve(bot)
        other = identity(cid="twilio:other")
        began = time.monotonic()
        await asyncio.gather(*(self.api("x", token) for token in (None, None, other, other)))
        self.assertEqual(bot.most_at_once, 1)
        self.assertLess(time.monotonic() - began, 0.39)

    async def test_hostile_texts_are_harmless(self) -> None:
        """NUL, lone surrogates, control characters, no text at all, and commands of Rasa's."""
        bot = Bot("42")
        await self.serve(bot)
        wanted = {
            "a\0b\x07": "ab", "\ud83d": "…", "": "…", "¡hola!": "¡hola!", "a/b": "a/b",
            "/restart": "restart", "／restart": "restart", "\u200b/restart": "restart",
            " \u00a0/ /\u2060\u202e//greet{\"a\": 1}": "greet{\"a\": 1}", "//": "…",
        }  # fmt: skip
        for text in wanted:
            self.assertEqual((await self.api(text))[0], 200)
        for text in (None, 5, ["x"]):
            self.assertEqual((await self.api(text))[0], 200)
        self.assertEqual([m.text for m in bot.messages], [*wanted.values(), "…", "…", "…"])


class CommandTest(unittest.TestCase):
    """Rasa's command syntax."""

    def test_no_spelling_of_a_command_reaches_rasa(self) -> None:
        """Every intent of the domain in twelve spellings: not one is taken for the meaning."""
        spellings = (
            "/{}", " /{}", "\n/{}", "／{}", "⁄{}", "\u200b/{}", "\u200b／{}", "\ufeff /{}",
            "//{}", "\u2066/{}", "/\u200b/{}", "\0/{}",
        )  # fmt: skip
        handler = RegexMessageHandler()
        for intent in [*DOMAIN.intents, "restart", "session_start", "back"]:
            for spelling in spellings:
                for rest in ("", '{"period": "ayer"}', "@1.0"):
                    text = harmless(spelling.format(intent) + rest)
                    (read,) = handler.process([Message({TEXT: text.strip()})], DOMAIN)
                    self.assertIsNone(read.get(INTENT), repr(text))
        (read,) = handler.process([Message({TEXT: "/greet"})], DOMAIN)
        self.assertIsNotNone(read.get(INTENT), "the spellings would be refused anyway")


class FromTwilioTest(TwilioTest):
    """A webhook of Twilio's own."""

    async def test_a_genuine_one_is_answered_in_twiml(self) -> None:
        """One message with the text and one picture; the identity is signed here."""
        bot = Bot(messages=[{"text": "Ventas <ayer> & hoy"},
                            {"text": "x", "image": "https://x/1.png"}])  # fmt: skip
        await self.serve(bot)
        status, raw = await self.twilio(fields())
        (message,) = bot.messages
        claims = jwt.decode(message.metadata["vocero"], IDENTITY, ["HS256"],
                            audience="vocero-actions")  # fmt: skip
        self.assertEqual((claims["sub"], claims["door"], claims["mid"]), (PHONE, "twilio", SID))
        self.assertEqual(claims["cid"], conversation_id("twilio", PHONE, IDENTITY))
        self.assertEqual(message.text, "¿cuánto vendimos ayer?")
        (answer,) = ElementTree.fromstring(raw).findall("Message")  # noqa: S314 — our own
        self.assertEqual(status, 200)
        self.assertEqual(answer.text, "Ventas <ayer> & hoy\nx")
        self.assertEqual([m.text for m in answer.findall("Media")], ["https://x/1.png"])

    async def test_every_genuine_spelling_is_taken(self) -> None:
        """Emoji, plus and percent signs, blanks at the ends, unknown and blank fields."""
        bot = Bot("42")
        await self.serve(bot)
        texts = ("😀 ventas", "a+b", "100%", " blanks ", "línea\notra", "&=;", "ñ" * 500)
        for number, text in enumerate(texts):
            sid = f"SM{number:032x}"
            status, _ = await self.twilio(fields(Body=text, MessageSid=sid, New="", Ü="x"))
            self.assertEqual(status, 200, text)
        self.assertEqual([m.text for m in bot.messages], [t.strip() for t in texts])

    async def test_whatever_was_changed_after_signing_is_refused(self) -> None:
        """Fields changed, added, removed, doubled, shifted; another URL, token or no signature."""
        bot = Bot("42")
        await self.serve(bot)
        whole = fields()
        changed = [{**whole, name: value + "x"} for name, value in whole.items()]
        fewer = [{n: v for n, v in whole.items() if n != gone} for gone in whole if whole[gone]]
        shifted = {**whole, "Body": whole["Body"] + f"From{whole['From']}"}
        del shifted["From"]
        self.assertEqual(signature(shifted), signature(whole), "the library cannot tell them apart")
        for sent in [*changed, *fewer, shifted, {**whole, "New": "1"}]:
            self.assertEqual((await self.twilio(sent, signature(whole)))[0], 403)
        for signed in (
            "",
            "x",
            signature(whole, token="other"),
            "é" * 28,
            signature(whole, url="http://bot.example" + PATH),
            signature(whole, url=ACCOUNT.public_url + PATH + "/"),
            signature(whole, url=ACCOUNT.public_url + PATH + "?a=1"),
        ):
            self.assertEqual((await self.twilio(whole, signed))[0], 403)
        self.assertEqual(bot.messages, [])

    async def test_signed_forms_must_be_messages_to_us(self) -> None:
        """Each needed field once and well-formed; our account and our number."""
        bot = Bot("42")
        await self.serve(bot)
        for name in ("AccountSid", "To", "From", "MessageSid"):
            for value in (None, "", "x", "whatsapp:", "SM123", "\n" + fields()[name]):
                status, _ = await self.twilio(fields(**{name: value}))
                self.assertEqual(status, 403, (name, value))
        for stranger in ({"AccountSid": "AC" + "1" * 32}, {"To": "whatsapp:+14155230000"}):
            self.assertEqual((await self.twilio(fields(**stranger)))[0], 403)
        whole = fields()
        doubled = urlencode([*whole.items(), ("From", whole["From"])]).encode()
        self.assertEqual((await self.twilio(whole, raw=doubled))[0], 400)
        self.assertEqual(bot.messages, [])

    async def test_what_is_no_form_is_refused(self) -> None:
        """JSON, bytes, too much, other methods, a query: never an error of ours."""
        bot = Bot("42")
        await self.serve(bot)
        whole = fields()
        signed = {"X-Twilio-Signature": signature(whole)}
        raw = urlencode(whole).encode()
        json_ = {**signed, "Content-Type": "application/json"}
        form_ = {**signed, "Content-Type": "application/x-www-form-urlencoded"}
        tries = [(json.dumps(whole).encode(), json_, "POST", PATH), (b"\xff\xfe=\x00", form_,
                 "POST", PATH), (b"a" * 70_000, form_, "POST", PATH), (b"&" * 3000 + b"a=1&" * 999,
                 form_, "POST", PATH), (raw, form_, "POST", PATH + "?a=1"), (raw, {}, "POST", PATH),
                 (b"", form_, "GET", PATH), (raw, form_, "PUT", PATH)]  # fmt: skip
        statuses = [(await self.send(*one))[0] for one in tries]
        self.assertEqual(statuses, [401, 400, 400, 400, 403, 403, 405, 405])
        self.assertEqual(bot.messages, [])

    async def test_two_signatures_are_none(self) -> None:
        """A second signature header is refused, whichever of them is right."""
        await self.serve(Bot("42"))
        raw = urlencode(fields()).encode()
        sent = [("X-Twilio-Signature", signature(fields())), ("X-Twilio-Signature", "x"),
                ("Content-Type", "application/x-www-form-urlencoded")]  # fmt: skip
        for headers in (sent, sent[::-1]):
            self.assertEqual((await self.send(raw, headers))[0], 403)  # type: ignore[arg-type]

    async def test_without_an_account_this_way_is_closed(self) -> None:
        """A bot that knows no account takes nothing from Twilio."""
        bot = Bot("42")
        await self.serve(bot, account=None)
        self.assertEqual((await self.twilio(fields()))[0], 403)
        self.assertEqual((await self.api("ventas"))[0], 200)

    async def test_what_is_no_text_gets_a_sentence(self) -> None:
        """Photos, voice notes and places without a word: written, please, in both languages."""
        bot = Bot("42")
        await self.serve(bot)
        for number, more in enumerate((
            {"Body": "", "NumMedia": "1", "MediaContentType0": "audio/ogg"},
            {"Body": None, "Latitude": "21.1", "Longitude": "-86.8"}, {"Body": " "},
        )):  # fmt: skip
            status, raw = await self.twilio(fields(MessageSid=f"MM{number:032x}", **more))
            root = ElementTree.fromstring(raw)  # noqa: S314 — our own
            self.assertEqual((status, [m.text for m in root]), (200, [NOT_TEXT]))
        self.assertEqual(bot.messages, [])

    async def test_a_repeated_webhook_is_answered_once(self) -> None:
        """The second gets an empty response."""
        bot = Bot("42")
        await self.serve(bot)
        answers = [(await self.twilio(fields()))[1] for _ in range(2)]
        self.assertEqual([b"42" in answer for answer in answers], [True, False])
        self.assertEqual(len(bot.messages), 1)

    async def test_silence_is_answered_in_time(self) -> None:
        """A bot that says nothing, fails or is late: the person is told, in both languages."""
        for bot in (Bot(), Bot("late", seconds=5), Bot(fault=RuntimeError("canary"))):
            await self.serve(bot, patience=0.2)
            status, raw = await self.quietly(self.twilio(fields()))
            root = ElementTree.fromstring(raw)  # noqa: S314 — our own
            self.assertEqual((status, [m.text for m in root]), (200, [SILENCE]))

    async def test_a_sender_without_a_number_is_nobody_in_particular(self) -> None:
        """The app gets the id that WhatsApp gave, which is nobody's number."""
        bot = Bot("?")
        await self.serve(bot)
        await self.twilio(fields(From="whatsapp:MX.1234567890abc"))
        claims = jwt.decode(bot.messages[0].metadata["vocero"], options={"verify_signature": False})
        self.assertEqual(claims["sub"], "MX.1234567890abc")


class CredentialsTest(unittest.TestCase):
    """Which doors the bot opens."""

    def test_the_credentials_name_our_doors_only(self) -> None:
        """Rasa's own Twilio channel, which checks no signature, is not among them."""
        lines = Path("credentials.yml").read_text("utf-8").splitlines()
        doors = [line.split(":")[0] for line in lines if line[:1].strip() not in {"", "#"}]
        ours = [f"{door.__module__}.{door.__name__}" for door in (SignedRest, TwilioInput)]
        self.assertEqual(doors, ours)
