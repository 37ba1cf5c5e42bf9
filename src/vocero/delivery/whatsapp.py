"""WhatsApp, through Twilio's Messages API: one message out, and what became of the attempt."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.base.values import unset
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList

from vocero.delivery.content import Template
from vocero.delivery.twilio_http import TwilioHttp
from vocero.settings import Settings

_CONNECTION = (aiohttp.ClientError, TimeoutError, OSError, ValueError)
"""What a connection can end in, an answer that cannot be read included."""
_SKEW = dt.timedelta(seconds=5)
_TOO_MANY, _UNAVAILABLE, _SERVER_FAULT = 429, 503, 500


class BusyError(Exception):
    """Nothing was accepted: try again later."""


class UnsureError(Exception):
    """The message may have been accepted: look it up before trying again."""


class RefusedError(Exception):
    """Twilio refused; `code` is its error code, 0 when it gave none."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it leaves: at most 1,600 characters, one media at most.

    `token` names it in status callbacks. `choices` are titles and what tapping them says. With
    `content_sid` an approved template goes out in place of the text. `attempted_at` is the epoch
    second of the last attempt.
    """

    to: str
    body: str
    token: str
    choices: tuple[tuple[str, str], ...] = ()
    media_url: str | None = None
    content_sid: str | None = None
    content_variables: Mapping[str, str] | None = None
    attempted_at: float = 0.0


class WhatsApp:
    """Our sender."""

    def __init__(self, settings: Settings, status_path: str) -> None:
        """Open nothing yet. `status_path` ends in a slash; the token of a message follows it."""
        token = settings.twilio_auth_token
        self._http = TwilioHttp(settings.twilio_api_url)
        self._client = Client(
            settings.twilio_account_sid or "", token.get_secret_value() if token else "",
            http_client=self._http, environment={},
        )  # fmt: skip
        # The library imports each of these when it is first asked for, which takes a second: the
        # first answer after a start must not wait for that.
        self._messages = self._client.messages
        self._contents = self._client.content.v1.contents
        self._signs = self._client.messaging.v2.typing_indicator
        self._from = settings.twilio_whatsapp_number or ""
        self._status = (settings.public_url or "").rstrip("/") + status_path

    async def send(self, message: Message) -> str:
        """Send and give Twilio's message id.

        Raises BusyError, UnsureError, RefusedError.
        """
        try:
            sent = await self._messages.create_async(
                to=message.to, from_=self._from, status_callback=self._status + message.token,
                **_content(message),
            )  # fmt: skip
        except TwilioRestException as fault:
            raise _meaning(fault) from fault
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as fault:
            raise BusyError from fault
        except _CONNECTION as fault:
            raise UnsureError from fault
        return str(sent.sid)

    async def find(self, message: Message, taken: frozenset[str]) -> str | None:
        """Look for a message that may have been accepted; `taken` are ids known to be others.

        Raises UnsureError when the look-up itself fails.
        """
        since = dt.datetime.fromtimestamp(message.attempted_at, dt.UTC) - _SKEW
        try:
            listed = await self._messages.list_async(to=message.to, from_=self._from, limit=50)
        except (
            TwilioException,
            aiohttp.ClientError,
            TimeoutError,
            OSError,
            ValueError,
        ) as fault:
            raise UnsureError from fault
        for found in listed:
            made = found.date_created
            recent = made is None or made.astimezone(dt.UTC) >= since.replace(microsecond=0)
            # A template comes back as the text that it became: its recipient and time must do.
            alike = not message.body or (found.body or "").strip() == message.body.strip()
            if recent and found.sid not in taken and alike:
                return str(found.sid)
        return None

    async def typing(self, message_sid: str) -> None:
        """Show that an answer is on its way; raises whatever fails (it never matters)."""
        await self._signs.create_async(channel="whatsapp", message_id=message_sid)

    async def make_template(self, template: Template) -> str:
        """Make a Content template and give its id; raises RefusedError, BusyError, UnsureError."""
        request = ContentList.ContentCreateRequest({
            "friendly_name": template.name, "language": "es",
            "variables": dict(template.variables), "types": ContentList.Types(dict(template.types)),
        })  # fmt: skip
        try:
            made = await self._contents.create_async(request)
        except TwilioRestException as fault:
            raise _meaning(fault) from fault
        except _CONNECTION as fault:
            raise UnsureError from fault
        return str(made.sid)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


def _content(message: Message) -> dict[str, Any]:
    """Give what is said: a template without text, or text with at most one media."""
    if message.content_sid is not None:
        variables = message.content_variables
        return {
            "content_sid": message.content_sid,
            "content_variables": json.dumps(dict(variables)) if variables else unset,
        }
    return {
        "body": message.body or unset,
        "media_url": [message.media_url] if message.media_url else unset,
    }


def _meaning(fault: TwilioRestException) -> Exception:
    if fault.status in {_TOO_MANY, _UNAVAILABLE}:
        return BusyError()
    if fault.status >= _SERVER_FAULT:
        return UnsureError()
    return RefusedError(fault.code or 0)
