"""Twilio posts a signed form, and tries once more when no connection came about."""

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import aiohttp
from twilio.request_validator import RequestValidator

_TIMEOUT = aiohttp.ClientTimeout(total=15, sock_connect=5)
_ATTEMPTS = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """What a webhook got back; `status` 0 says that nobody answered."""

    status: int
    attempts: int
    milliseconds: int
    text: str = ""

    @property
    def well(self) -> bool:
        """Whether the receiver took it."""
        return 200 <= self.status < 300

    def as_json(self) -> dict[str, int]:
        """Give the figures, without the text."""
        return {"webhook_status": self.status, "attempts": self.attempts,
                "milliseconds": self.milliseconds}  # fmt: skip


class Webhooks:
    """Posts forms as Twilio does, over one client whose connections stay open."""

    def __init__(self, token: str) -> None:
        self._validator = RequestValidator(token)
        self._client: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Make the client; it belongs to the running event loop."""
        connector = aiohttp.TCPConnector(limit=200, keepalive_timeout=60)
        self._client = aiohttp.ClientSession(connector=connector, timeout=_TIMEOUT)

    async def close(self) -> None:
        """Close every connection."""
        if self._client is not None:
            await self._client.close()

    @property
    def client(self) -> aiohttp.ClientSession:
        """The one client of this process."""
        if self._client is None:
            raise RuntimeError("the stand-in has not started")
        return self._client

    def signature(self, url: str, form: Mapping[str, str]) -> str:
        """Sign as Twilio signs: the URL and all fields, blank ones too."""
        return str(self._validator.compute_signature(url, form))

    async def post(self, url: str, form: Mapping[str, str], token: str = "") -> Answer:
        """Post the form; each attempt carries the same idempotency token."""
        target = url.partition("#")[0]
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "User-Agent": "TwilioProxy/1.1", "Accept": "*/*",
            "X-Twilio-Signature": self.signature(target, form),
            "I-Twilio-Idempotency-Token": token or str(uuid.uuid4()),
        }  # fmt: skip
        body = urlencode(form).encode()
        began = time.monotonic()
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                async with self.client.post(target, data=body, headers=headers,
                                            allow_redirects=False) as reply:  # fmt: skip
                    text = await reply.text(errors="replace")
                    return Answer(reply.status, attempt, _since(began), text)
            except aiohttp.ClientConnectionError:
                continue
            except (TimeoutError, aiohttp.ClientError):
                return Answer(0, attempt, _since(began))
        return Answer(0, _ATTEMPTS, _since(began))


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
