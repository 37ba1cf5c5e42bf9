"""The Twilio channel done right: `POST /webhooks/twilio/webhook`, two ways in.

From our API: JSON `{"text": …, "identity": <JWT>}`. The API has verified, cleaned, stored and
ordered the message; here the identity is verified again and the answer is
`{"messages": [{"text": …, "buttons": …, "image": …}], "failed": false}`. `failed` says that the app
had nothing to say; nothing is left of the turn then, and the same message may be sent again.

From Twilio itself (`rasa run` alone, for development or a very small installation): a form signed
for `VOCERO_PUBLIC_URL`, answered in TwiML. Without the inbox there is no retry, no order over
several processes, no late answer: what is not ready in time is lost, and the person is told.
"""

from typing import Any, Dict, List, Optional, Text

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import settings
from bot.channels.bodies import form, json_object
from bot.channels.cleaning import harmless
from bot.channels.identity import Speaker, UnauthorizedError, conversation_id, from_api, signed
from bot.channels.turns import SILENCE, OnMessage, Turns, whole
from bot.channels.twiml import twiml
from bot.channels.webhook import SeenBefore, Webhook, verified
from bot.turn import processor

PATH = "/webhooks/twilio/webhook"
PATIENCE = 20.0
"""Seconds that our API waits for a turn."""
TWILIO_PATIENCE = 12.0
"""Seconds for a turn when Twilio waits for it; it gives up after fifteen."""
OUT_OF_REACH = "utter_default"
"""The response that Rasa gives by itself when the app was silent (`bot/policies/silence.py`)."""
NOT_TEXT = (
    "✍️ Por aquí solo leo texto: escríbemelo, por favor.\n"
    "✍️ I only read text here: please write it to me."
)


class StructuredMessages(OutputChannel):
    """Collects what the bot says as it says it: one message each, with all its parts."""

    def __init__(self) -> None:
        self.messages: List[Dict[Text, Any]] = []
        self.spoken = False
        """Whether the app said something: Rasa's own response does not count."""

    @classmethod
    def name(cls) -> Text:
        """Give the channel's name, by which Rasa chooses among a response's variants."""
        return "twilio"

    async def send_response(self, recipient_id: Text, message: Dict[Text, Any]) -> None:
        """Keep a message; an empty one is none."""
        kept = whole(message)
        if kept:
            self.messages.append(kept)
            self.spoken = self.spoken or message.get("utter_action") != OUT_OF_REACH


class TwilioInput(InputChannel):
    """Rasa's door for WhatsApp."""

    @classmethod
    def name(cls) -> Text:
        """Give the name in the address, which is that of the channel it replaces."""
        return "twilio"

    @classmethod
    def from_credentials(cls, _credentials: Optional[Dict[Text, Any]]) -> InputChannel:
        """Make the channel; refuses to when a variable is missing."""
        own = settings.load()
        processor.install()
        return cls(own)

    def __init__(
        self, own: settings.BotSettings, patience: float = PATIENCE,
        twilio_patience: float = TWILIO_PATIENCE,
    ) -> None:  # fmt: skip
        self.settings = own
        self.patience = patience
        self.twilio_patience = twilio_patience
        self._turns = Turns()
        self._seen = SeenBefore()

    def blueprint(self, on_new_message: OnMessage) -> Blueprint:
        """Give the routes of this channel."""
        routes = Blueprint("vocero_twilio", __name__)

        @routes.route("/", methods=["GET"])
        async def alive(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            if kind == "application/json":
                return await self._from_api(request, on_new_message)
            return await self._from_twilio(request, on_new_message)

        @routes.listener("before_server_stop")
        async def hang_up(app: Sanic, _loop: object) -> None:
            line = getattr(getattr(app.ctx.agent, "processor", None), "line", None)
            if line is not None:
                await line.close()

        return routes

    async def _from_api(self, request: Request, on_new_message: OnMessage) -> HTTPResponse:
        """Run a turn for our API and answer what was said, as structured messages."""
        try:
            body = json_object(request)
            vouched = from_api(body.get("identity"), self.name(), self.settings.identity_secret)
        except UnauthorizedError as fault:
            return response.json({"error": str(fault)}, status=401)
        except ValueError as fault:
            return response.json({"error": str(fault)}, status=400)
        said = StructuredMessages()
        message = UserMessage(
            harmless(body.get("text")), said, vouched.conversation_id, input_channel=self.name(),
            message_id=vouched.message_id,
            metadata={"vocero": vouched.token, "message_id": vouched.message_id},
        )  # fmt: skip
        well = await self._turns.run(on_new_message, message, self.patience)
        return response.json({"messages": said.messages, "failed": not (well and said.spoken)})

    async def _from_twilio(self, request: Request, on_new_message: OnMessage) -> HTTPResponse:
        """Check a form that Twilio signed, run the turn, answer TwiML."""
        account = self.settings.twilio
        if account is None or request.query_string:
            return response.text("forbidden", status=403)
        try:
            fields = form(request.body)
            webhook = verified(fields, request.headers.getall("X-Twilio-Signature", []),
                               account, account.public_url + PATH)  # fmt: skip
        except UnauthorizedError as fault:
            return response.text(str(fault), status=403)
        except ValueError as fault:
            return response.text(str(fault), status=400)
        if not self._seen.first(webhook.message_id):
            return _xml(twiml([]))
        if not webhook.text.strip():
            return _xml(twiml([{"text": NOT_TEXT}]))
        return _xml(twiml(await self._answers(webhook, on_new_message)))

    async def _answers(self, webhook: Webhook, on_new_message: OnMessage) -> List[Dict[str, Any]]:
        """Run the turn of a webhook as the door that verified it."""
        secret = self.settings.identity_secret
        speaker = Speaker(conversation_id(self.name(), webhook.sender, secret), webhook.sender)
        said = StructuredMessages()
        message = UserMessage(
            harmless(webhook.text), said, speaker.conversation_id, input_channel=self.name(),
            message_id=webhook.message_id,
            metadata=signed(speaker, self.name(), webhook.message_id, secret),
        )  # fmt: skip
        await self._turns.run(on_new_message, message, self.twilio_patience)
        return said.messages or [{"text": SILENCE}]


def _xml(document: str) -> HTTPResponse:
    return response.raw(document.encode("utf-8"), content_type="text/xml; charset=utf-8")
