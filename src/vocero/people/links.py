"""A link opens one file for one reader until it expires: it is signed, and says for whom.

Two readers: Twilio, which fetches what it sends and may queue for hours, and a person, whose
permission is checked again when they open it.
"""

from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

PATH = "/files/"
TWILIO = 0
"""Stands in a link for Twilio in the place of a person's id."""
HELD = -1
"""Stands for Twilio too, where a message may wait for the person to open the conversation."""
HELD_SECONDS = 47 * 3600
"""A little less than a file is kept that nobody wants any more (`storage.shelf`)."""
TWILIO_SECONDS = 6 * 3600
"""Twilio queues a message for four hours at most, and may fetch again."""
PERSON_SECONDS = 24 * 3600


class LinkError(Exception):
    """A link opens nothing: it is forged, cut short, or too old (`expired`)."""

    def __init__(self, *, expired: bool) -> None:
        super().__init__("expired" if expired else "not valid")
        self.expired = expired


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link names: a file, and the person it was made for (None: Twilio)."""

    token: str
    person_id: int | None


class Links:
    """Makes and reads links under one secret; `address` is what they begin with."""

    def __init__(self, secret: str, address: str) -> None:
        self._serializer = URLSafeTimedSerializer(
            secret, salt="vocero.files", signer_kwargs={"digest_method": sha256}
        )
        self._address = address

    def make(self, token: str, name: str, person_id: int = TWILIO) -> str:
        """Give the address of a file; `name` is what a phone shows and saves it as."""
        signed = self._serializer.dumps([token, person_id])
        return f"{self._address}{PATH}{signed}/{quote(name)}"

    def read(self, signed: str) -> Opened:
        """Give what the signed part of a link names; raises LinkError."""
        try:
            token, person_id = self._serializer.loads(signed, max_age=HELD_SECONDS)
            lasts = {TWILIO: TWILIO_SECONDS, HELD: HELD_SECONDS}.get(person_id, PERSON_SECONDS)
            self._serializer.loads(signed, max_age=lasts)
        except BadData as fault:
            raise LinkError(expired=isinstance(fault, SignatureExpired)) from None
        return Opened(str(token), None if person_id in {TWILIO, HELD} else int(person_id))
