"""SMS, through Twilio's Messages API: plain text, in parts, with links in place of files.

Twilio has no idempotency key: when its answer is lost, or a later part fails, parts that went out
go out again.
"""

import aiohttp
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from vocero.delivery.channel import Later, Notice, Outcome, Refused, Sent
from vocero.delivery.cutting import cut
from vocero.delivery.twilio_http import TwilioHttp
from vocero.delivery.wording import whole
from vocero.people.addresses import Address
from vocero.settings import Settings

OPTED_OUT = 21610
_TOO_MANY, _SERVER_FAULT = 429, 500


class Sms:
    """Our sender of SMS."""

    name = "sms"
    attaches = False

    def __init__(self, settings: Settings) -> None:
        """Open nothing yet."""
        token = settings.twilio_auth_token
        self._http = TwilioHttp(settings.twilio_api_url)
        self._client = Client(
            settings.twilio_account_sid or "", token.get_secret_value() if token else "",
            http_client=self._http, environment={},
        )  # fmt: skip
        self._from = settings.twilio_sms_number or ""

    async def send(self, address: Address, notice: Notice) -> Outcome:
        """Send the parts in order; the reference is Twilio's id of the first."""
        first: str | None = None
        try:
            for part in cut(whole(notice)):
                sent = await self._client.messages.create_async(
                    to=address.where, from_=self._from, body=part
                )
                first = first or str(sent.sid)
        except TwilioRestException as fault:
            return _meaning(fault)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as fault:
            return Later(type(fault).__name__)
        return Sent(first)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


def _meaning(fault: TwilioRestException) -> Outcome:
    reason = f"Twilio {fault.code or fault.status}"
    if fault.status == _TOO_MANY or fault.status >= _SERVER_FAULT:
        return Later(reason)
    return Refused(reason, gone=fault.code == OPTED_OUT)
