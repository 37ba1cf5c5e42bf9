"""The outgoing webhook: JSON to a person's own program, signed so that it knows it is from us.

`Vocero-Signature` is `v1=` and the HMAC-SHA256, in hex, of `<Vocero-Timestamp>.<body>` under the
secret that was shown when the address was added. `Idempotency-Key` is the same each time.
"""

import hashlib
import hmac
import json
import time

from vocero.delivery.channel import Notice, Outcome, Refused, Sent
from vocero.delivery.outside import Answer, Outside
from vocero.delivery.wording import one_line, plain
from vocero.people.addresses import Address


class Webhook:
    """Posts to people's own addresses; files are links."""

    name = "webhook"
    attaches = False

    def __init__(self, outside: Outside) -> None:
        """Open nothing yet."""
        self._outside = outside

    async def send(self, address: Address, notice: Notice) -> Outcome:
        """Post it; any 2xx is enough, and a redirect is refused."""
        if address.secret is None:
            return Refused("no secret")
        body, timestamp = _body(notice), str(int(time.time()))
        answer = await self._outside.post(address.where, body, {
            "Content-Type": "application/json", "Idempotency-Key": notice.key,
            "Vocero-Timestamp": timestamp,
            "Vocero-Signature": "v1=" + signature(address.secret, timestamp, body),
        })  # fmt: skip
        if not isinstance(answer, Answer):
            return answer
        return Sent() if answer.well else answer.failure

    async def close(self) -> None:
        """Close the connections."""
        await self._outside.close()


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Sign a body as of a moment."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _body(notice: Notice) -> bytes:
    said = {
        "key": notice.key, "title": one_line(notice.title), "text": plain(notice.text).strip(),
        "language": notice.language,
        "files": [{"name": link.name, "url": link.url} for link in notice.links],
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")
