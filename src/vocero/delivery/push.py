"""Web push: a short text to a browser, encrypted for it alone, through its maker's push service."""

import base64
import hashlib
import json
from typing import Any

from vocero.delivery.channel import Notice, Outcome, Refused, Sent
from vocero.delivery.encryption import encrypt
from vocero.delivery.outside import Answer, Outside
from vocero.delivery.vapid import Vapid, written
from vocero.delivery.wording import one_line, plain
from vocero.people.addresses import Address

LARGEST = 3_500
"""Bytes of a payload: services promise 4,096 for all of it, encryption included (RFC 8030)."""
_KEPT_SECONDS = 24 * 3600
_LONGEST_TITLE = 120
_GONE = frozenset({404, 410})


class Push:
    """Pushes to subscribed browsers; the first file is a link to open."""

    name = "push"
    attaches = False

    def __init__(self, outside: Outside, vapid: Vapid) -> None:
        """Open nothing yet."""
        self._outside, self._vapid = outside, vapid

    async def send(self, address: Address, notice: Notice) -> Outcome:
        """Push; the reference is where the service keeps it. A subscription that ended is gone."""
        keys = address.details or {}
        try:
            body = encrypt(payload(notice), _bytes(keys["p256dh"]), _bytes(keys["auth"]))
        except (ValueError, KeyError):
            return Refused("its keys are none", gone=True)
        answer = await self._outside.post(address.where, body, self._headers(address, notice))
        if not isinstance(answer, Answer):
            return answer
        if answer.well:
            return Sent(answer.headers.get("Location"))
        if answer.status in _GONE:
            return Refused(f"HTTP {answer.status}", gone=True)
        return answer.failure

    async def close(self) -> None:
        """Close the connections."""
        await self._outside.close()

    def _headers(self, address: Address, notice: Notice) -> dict[str, str]:
        # A service keeps the newest of one topic: what goes out twice shows once, if it waited.
        topic = written(hashlib.sha256(notice.key.encode()).digest())[:32]
        return {
            "Authorization": self._vapid.authorization(address.where),
            "Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream",
            "TTL": str(_KEPT_SECONDS), "Urgency": "normal", "Topic": topic,
        }  # fmt: skip


def payload(notice: Notice) -> bytes:
    """Give what the browser's worker shows, in JSON: key, title, text, language, url."""
    said: dict[str, Any] = {
        "key": notice.key, "title": one_line(notice.title)[:_LONGEST_TITLE], "text": "",
        "language": notice.language, "url": notice.links[0].url if notice.links else None,
    }  # fmt: skip
    room = LARGEST - len(_json(said))
    text = plain(notice.text).strip()
    if len(_json(text)) > room:
        fitting = len(text)
        while fitting and len(_json(text[:fitting] + "…")) > room:
            fitting = min(fitting - 1, fitting * 9 // 10)
        text = text[:fitting].rstrip() + "…"
    return _json({**said, "text": text})


def _json(said: Any) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")


def _bytes(key: str) -> bytes:
    return base64.b64decode(key + "=" * (-len(key) % 4), altchars=b"-_", validate=True)
