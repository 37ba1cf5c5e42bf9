"""The stand-in knows one account: a WhatsApp sender with its webhook, and a number for SMS."""

import base64
import secrets
from dataclasses import dataclass, replace

from vocero.errors import ConfigurationError
from vocero.settings import Settings

WEBHOOK = "/webhooks/twilio/webhook"
_NEEDED = ("twilio_account_sid", "twilio_auth_token", "twilio_whatsapp_number")


@dataclass(frozen=True, slots=True)
class Account:
    """Who may call, from which senders, and where what people write is posted to.

    `number` is WhatsApp's sender, `sms` the number that may send SMS ("" without one).
    """

    sid: str
    token: str
    number: str
    webhook: str
    sms: str = ""

    @property
    def authorization(self) -> bytes:
        """The one `Authorization` header that opens the API."""
        pair = f"{self.sid}:{self.token}".encode()
        return b"Basic " + base64.b64encode(pair)

    def pointed_at(self, webhook: str) -> "Account":
        """Give the same account with its sender's webhook at another address."""
        return replace(self, webhook=webhook)


def account(settings: Settings) -> Account:
    """Read the account out of the settings; raises ConfigurationError when it is incomplete."""
    if not settings.development:
        raise ConfigurationError("the Twilio stand-in is for development only (VOCERO_ENV)")
    missing = [name.upper() for name in _NEEDED if getattr(settings, name) is None]
    if missing:
        raise ConfigurationError("set these variables first: " + ", ".join(missing))
    sid, secret, number = (getattr(settings, name) for name in _NEEDED)
    public = settings.public_url or f"http://{settings.host}:{settings.api_port}"
    return Account(sid, secret.get_secret_value(), number, public.rstrip("/") + WEBHOOK,
                   settings.twilio_sms_number or "")  # fmt: skip


def sid(prefix: str) -> str:
    """Make an identifier as Twilio does: two letters that say what it is, and 32 digits."""
    return prefix + secrets.token_hex(16)


def channel(phone: str) -> str:
    """Give a phone number or user id as WhatsApp's channel address."""
    return phone if phone.startswith("whatsapp:") else f"whatsapp:{phone}"


def phone(address: str) -> str:
    """Give the phone number or user id of a channel address."""
    return address.removeprefix("whatsapp:")
