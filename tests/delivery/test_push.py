"""Web push, to an endpoint that checks who pushes and reads what only its browser can."""

import base64
import json
import time
from collections.abc import AsyncIterator

import jwt
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tests.delivery.conftest import Receiver, notice, to
from vocero.delivery import vapid
from vocero.delivery.channel import Later, Link, Refused, Sent
from vocero.delivery.encryption import encrypt, point
from vocero.delivery.outside import Outside
from vocero.delivery.push import Push
from vocero.delivery.vapid import Vapid, written
from vocero.errors import ConfigurationError
from vocero.people.addresses import Address

PRIVATE, PUBLIC = vapid.make()
CURVE = ec.SECP256R1()


def read(text: str) -> bytes:
    """Read base64url."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Browser:
    """A subscription, with the keys that only the browser has."""

    def __init__(self, url: str) -> None:
        self.private = ec.generate_private_key(CURVE)
        self.public = point(self.private.public_key())
        self.auth = b"sixteen bytes it"
        keys = {"p256dh": written(self.public), "auth": written(self.auth)}
        self.address = Address(1, 1, "push", url + "/push/abc", details=keys)

    def read(self, body: bytes) -> bytes:
        """Decrypt a push as RFC 8188 and 8291 say."""
        salt, size, rest = body[:16], body[20], body[21:]
        sender, sealed = rest[:size], rest[size:]
        assert int.from_bytes(body[16:20]) >= len(sealed)
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender)
        shared = self.private.exchange(ec.ECDH(), theirs)
        info = b"WebPush: info\0" + self.public + sender
        secret = HKDF(hashes.SHA256(), 32, self.auth, info).derive(shared)
        key = HKDF(hashes.SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(secret)
        nonce = HKDF(hashes.SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(secret)
        plain = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert plain.endswith(b"\x02")
        return plain[:-1]


@pytest.fixture
async def push() -> AsyncIterator[Push]:
    """The channel."""
    made = Push(Outside(inside=True), Vapid(PRIVATE, "mailto:it@spirit.example"))
    yield made
    await made.close()


async def test_only_the_browser_reads_it(push: Push, receiver: Receiver) -> None:
    """Encrypted for its keys, new each time, with title, text and one link."""
    browser = Browser(receiver.url)
    receiver.always = (201, {"Location": "https://push.example/m/1"}, "")
    said = notice(links=(Link("v.pdf", "https://bot.example/v.pdf"),))
    assert await push.send(browser.address, said) == Sent("https://push.example/m/1")
    await push.send(browser.address, said)
    first, second = receiver.got
    assert json.loads(browser.read(first.body)) == {
        "key": "alert:7:sale", "title": "Alerta de ventas", "text": "Ventas de ayer: 5 < 6 & 7",
        "language": "es", "url": "https://bot.example/v.pdf",
    }  # fmt: skip
    assert first.body != second.body
    assert b"Ventas" not in first.body
    assert first.headers["content-encoding"] == "aes128gcm"
    assert first.headers["topic"] == second.headers["topic"]
    assert len(first.headers["topic"]) == 32


async def test_the_service_knows_who_pushes(push: Push, receiver: Receiver) -> None:
    """A token for just this service, signed by the key that the browser subscribed with."""
    await push.send(Browser(receiver.url).address, notice())
    scheme, _, rest = receiver.got[0].headers["authorization"].partition(" ")
    values = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert scheme == "vapid"
    assert values["k"] == PUBLIC
    key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, read(values["k"]))
    claims = jwt.decode(values["t"], key, algorithms=["ES256"], audience=receiver.url)
    assert claims["sub"] == "mailto:it@spirit.example"
    assert time.time() < claims["exp"] <= time.time() + 24 * 3600


async def test_a_long_text_is_cut_to_what_a_push_takes(push: Push, receiver: Receiver) -> None:
    """Whatever is in it, the body stays below 4,096 bytes and is whole JSON."""
    browser = Browser(receiver.url)
    await push.send(browser.address, notice('"📈\n' * 3000))
    assert len(receiver.got[0].body) < 4096
    said = json.loads(browser.read(receiver.got[0].body))
    assert said["text"].endswith("…")
    assert len(said["text"]) > 900


@pytest.mark.parametrize(("status", "outcome"), [
    (404, Refused("HTTP 404", gone=True)), (410, Refused("HTTP 410", gone=True)),
    (429, Later("HTTP 429", 12.0)), (500, Later("HTTP 500", 12.0)),
    (413, Refused("HTTP 413")), (403, Refused("HTTP 403")),
])  # fmt: skip
async def test_what_the_service_says_is_understood(
    push: Push, receiver: Receiver, status: int, outcome: object
) -> None:
    """A subscription that ended is gone; a busy service is for later."""
    receiver.always = (status, {"Retry-After": "12"}, "")
    assert await push.send(Browser(receiver.url).address, notice()) == outcome


async def test_keys_that_are_none_are_gone(push: Push, receiver: Receiver) -> None:
    """Nothing can be encrypted for a point beside the curve."""
    keys = {"p256dh": written(b"\x04" + b"\x01" * 64), "auth": written(b"a" * 16)}
    address = to("push", receiver.url, details=keys)
    assert await push.send(address, notice()) == Refused("its keys are none", gone=True)


def test_the_example_of_the_standard_comes_out() -> None:
    """RFC 8291, appendix A, byte for byte."""
    sender = ec.derive_private_key(
        int.from_bytes(read("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")), CURVE
    )
    made = encrypt(
        b"When I grow up, I want to be a watermelon",
        read("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
        read("BTBZMqHH6r4Tts7J_aSIgg"), read("DGv6ra1nlYgDCS1FRnbzlw"), sender,
    )  # fmt: skip
    assert written(made) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWA"
        "mS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxs"
        "j_Qulcy4a-fN"
    )


@pytest.mark.parametrize(("private", "subject"), [
    ("short", "mailto:a@b.example"), ("ñ", "mailto:a@b.example"), (PRIVATE, "it@b.example"),
    (written(b"\xff" * 32), "mailto:a@b.example"),
])  # fmt: skip
def test_a_key_that_is_none_is_found_at_the_start(private: str, subject: str) -> None:
    """One sentence names the variable."""
    with pytest.raises(ConfigurationError, match="VOCERO_VAPID"):
        Vapid(private, subject)
