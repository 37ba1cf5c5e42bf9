"""A phone number has one canonical key, however it is written; nothing else shares it.

WhatsApp writes Mexican mobiles with an old `1`, Argentine ones with or without the mobile `9`,
Brazilian ones with or without the ninth digit. Suffixes are never compared.
"""

import re

import phonenumbers
from phonenumbers import NumberParseException

_SAID = re.compile(r"(?:whatsapp:)?\+[0-9][0-9 ().-]{5,22}", re.IGNORECASE | re.ASCII)


def key(said: str) -> str | None:
    """Give the canonical E.164 number, or None when it is no international phone number.

    Takes `+…` with the usual separators and Twilio's `whatsapp:` prefix; ASCII digits only.
    """
    said = said.strip()
    if _SAID.fullmatch(said) is None:
        return None
    found = _canonical(re.sub(r"[^0-9]", "", said))
    # A number that is no number has no stable spelling: what changes again is nobody's.
    return found if found is not None and _canonical(found[1:]) == found else None


def _canonical(digits: str) -> str | None:
    rewritten = _BY_COUNTRY.get(digits[:2], lambda d: d)(digits)
    try:
        number = phonenumbers.parse("+" + rewritten, None)
    except NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def masked(phone: str) -> str:
    """Show only the country's first digit and the last two: enough for a log, not for a call."""
    return f"{phone[:2]}…{phone[-2:]}"


def _mexico(digits: str) -> str:
    """Drop the old mobile 1: +52 1 55 … is +52 55 …."""
    return "52" + digits[3:] if len(digits) == 13 and digits[2] == "1" else digits


def _argentina(digits: str) -> str:
    """Write mobiles with the 9: +54 11 15 … and +54 11 … are +54 9 11 …."""
    national = digits[2:]
    if len(national) != 10:
        return digits
    mobile = phonenumbers.parse("+549" + national, None)
    return "549" + national if phonenumbers.is_valid_number(mobile) else digits


def _brazil(digits: str) -> str:
    """Give eight-digit mobiles their ninth digit: +55 11 8765 4321 is +55 11 98765 4321."""
    subscriber = digits[4:]
    if len(subscriber) == 8 and subscriber[0] in "6789":
        return digits[:4] + "9" + subscriber
    return digits


_BY_COUNTRY = {"52": _mexico, "54": _argentina, "55": _brazil}
