"""Who speaks: only a whole, fresh token with the right secret says so."""

import base64
import hashlib
import hmac
import json
import time
import unittest
from typing import Any, Dict

import jwt

from bot.channels import identity
from bot.channels.identity import Speaker, UnauthorizedError, from_bearer, signed

REST = "rest-secret-of-the-tests-which-is-long-enough-for-every-kind-of-hash-0123456789"
IDENTITY = "identity-secret-of-the-tests-0123456789"
PHONE = "+12025550104"
PUBLIC_KEY = "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0B\n-----END PUBLIC KEY-----\n"


def token(secret: str = REST, **changed: Any) -> str:
    """Write a bearer token; any claim may be changed or, with None, left out."""
    claims = {"sub": PHONE, "exp": int(time.time()) + 60, **changed}
    return jwt.encode({k: v for k, v in claims.items() if v is not None}, secret, "HS256")


def by_hand(header: Dict[str, str], claims: Dict[str, Any], key: str = "") -> str:
    """Write a token that no library would: unsigned, or with a signature of another kind."""
    raw = [json.dumps(part).encode() for part in (header, claims)]
    body = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in raw)
    mark = hmac.new(key.encode(), body, hashlib.sha256).digest() if key else b""
    return (body + b"." + base64.urlsafe_b64encode(mark).rstrip(b"=")).decode()


class BearerTest(unittest.TestCase):
    """What the REST door takes for an identity."""

    def refused(self, header: str) -> None:
        """Hold that a header is refused without repeating it."""
        with self.assertRaises(UnauthorizedError) as caught:
            from_bearer(header, REST)
        self.assertNotIn(header[-12:] or "x", str(caught.exception))

    def test_a_good_token_names_its_person(self) -> None:
        """The phone is the token's subject, whatever the case of the scheme."""
        for scheme in ("Bearer", "bearer", "BEARER"):
            speaker = from_bearer(f"{scheme} {token()}", REST)
            self.assertEqual(speaker.phone, PHONE)

    def test_no_token(self) -> None:
        """Nothing, or a scheme without a token, is refused."""
        for header in ("", "Bearer", "Bearer ", "Bearer   "):
            with self.subTest(header):
                self.refused(header)

    def test_another_scheme(self) -> None:
        """Only Bearer counts; a token without its scheme does not."""
        for header in (f"Basic {token()}", f"Token {token()}", token()):
            with self.subTest(header[:10]):
                self.refused(header)

    def test_another_secret(self) -> None:
        """Signed with another secret, the door's identity secret too, is refused."""
        self.refused(f"Bearer {token('another-secret-of-the-tests-0123456789')}")
        self.refused(f"Bearer {token(IDENTITY)}")

    def test_too_old_or_without_an_end(self) -> None:
        """A token must expire, and must not have."""
        self.refused(f"Bearer {token(exp=int(time.time()) - 1)}")
        self.refused(f"Bearer {token(exp=None)}")
        self.refused(f"Bearer {token(exp='never')}")

    def test_not_yet_valid(self) -> None:
        """A token for later does not count now."""
        self.refused(f"Bearer {token(nbf=int(time.time()) + 600)}")

    def test_a_subject_that_is_no_number(self) -> None:
        """Only a number in E.164 is a person."""
        for subject in ("maria", "2025550104", "+", "+123", "+1202555010a", "whatsapp:+12025550104",
                        "+12025550104\n", " +12025550104", "+" + "1" * 16, "", None,
                        "+١٢٠٢٥٥٥٠١٠٤"):
            with self.subTest(subject=subject):
                self.refused(f"Bearer {token(sub=subject)}")

    def test_an_unsigned_token(self) -> None:
        """`alg: none` in any spelling is refused."""
        claims = {"sub": PHONE, "exp": int(time.time()) + 60}
        for name in ("none", "None", "NONE", "nOnE"):
            with self.subTest(name):
                self.refused("Bearer " + by_hand({"alg": name, "typ": "JWT"}, claims))

    def test_an_algorithm_that_was_swapped(self) -> None:
        """A header that claims RS256, or an HMAC keyed with a public key, is refused."""
        claims = {"sub": PHONE, "exp": int(time.time()) + 60}
        self.refused("Bearer " + by_hand({"alg": "RS256", "typ": "JWT"}, claims, REST))
        self.refused("Bearer " + by_hand({"alg": "HS256", "typ": "JWT"}, claims, PUBLIC_KEY))
        self.refused("Bearer " + jwt.encode(claims, REST, "HS512"))

    def test_a_token_that_was_touched(self) -> None:
        """Another body under the same signature is refused."""
        head, _body, mark = token().split(".")
        body = token(sub="+12025550101").split(".")[1]
        self.refused(f"Bearer {head}.{body}.{mark}")
        self.refused("Bearer a.b.c")


class ConversationTest(unittest.TestCase):
    """Under which id a conversation is kept."""

    def test_the_id_is_opaque_and_stable(self) -> None:
        """It starts with the door, holds no digit run of the phone, and depends on the secret."""
        first = identity.conversation_id("rest", PHONE, REST)
        self.assertEqual(first, identity.conversation_id("rest", PHONE, REST))
        self.assertTrue(first.startswith("rest:"))
        self.assertNotIn(PHONE[1:], first)
        others = {
            identity.conversation_id("twilio", PHONE, REST),
            identity.conversation_id("rest", "+12025550105", REST),
            identity.conversation_id("rest", PHONE, IDENTITY),
        }
        self.assertEqual(len({tail(x) for x in {first, *others}}), 4)


def tail(identifier: str) -> str:
    """Give what stands behind the door's name."""
    return identifier.split(":", 1)[1]


class SignedTest(unittest.TestCase):
    """What a door writes into a message's metadata."""

    def decoded(self, metadata: Dict[str, Any]) -> Dict[str, Any]:
        """Read it as the app does."""
        return jwt.decode(metadata["vocero"], IDENTITY, ["HS256"], audience="vocero-actions",
                          options={"require": ["sub", "door", "cid", "mid", "exp", "aud"]})

    def test_it_says_who_where_and_which(self) -> None:
        """Person, door, conversation, message, expiry and audience are all there."""
        metadata = signed(Speaker("rest:abc", PHONE), "rest", "m-1", IDENTITY)
        claims = self.decoded(metadata)
        said = (claims["sub"], claims["door"], claims["cid"], claims["mid"], claims["aud"])
        self.assertEqual(said, (PHONE, "rest", "rest:abc", "m-1", "vocero-actions"))
        self.assertEqual(metadata["message_id"], "m-1")
        self.assertLessEqual(claims["exp"] - time.time(), 300)
        self.assertGreater(claims["exp"] - time.time(), 30)

    def test_a_message_without_an_id_gets_one(self) -> None:
        """Each message has its own, so that effects happen once for each."""
        one, two = (signed(Speaker("c", PHONE), "rest", None, IDENTITY) for _ in range(2))
        self.assertNotEqual(one["message_id"], two["message_id"])
        self.assertEqual(self.decoded(one)["mid"], one["message_id"])

    def test_it_is_no_bearer_token(self) -> None:
        """What is inside the house does not open the door."""
        metadata = signed(Speaker("rest:abc", PHONE), "rest", "m-1", IDENTITY)
        with self.assertRaises(UnauthorizedError):
            from_bearer(f"Bearer {metadata['vocero']}", REST)
        with self.assertRaises(UnauthorizedError):
            from_bearer("Bearer " + signed(Speaker("c", PHONE), "rest", "m", REST)["vocero"], REST)
