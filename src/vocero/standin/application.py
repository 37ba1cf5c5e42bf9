"""The stand-in as an ASGI application, and the server that it needs to hang up on callers."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from vocero.settings import Settings
from vocero.standin.accounts import account
from vocero.standin.chats import Chats
from vocero.standin.content_api import ContentApi
from vocero.standin.control import Control
from vocero.standin.errors import TwilioError, refused
from vocero.standin.exchange import Exchange
from vocero.standin.front import Front
from vocero.standin.indicators import IndicatorsApi
from vocero.standin.messages import MessagesApi
from vocero.standin.shelf import Shelf
from vocero.standin.webhooks import Webhooks


class Transparent(HttpToolsProtocol):
    """Hands each request the transport that it came on, so that a call can be cut off."""

    def on_message_begin(self) -> None:
        """Begin a request as the server does, with one extension more."""
        super().on_message_begin()
        self.scope["extensions"] = {"standin.transport": {"transport": self.transport}}


def application(
    settings: Settings, chats: Chats | None = None, templates: Path | None = None
) -> Starlette:
    """Make the application; raises ConfigurationError in production or without an account.

    `templates` is the file that keeps the Content templates over a restart.
    """
    own = account(settings)
    exchange = Exchange(own, chats or Chats(), Webhooks(own.token), contents=Shelf(templates))

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await exchange.webhooks.open()
        yield
        await exchange.close()

    parts = (MessagesApi(exchange), ContentApi(exchange), IndicatorsApi(exchange),
             Control(exchange))  # fmt: skip
    app = Starlette(
        routes=[route for part in parts for route in part.routes()],
        middleware=[Middleware(Front, exchange=exchange)],
        exception_handlers={TwilioError: refused},
        lifespan=lifespan,
    )
    app.state.exchange = exchange
    return app


class Server(uvicorn.Server):
    """Ends at once: whoever waits for news is answered first."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the waiting, then the connections."""
        self.config.app.state.exchange.chats.close()  # type: ignore[union-attr]
        await super().shutdown(sockets)


def server(app: Starlette, host: str, port: int) -> Server:
    """Give the server; it keeps idle connections for as long as Twilio's clients like to."""
    config = uvicorn.Config(app, host=host, port=port, http=Transparent, ws="none",
                            access_log=False, log_level="warning",
                            timeout_keep_alive=75, timeout_graceful_shutdown=1)  # fmt: skip
    return Server(config)
