"""An answer in TwiML is one message: a text that WhatsApp takes, and one picture or file."""

from typing import Any, Dict, List, Optional, Sequence

from twilio.twiml.messaging_response import MessagingResponse

from bot.channels.cleaning import writable

LONGEST = 1600
"""What Twilio takes, counted in UTF-16 units: the strictest way that it counts."""


def twiml(messages: Sequence[Dict[str, Any]]) -> str:
    """Put all that was said into one message; nothing said is an empty response.

    Media beyond the first has no place here.
    """
    document = MessagingResponse()
    texts = [writable(str(m["text"])) for m in messages if m.get("text")]
    media = _media(messages)
    if texts or media:
        answer = document.message(shortened("\n".join(texts)) if texts else None)
        if media:
            answer.media(media)
    return str(document)


def shortened(text: str, longest: int = LONGEST) -> str:
    """Keep as many whole lines as fit; one line that does not fit is cut where it must be."""
    if _units(text) <= longest:
        return text
    kept: List[str] = []
    room = longest - 2
    for line in text.split("\n"):
        room -= _units(line) + 1
        if room < 0:
            break
        kept.append(line)
    if kept:
        return "\n".join([*kept, "…"])
    cut = text.encode("utf-16-le")[: (longest - 1) * 2].decode("utf-16-le", "ignore")
    return cut.partition("\n")[0] + "…"


def _media(messages: Sequence[Dict[str, Any]]) -> Optional[str]:
    found = (m.get(part) for m in messages for part in ("image", "attachment"))
    return next((one for one in found if isinstance(one, str) and one.startswith("http")), None)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
