"""A webhook of Twilio's is taken when it is signed for us, about us, and whole."""

import re
from collections import OrderedDict
from dataclasses import dataclass
from typing import Dict, Sequence

from twilio.request_validator import RequestValidator

from bot.channels.identity import UnauthorizedError
from bot.settings import TwilioAccount

KEPT = 10_000
"""Message ids remembered, to notice a webhook that Twilio repeats."""
_FORMS = {
    "AccountSid": re.compile(r"AC[0-9a-fA-F]{32}"),
    "MessageSid": re.compile(r"(SM|MM)[0-9a-fA-F]{32}"),
    "From": re.compile(r"whatsapp:[A-Za-z0-9+._-]{1,128}"),
    "To": re.compile(r"whatsapp:\+[0-9]{7,15}"),
}
"""The fields without which it is no message. A signature does not tell where one field ends and
the next begins, so each must have exactly its form."""


@dataclass(frozen=True)
class Webhook:
    """A message as Twilio delivered it. `sender` is a number, or the id of one who shows none."""

    message_id: str
    sender: str
    text: str


def verified(
    fields: Dict[str, str], signatures: Sequence[str], account: TwilioAccount, url: str
) -> Webhook:
    """Give the message of a form that Twilio signed for this address and this account.

    `fields` are all that were received, blank ones too. Raises UnauthorizedError.
    """
    if len(signatures) != 1:
        raise UnauthorizedError("one signature is needed")
    if not RequestValidator(account.auth_token).validate(url, fields, signatures[0]):
        raise UnauthorizedError("the signature is not valid")
    for name, well_formed in _FORMS.items():
        if well_formed.fullmatch(fields.get(name, "")) is None:
            raise UnauthorizedError(f"{name} is missing or malformed")
    if (fields["AccountSid"], fields["To"]) != (account.account_sid, account.number):
        raise UnauthorizedError("the message is for somebody else")
    sender = fields["From"].partition(":")[2]
    text = fields.get("Body", "") or fields.get("ButtonText", "")
    return Webhook(fields["MessageSid"], sender, text)


class SeenBefore:
    """Remembers the last message ids of this process."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._ids: "OrderedDict[str, None]" = OrderedDict()

    def first(self, message_id: str) -> bool:
        """Tell whether a message is new, and remember it."""
        if message_id in self._ids:
            return False
        self._ids[message_id] = None
        if len(self._ids) > self._kept:
            self._ids.popitem(last=False)
        return True
