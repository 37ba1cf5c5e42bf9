"""Who pushes: a key pair of ours, by which push services and browsers know us (RFC 8292)."""

import base64
import time
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from vocero.delivery.encryption import point
from vocero.errors import ConfigurationError

_LASTS_SECONDS = 12 * 3600
_BYTES = 32


class Vapid:
    """Signs our pushes. `public` is what a browser subscribes with."""

    def __init__(self, private: str, subject: str) -> None:
        """Read the private key; raises ConfigurationError when it is none."""
        try:
            self._key = ec.derive_private_key(int.from_bytes(_read(private)), ec.SECP256R1())
        except ValueError:
            raise ConfigurationError(
                "VOCERO_VAPID_PRIVATE_KEY is no key; `vocero vapid` makes one"
            ) from None
        if not subject.startswith(("mailto:", "https://")):
            raise ConfigurationError("VOCERO_VAPID_SUBJECT is mailto:… or https://…")
        self._subject = subject
        self.public = written(point(self._key.public_key()))

    def authorization(self, endpoint: str) -> str:
        """Give the header that lets us push to an endpoint."""
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}", "sub": self._subject,
            "exp": int(time.time()) + _LASTS_SECONDS,
        }  # fmt: skip
        return f"vapid t={jwt.encode(claims, self._key, algorithm='ES256')}, k={self.public}"


def make() -> tuple[str, str]:
    """Make a key pair: the private key for the settings, and the public one."""
    key = ec.generate_private_key(ec.SECP256R1())
    private = key.private_numbers().private_value.to_bytes(_BYTES)
    return written(private), written(point(key.public_key()))


def written(data: bytes) -> str:
    """Write bytes as push services do: base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _read(private: str) -> bytes:
    data = base64.b64decode(private + "=" * (-len(private) % 4), altchars=b"-_", validate=True)
    if len(data) != _BYTES:
        raise ValueError(private)
    return data
