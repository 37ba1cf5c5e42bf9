"""`messaging.twilio.com`: the typing indicator, which also marks the message as read."""

from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from vocero.standin.errors import TwilioError
from vocero.standin.exchange import Exchange
from vocero.standin.receiving import read_by_them


class IndicatorsApi:
    """The one indicator that there is."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def routes(self) -> list[Route]:
        """Give the address that the real client calls."""
        return [Route("/v2/Indicators/Typing.json", self.typing, methods=["POST"])]

    async def typing(self, request: Request) -> Response:
        """Show "typing…" to whoever wrote the message."""
        form = parse_qs((await request.body()).decode("utf-8", "replace"))
        if form.get("channel") != ["whatsapp"]:
            raise TwilioError(20001, "channel must be whatsapp")
        message = self._exchange.chats.find(form.get("messageId", [""])[0])
        if message is None or message.outbound:
            raise TwilioError(20404, "messageId")
        read_by_them(self._exchange, message.phone)
        self._exchange.chats.types(message.phone)
        return JSONResponse({"success": True})
