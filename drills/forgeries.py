"""Forged requests of every kind we know, and genuine ones that look odd."""

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from drills.phones import Line, new_sid
from vocero.mailroom.signature import HEADER, STATUS, WEBHOOK

FORM = "application/x-www-form-urlencoded"
BODIES = ("ventas de ayer", "¿cuánto vendimos? 😀", "100% +52 & = ?", " espacios ", "kpi")
DIRECTOR = "+12025550101"


@dataclass(frozen=True, slots=True)
class Request:
    """One request to send, exactly as it stands."""

    kind: str
    content: bytes
    headers: tuple[tuple[str, str], ...]
    path: str = WEBHOOK
    method: str = "POST"


def forged(own: Line, seed: int = 1) -> Iterator[Request]:
    """Give requests of which none may be accepted."""
    chance = random.Random(seed)  # noqa: S311 — a drill, not a secret
    for body in BODIES:
        form = own.form(DIRECTOR, body)
        good = own.signature(form)
        yield from _headers(form, good, own)
        yield from _addresses(form, own)
        yield from _fields(form, good, chance)
        yield from _meanings(form, own)
        yield from _shapes(form, good)
    yield from _statuses(own)


def _post(kind: str, form: Mapping[str, str], *signatures: str, **more: str) -> Request:
    headers = [("Content-Type", FORM), *((HEADER, s) for s in signatures)]
    headers += [(name.replace("_", "-"), value) for name, value in more.items()]
    return Request(kind, urlencode(form).encode(), tuple(headers))


def _headers(form: Mapping[str, str], good: str, own: Line) -> Iterator[Request]:
    other = str(RequestValidator("another token").compute_signature(
        (own.settings.public_url or "") + WEBHOOK, dict(form)
    ))  # fmt: skip
    yield _post("no signature", form)
    yield _post("two signatures", form, good, good)
    yield _post("good and bad signature", form, good, other)
    for kind, value in (
        ("empty signature", ""), ("random signature", "q" * 27 + "="), ("another token", other),
        ("cut signature", good[:-1]), ("long signature", good + "="),
        ("upper case", good.upper()), ("lower case", good.lower()), ("quoted", f'"{good}"'),
        ("not base64", "¿?".encode().decode("latin-1")),
    ):  # fmt: skip
        yield _post(kind, form, value)


def _addresses(form: Mapping[str, str], own: Line) -> Iterator[Request]:
    public = own.settings.public_url or ""
    host = public.partition("://")[2]
    for kind, address in (
        ("https for http", f"https://{host}{WEBHOOK}"), ("another host", f"http://evil{WEBHOOK}"),
        ("trailing slash", f"{public}{WEBHOOK}/"), ("a query", f"{public}{WEBHOOK}?a=1"),
        ("another path", f"{public}/webhooks/rest/webhook"), ("no path", public),
    ):  # fmt: skip
        yield _post(f"signed for {kind}", form, own.signature(form, address))
    evil = own.signature(form, f"https://evil.example{WEBHOOK}")
    yield _post("forged forwarding headers", form, evil, X_Forwarded_Proto="https",
                X_Forwarded_Host="evil.example", Forwarded="host=evil.example")  # fmt: skip
    yield _post("forged host header", form, evil, Host="evil.example")
    queried = f"{WEBHOOK}?x=1"
    signature = own.signature(form, public + queried)
    yield Request("a query that is signed", urlencode(form).encode(),
                  (("Content-Type", FORM), (HEADER, signature)), queried)  # fmt: skip


def _fields(form: Mapping[str, str], good: str, chance: random.Random) -> Iterator[Request]:
    for name, value in form.items():
        place = chance.randrange(len(value)) if value else 0
        swapped = "x" if value[place : place + 1] != "x" else "y"
        changed = value[:place] + swapped + value[place + 1 :]
        yield _post(f"{name} changed", {**form, name: changed}, good)
        if value:
            yield _post(f"{name} removed", {n: v for n, v in form.items() if n != name}, good)
        headers = (("Content-Type", FORM), (HEADER, good))
        again = urlencode([*form.items(), (name, value)]).encode()
        yield Request(f"{name} twice", again, headers)
        other = urlencode([(name, "otro"), *form.items()]).encode()
        yield Request(f"{name} twice, another first", other, headers)
    yield _post("a field added", {**form, "Admin": "1"}, good)
    yield _post("a blank field gone", {n: v for n, v in form.items() if n != "ButtonText"} | {
        "ButtonText ": ""}, good)  # fmt: skip


