"""How an address is written: one spelling a channel, or a refusal that says what is wrong."""

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from vocero.errors import BadAddressError
from vocero.people import phones

SLACK_HOOKS = "https://hooks.slack.com/"
_SLACK_ID = re.compile(r"[CDGUW][A-Z0-9]{6,20}")
_LONGEST = 2_000
_KEYS = {"p256dh": 65, "auth": 16}
"""Bytes of a push subscription's keys: a point on P-256, and a secret (RFC 8291)."""
Read = tuple[str, Mapping[str, Any] | None]


def read(channel: str, said: str) -> Read:
    """Give an address in its one spelling, and what else belongs to it; raises BadAddressError."""
    reader = _READERS.get(channel)
    if reader is None:
        raise BadAddressError(problem="channel")
    said = said.strip()
    if not said or len(said) > _LONGEST or "\0" in said:
        raise BadAddressError(problem=channel)
    return reader(said)


def _email(said: str) -> Read:
    try:
        found = validate_email(said, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise BadAddressError(problem="email") from None
    return found.ascii_email or found.normalized, None


def _sms(said: str) -> Read:
    number = phones.key(said)
    if number is None or said.lower().startswith("whatsapp:"):
        raise BadAddressError(problem="sms")
    return number, None


def _slack(said: str) -> Read:
    if said.startswith(SLACK_HOOKS + "services/") and _plain(said):
        return said, None
    if _SLACK_ID.fullmatch(said):
        return said, None
    raise BadAddressError(problem="slack")


def _webhook(said: str) -> Read:
    if not _plain(said):
        raise BadAddressError(problem="webhook")
    return said, None


def _push(said: str) -> Read:
    try:
        given = json.loads(said)
        endpoint = str(given["endpoint"])
        keys = {name: str(given["keys"][name]).rstrip("=") for name in _KEYS}
        sizes = {name: len(_bytes(key)) for name, key in keys.items()}
    except (ValueError, TypeError, KeyError, RecursionError):
        raise BadAddressError(problem="push") from None
    if sizes != _KEYS or not _plain(endpoint):
        raise BadAddressError(problem="push")
    return endpoint, keys


def _plain(url: str) -> bool:
    """Tell whether it is an https address that names a host, and nobody's password."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 — raises when it is no number
    except ValueError:
        return False
    clean = url.isascii() and url.isprintable() and not re.search(r"[\s\\<>\"]", url)
    return clean and parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc


def _bytes(key: str) -> bytes:
    try:
        return base64.b64decode(key + "=" * (-len(key) % 4), altchars=b"-_", validate=True)
    except binascii.Error as fault:
        raise ValueError from fault


_READERS: Mapping[str, Callable[[str], Read]] = {
    "sms": _sms, "email": _email, "slack": _slack, "push": _push, "webhook": _webhook,
}  # fmt: skip
