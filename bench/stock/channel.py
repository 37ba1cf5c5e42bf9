"""Rasa's own Twilio channel as it is, but for two lines: where Twilio is, and who speaks.

Without the first it would call the real Twilio, without the second our action would answer every
number with the text for strangers, which is cheaper. Everything else is stock.
"""

import os
from typing import Any

from rasa.core.channels.channel import OutputChannel
from rasa.core.channels.twilio import TwilioInput, TwilioOutput
from sanic.request import Request

from bot.channels.identity import Speaker, signed


class StandinOutput(TwilioOutput):
    """Sends to the stand-in."""

    def get_hostname(self, uri: str) -> str:
        """Put the stand-in in place of Twilio's host."""
        return uri.replace("https://api.twilio.com", os.environ["VOCERO_TWILIO_API_URL"])


class StockTwilio(TwilioInput):
    """The stock channel, with a signed identity in the metadata."""

    def get_metadata(self, request: Request) -> dict[str, Any] | None:
        """Say who speaks, as our own door would after checking the signature."""
        sender = request.form.get("From", "")
        speaker = Speaker(sender, sender.replace("whatsapp:", ""))
        secret = os.environ["VOCERO_IDENTITY_SECRET"]
        return signed(speaker, "twilio", request.form.get("MessageSid"), secret)

    def get_output_channel(self) -> OutputChannel:
        """Give the output that knows the stand-in."""
        return StandinOutput(self.account_sid, self.auth_token, self.twilio_number)
