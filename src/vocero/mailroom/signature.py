"""Whether a request comes from Twilio: the library's check over the configured address.

The address is configuration, never taken from the request's headers, and all fields count as
they came, blank ones too. See Twilio's "Webhooks security".
"""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from twilio.request_validator import RequestValidator

from vocero.settings import Settings

WEBHOOK = "/webhooks/twilio/webhook"
STATUS = "/webhooks/twilio/status/"
HEADER = "X-Twilio-Signature"
_MOST_FIELDS = 200


class MalformedError(ValueError):
    """The request is no form that Twilio would send."""


class Checker:
    """Checks signatures for one account and one public address."""

    def __init__(self, settings: Settings) -> None:
        token = settings.twilio_auth_token
        self._validator = RequestValidator(token.get_secret_value()) if token else None
        self._base = (settings.public_url or "").rstrip("/")

    def genuine(self, path: str, fields: Mapping[str, str], signatures: Sequence[str]) -> bool:
        """Tell whether exactly one signature came and fits; without a token none does."""
        if self._validator is None or not self._base or len(signatures) != 1:
            return False
        return signatures[0].isascii() and bool(
            self._validator.validate(self._base + path, dict(fields), signatures[0])
        )


def fields_of(body: bytes) -> Mapping[str, str]:
    """Read a form as it was sent, blank fields included.

    Raises MalformedError for anything else, and for a field that comes twice: the signature does
    not see the second one.
    """
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=True,
                          errors="replace", max_num_fields=_MOST_FIELDS)  # fmt: skip
    except ValueError as fault:
        raise MalformedError("not a form") from fault
    fields = dict(pairs)
    if not fields or len(fields) != len(pairs):
        raise MalformedError("empty, or a field comes twice")
    return fields