def _meanings(form: Mapping[str, str], own: Line) -> Iterator[Request]:
    """Give forms with a signature that fits, and which still are no message to us."""
    shifted = {n: v for n, v in form.items() if n != "From"}
    shifted["Body"] = f"{form['Body']}From{form['From']}"
    wrong: tuple[tuple[str, Mapping[str, str]], ...] = (
        ("From hidden in Body", shifted),
        ("another account", {**form, "AccountSid": "AC" + "f" * 32}),
        ("account in another case", {**form, "AccountSid": form["AccountSid"].upper()}),
        ("another recipient", {**form, "To": "whatsapp:+14155550000"}),
        ("recipient with a space", {**form, "To": form["To"] + " "}),
        ("no message id", {**form, "MessageSid": ""}),
        ("odd message id", {**form, "MessageSid": "SM1' or '1'='1"}),
        ("SMS sender", {**form, "From": DIRECTOR}),
        ("no sender", {**form, "From": "whatsapp:"}),
        ("NUL in the sender", {**form, "From": form["From"] + "\0"}),
        ("other digits in the sender", {**form, "From": "whatsapp:+١٢٠٢٥٥٥٠١٠١"}),
    )
    for kind, fields in wrong:
        yield _post(kind, fields, own.signature(fields))
    for name in ("AccountSid", "To", "From", "MessageSid"):
        fields = {n: v for n, v in form.items() if n != name}
        yield _post(f"signed without {name}", fields, own.signature(fields))


def _shapes(form: Mapping[str, str], good: str) -> Iterator[Request]:
    signed = ((HEADER, good),)
    raw = json.dumps(dict(form)).encode()
    yield Request("JSON", raw, (("Content-Type", "application/json"), *signed))
    yield Request("JSON said to be a form", raw, (("Content-Type", FORM), *signed))
    data = urlencode(form).encode()
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        yield Request(method, data, (("Content-Type", FORM), *signed), method=method)
    yield Request("no content type", data, signed)
    yield Request("text", data, (("Content-Type", "text/plain"), *signed))
    yield Request("multipart", data, (("Content-Type", "multipart/form-data; boundary=x"), *signed))
    yield Request("empty", b"", (("Content-Type", FORM), *signed))
    yield Request("half a form", data[:-20], (("Content-Type", FORM), *signed))
    yield Request("bytes", bytes(range(256)), (("Content-Type", FORM), *signed))
    yield Request("very large", data + b"x" * 200_000, (("Content-Type", FORM), *signed))
    many = urlencode([(f"f{n}", "1") for n in range(2_000)]).encode()
    yield Request("many fields", many, (("Content-Type", FORM), *signed))


def _statuses(own: Line) -> Iterator[Request]:
    path = STATUS + "0" * 32
    form = {"MessageSid": new_sid(), "MessageStatus": "failed", "ErrorCode": "21610",
            "AccountSid": own.settings.twilio_account_sid or ""}  # fmt: skip
    data = urlencode(form).encode()
    good = own.signature(form, (own.settings.public_url or "") + path)
    other = own.signature(form)
    for kind, signature in (("status unsigned", ""), ("status signed for the webhook", other)):
        yield Request(kind, data, (("Content-Type", FORM), (HEADER, signature)), path)
    for kind, elsewhere in (("status of another message", STATUS + "1" * 32),
                            ("status of no message", STATUS + "x")):  # fmt: skip
        yield Request(kind, data, (("Content-Type", FORM), (HEADER, good)), elsewhere)


def genuine(own: Line, count: int = 60) -> Iterator[Request]:
    """Give requests that Twilio itself would send, odd as they look: all must be accepted."""
    odd: tuple[Mapping[str, str], ...] = (
        {}, {"Body": "¡Hola! 😀👨‍👩‍👧"}, {"Body": "a+b c%20d %"}, {"Body": " al borde "},
        {"Body": ""}, {"NewField": "no one knows"}, {"ButtonText": "", "ListId": ""},
        {"Body": "línea\nlínea\ttab"}, {"Body": "NUL\0 here"}, {"Body": "/restart"},
        {"Body": "＇／intent{}"}, {"ProfileName": "Ω\0\u202e"}, {"Body": "x" * 10_000},
        {"Latitude": "19.4", "Longitude": "-99.1"}, {"Body": "\u200b/session_start"},
    )  # fmt: skip
    for n in range(count):
        form = {**own.form(DIRECTOR, f"ventas {n}"), **odd[n % len(odd)]}
        yield _post("genuine", form, own.signature(form))
