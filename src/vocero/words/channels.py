"""The channels that a message names: "también por correo", "por sms", "on Slack instead"."""

import re

from vocero.words.normal import fold

_NAMES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (channel, re.compile(rf"\b(?:{words})\b"))
    for channel, words in (
        ("whatsapp", r"whats?app|guats?app|guats|whats|wsp|wapp|wpp|wa"),
        ("sms", r"sms|mensajes? de texto|text messages?|texts?"),
        ("email", r"correos?(?: electronicos?)?|e-?mails?|mails?|inbox"),
        ("slack", r"slack"),
        ("push", r"push|notificacion(?:es)? (?:del |de )?(?:navegador|web)|"
                 r"(?:web|browser) (?:push|notifications?)"),
        ("webhook", r"web ?hooks?"),
        ("in_app", r"(?:en|dentro de) la app|in[- ]?app|tablero|dashboard"),
    )
)  # fmt: skip
_ALSO = re.compile(r"\b(tambien|ademas|aparte|also|too|as well|in addition|plus)\b")
_INSTEAD = re.compile(
    r"\b(en vez de|en lugar de|y no|ya no|no por|no al?|instead of|rather than|not)\b(?P<rest>.*)"
)


def channels(text: str) -> tuple[str, ...]:
    """Give the channels that a text names, without those that it names as the ones to leave."""
    plain = fold(text)
    left = _INSTEAD.search(plain)
    kept = plain[: left.start()] if left else plain
    named = tuple(channel for channel, words in _NAMES if words.search(kept))
    if named or left is None:
        return named
    return ()


def added(text: str) -> bool:
    """Tell whether what is named comes on top of what there is."""
    return _ALSO.search(fold(text)) is not None
