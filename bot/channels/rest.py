"""The REST channel done right: the person comes from a signed token, never from the body.

`POST /webhooks/rest/webhook` takes `{"message": …}` and answers a list of `{"text": …}` like
Rasa's own. In production it needs `Authorization: Bearer <JWT>`. In development an unsigned call
may name a `sender` in E.164. `GET /webhooks/rest/health` says whether there is a model that
understands.
"""

from typing import Any, Dict, List, Optional, Text

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import settings
from bot.channels.bodies import json_object
from bot.channels.cleaning import clean
from bot.channels.identity import Speaker, UnauthorizedError, from_bearer, signed
from bot.channels.turns import SILENCE, OnMessage, Turns, WholeMessages
from bot.turn import processor


class SignedRest(InputChannel):
    """Rasa's door for programs, with identity and a deadline."""

    @classmethod
    def name(cls) -> Text:
        """Give the name in the address, which is that of the channel it replaces."""
        return "rest"

    @classmethod
    def from_credentials(cls, _credentials: Optional[Dict[Text, Any]]) -> InputChannel:
        """Make the channel; refuses to when a variable is missing."""
        own = settings.load()
        processor.install()
        return cls(own)

    def __init__(self, own: settings.BotSettings) -> None:
        self.settings = own
        self._turns = Turns()

    def blueprint(self, on_new_message: OnMessage) -> Blueprint:
        """Give the routes of this channel."""
        routes = Blueprint("vocero_rest", __name__)

        @routes.route("/", methods=["GET"])
        async def alive(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.route("/health", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            well = await _understands(request)
            return response.json({"status": "ok" if well else "no model"}, 200 if well else 503)

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            try:
                body = json_object(request)
                speaker = self._speaker(request, body)
            except UnauthorizedError as fault:
                return response.json({"error": str(fault)}, status=401)
            except ValueError as fault:
                return response.json({"error": str(fault)}, status=400)
            return response.json(await self._turn(on_new_message, speaker, body))

        return routes

    def _speaker(self, request: Request, body: Dict[str, Any]) -> Speaker:
        """Establish who speaks; only development takes the body's word for it."""
        header = request.headers.get("Authorization")
        if header is not None or not self.settings.development:
            return from_bearer(header or "", self.settings.rest_secret)
        sender = clean(body.get("sender"))
        return Speaker(sender[:64], None)

    async def _turn(
        self, on_new_message: OnMessage, speaker: Speaker, body: Dict[str, Any]
    ) -> List[Dict[str, Any]]:
        """Run one turn within the deadline; silence is answered too."""
        collector = WholeMessages()
        message_id = clean(body["message_id"])[:64] if body.get("message_id") else None
        metadata: Dict[str, Any] = {"message_id": message_id}
        if speaker.phone is not None:
            metadata = signed(speaker, self.name(), message_id, self.settings.identity_secret)
        message = UserMessage(
            clean(body.get("message")),
            collector,
            speaker.conversation_id,
            input_channel=self.name(),
            metadata=metadata,
        )
        await self._turns.run(on_new_message, message, self.settings.deadline)
        if not collector.messages:
            return [{"recipient_id": speaker.conversation_id, "text": SILENCE}]
        return collector.messages


async def _understands(request: Request) -> bool:
    """Try the model with a word: a server that lost its model answers everything else."""
    agent = getattr(request.app.ctx, "agent", None)
    if agent is None or not agent.is_ready():
        return False
    parsed = await agent.parse_message("hola")
    return bool((parsed or {}).get("intent", {}).get("name"))
