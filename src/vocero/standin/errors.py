"""Twilio refuses with a code, a sentence and a page that explains it."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

_SENTENCES: Mapping[int, tuple[int, str]] = {
    20001: (400, "Bad request: {0}"),
    20003: (401, "Authenticate"),
    20404: (404, "The requested resource {0} was not found"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    20503: (503, "Service unavailable, please try again later"),
    21211: (400, "Invalid 'To' Phone Number: {0}"),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (400, "The 'From' phone number {0} is not a message-capable Twilio phone number"),
    21609: (400, "Invalid 'StatusCallback' URL: {0}"),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21614: (400, "'To' number is not a valid mobile number"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
    21620: (400, "Invalid media URL(s)"),
    21656: (400, "The ContentVariables Parameter is invalid"),
    21910: (400, "Invalid From and To pair. From and To should be of the same channel"),
    63007: (400, "Twilio could not find a Channel with the specified From address"),
    63031: (400, "Channels message cannot have same From and To"),
}
FAILURES: Mapping[int, str] = {
    30008: "Unknown error",
    63014: "Message failed to be delivered because it was blocked by a user action",
    63016: "Failed to send freeform message because you are outside the allowed window. "
           "If you are using WhatsApp, please use a Message Template.",
    63018: "Rate limit exceeded for Channel",
    63019: "Media failed to download",
    63021: "Channel invalid content error",
    63024: "Invalid message recipient",
}  # fmt: skip
"""What a status callback says of a message that was accepted and failed later."""


class TwilioError(Exception):
    """A request is refused; `code` is Twilio's, `status` that of HTTP."""

    def __init__(self, code: int, about: str = "") -> None:
        self.code = code
        self.status, sentence = _SENTENCES.get(code, (400, FAILURES.get(code, "Refused")))
        self.message = sentence.format(about)
        super().__init__(self.message)


def response(fault: TwilioError) -> Response:
    """Give the answer that Twilio's clients turn into a `TwilioRestException`."""
    headers = {"Retry-After": "1"} if fault.status in {429, 503} else None
    return JSONResponse(
        {
            "code": fault.code, "message": fault.message, "status": fault.status,
            "more_info": f"https://www.twilio.com/docs/errors/{fault.code}",
        },
        fault.status, headers,
    )  # fmt: skip


async def refused(_request: Request, fault: Exception) -> Response:
    """Answer a `TwilioError` that a handler raised."""
    if not isinstance(fault, TwilioError):
        raise fault
    return response(fault)
