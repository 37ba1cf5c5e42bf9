"""Phones that write: forms made, signed and posted as Twilio does it."""

import asyncio
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

import aiohttp
from twilio.request_validator import RequestValidator

from vocero.mailroom.signature import HEADER, WEBHOOK
from vocero.settings import Settings

TRIES = 4
Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """Signs for one account and public address."""

    settings: Settings
    validator: RequestValidator

    def form(self, phone: str, body: str, sid: str | None = None) -> dict[str, str]:
        """Give the fields of a text message, blank ones too."""
        own = sid or new_sid()
        return {
            "SmsMessageSid": own, "NumMedia": "0", "ProfileName": "Ana López 😀",
            "MessageType": "text", "SmsSid": own, "WaId": phone.lstrip("+"),
            "SmsStatus": "received", "Body": body, "ButtonText": "",
            "To": self.settings.twilio_whatsapp_number or "", "NumSegments": "1",
            "ReferralNumMedia": "0", "MessageSid": own,
            "AccountSid": self.settings.twilio_account_sid or "", "From": f"whatsapp:{phone}",
            "ApiVersion": "2010-04-01",
        }  # fmt: skip

    def signature(self, form: Form, url: str | None = None) -> str:
        """Sign a form as Twilio does, for our public address unless another is given."""
        address = url or (self.settings.public_url or "") + WEBHOOK
        return str(self.validator.compute_signature(address, dict(form)))


def line(settings: Settings) -> Line:
    """Give the line of these settings."""
    token = settings.twilio_auth_token
    return Line(settings, RequestValidator(token.get_secret_value() if token else ""))


def new_sid() -> str:
    """Make a message id."""
    return "SM" + secrets.token_hex(16)


@dataclass
class Post:
    """One webhook to deliver: the form, and when it was acknowledged after how many tries."""

    form: Form
    signature: str
    target: str
    sent_at: float = 0.0
    seconds: float = 0.0
    tries: int = 0
    status: int = 0


@dataclass
class Office:
    """Posts webhooks with a bounded number of connections, trying again as Twilio would."""

    session: aiohttp.ClientSession
    posts: list[Post] = field(default_factory=list)

    async def deliver(self, post: Post) -> Post:
        """Post until it is acknowledged, four times at most."""
        self.posts.append(post)
        data = urlencode(post.form).encode()
        headers = {HEADER: post.signature, "Content-Type": "application/x-www-form-urlencoded"}
        post.sent_at = time.time()
        while post.tries < TRIES and post.status != 200:
            if post.tries:
                await asyncio.sleep(0.2 * post.tries)
            post.tries += 1
            began = time.perf_counter()
            try:
                async with self.session.post(
                    post.target + WEBHOOK, data=data, headers=headers
                ) as answer:
                    await answer.read()
                    post.status = answer.status
            except (aiohttp.ClientError, TimeoutError, OSError):
                post.status = 0
            post.seconds = time.perf_counter() - began
        return post


def percentile(values: Sequence[float], share: float) -> float:
    """Give the value below which the share of all values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
