"""A genuine form is read for what it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocero.mailroom.cleaning import LONGEST, spoken
from vocero.mailroom.incoming import OPEN, read
from vocero.mailroom.signature import MalformedError, fields_of
from vocero.settings import Settings

ACCOUNT, NUMBER = "AC" + "a" * 32, "whatsapp:+14155238886"
SETTINGS = Settings(env="development", TWILIO_ACCOUNT_SID=ACCOUNT, TWILIO_WHATSAPP_NUMBER=NUMBER)


def form(**more: str) -> dict[str, str]:
    """The fields that every message has, and more."""
    return {"AccountSid": ACCOUNT, "To": NUMBER, "From": "whatsapp:+12025550101",
            "MessageSid": "SM" + "1" * 32, "NumMedia": "0", "Body": "", **more}  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "kind", "body"),
    [
        ({"Body": " ¡Ventas! "}, "text", "¡Ventas!"),
        ({"Body": "Sí", "ButtonPayload": "2", "ButtonText": "Sí"}, "text", "2"),
        ({"Body": "x", "ButtonPayload": "otra cosa", "ButtonText": "Ver más"}, "text", "Ver más"),
        ({"Body": "Ver", "ButtonPayload": OPEN}, "opened", ""),
        ({"ListId": "10", "ListTitle": "Tulum"}, "text", "10"),
        ({"MessageType": "interactive", "ListTitle": "Tulum"}, "text", "Tulum"),
        ({"NumMedia": "1", "MediaContentType0": "audio/ogg"}, "voice", ""),
        ({"NumMedia": "1", "MediaContentType0": "image/jpeg"}, "image", ""),
        ({"NumMedia": "1", "MediaContentType0": "image/webp"}, "sticker", ""),
        ({"NumMedia": "1", "MediaContentType0": "text/vcard"}, "contact", ""),
        ({"NumMedia": "1", "MediaContentType0": "application/pdf"}, "document", ""),
        ({"NumMedia": "1", "MediaContentType0": "image/png", "Body": "kpi"}, "text", "kpi"),
        ({"Latitude": "19", "Longitude": "-99"}, "location", ""),
        ({"MessageType": "reaction", "Body": "👍"}, "reaction", "👍"),
        ({"MessageType": "deleted"}, "deleted", ""),
        ({"MessageType": "edited", "Body": "ventas"}, "edited", "ventas"),
        ({"Body": "  "}, "empty", ""),
        ({"Body": "👍"}, "text", "👍"),
        ({"Body": "Baja."}, "opt out", "Baja."),
        ({"Body": "¡STOP!"}, "opt out", "¡STOP!"),
        ({"Body": "Start"}, "opt in", "Start"),
        ({"Body": "baja california"}, "text", "baja california"),
        ({"Body": "STOP", "OptOutType": "STOP"}, "stopped", "STOP"),
    ],
)  # fmt: skip
def test_the_kind_and_the_words(fields: dict[str, str], kind: str, body: str) -> None:
    """What a phone can send, by the fields that Twilio makes of it."""
    found = read(form(**fields), SETTINGS)
    assert (found.kind, found.body) == (kind, body)


@pytest.mark.parametrize(
    ("address", "correspondent"),
    [("whatsapp:+5215512345678", "+525512345678"), ("WhatsApp:+12025550101", "+12025550101"),
     ("whatsapp:US.1349", "id:US.1349")],
)  # fmt: skip
def test_who_writes(address: str, correspondent: str) -> None:
    """The canonical number, or WhatsApp's own id."""
    assert read(form(From=address), SETTINGS).correspondent == correspondent


@pytest.mark.parametrize(
    "fields",
    [{"AccountSid": "AC" + "b" * 32}, {"To": "whatsapp:+1"}, {"From": "+12025550101"},
     {"From": "whatsapp:"}, {"From": "whatsapp:+1 🙂"}, {"MessageSid": "SM1"},
     {"MessageSid": "SM" + "1" * 31 + "\n"}],
)  # fmt: skip
def test_what_is_not_to_us_is_refused(fields: dict[str, str]) -> None:
    """Account, recipient, sender and id must be what they should."""
    with pytest.raises(MalformedError):
        read(form(**fields), SETTINGS)


@pytest.mark.parametrize("name", ["AccountSid", "To", "From", "MessageSid"])
def test_a_missing_field_is_refused(name: str) -> None:
    """The signature alone does not say which field is which."""
    fields = form()
    del fields[name]
    with pytest.raises(MalformedError):
        read(fields, SETTINGS)


@pytest.mark.parametrize("body", [b"", b"a=1&a=1", b"a=1&a=2", b"{}", b"\xff", b"a=1&b"])
def test_what_is_no_form_of_twilios_is_refused(body: bytes) -> None:
    """Repeated fields too: the signature does not see the second."""
    with pytest.raises(MalformedError):
        fields_of(body)


def test_blank_fields_count() -> None:
    """Twilio signs them."""
    assert fields_of(b"Body=&To=x+y%2B") == {"Body": "", "To": "x y+"}


SLASHES = ("/", "／", "⁄", "∕", "﹨/", "\u200b/", "\u2060／", "\u00a0/", " /", "\ufeff/", "//",
           "/\u200b/", "\u202e/", "\u3000／", "\u115f/", "\u0301/")  # fmt: skip


@pytest.mark.parametrize("slash", SLASHES)
def test_no_spelling_of_a_slash_makes_a_command(slash: str) -> None:
    """What follows is something said."""
    found = spoken(f'{slash}restart{{"level":"1"}}')
    assert "/" not in found[: found.index("restart")].replace("﹨/", "")
    assert not found.startswith("/")


@given(st.text(max_size=60))
def test_nothing_that_is_said_starts_as_a_command(text: str) -> None:
    """Whatever comes in: no leading slash, no NUL, bounded, and cleaning twice is cleaning once."""
    found = spoken(text)
    assert not found.strip().startswith("/")
    assert "\0" not in found
    assert len(found) <= LONGEST
    assert spoken(found) == found


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=40))
def test_what_people_write_stays(text: str) -> None:
    """Letters, figures, marks and symbols are kept, unless a slash leads."""
    if spoken(text) != text:
        assert any(c in text for c in "/／⁄∕⧸╱〳᜵⳦㇓丿\U0001d23a℀℁℅℆")
