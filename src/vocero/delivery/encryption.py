"""Web Push encryption, RFC 8291: only the browser that subscribed can read a push."""

import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_RECORD = 4096
_LAST = b"\x02"
"""Ends the last record, of which there is one."""


def encrypt(
    payload: bytes, receiver: bytes, auth: bytes, salt: bytes | None = None,
    sender: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:  # fmt: skip
    """Give the body of a push in `aes128gcm`; `receiver` is the subscription's point on P-256.

    `salt` and `sender` are new for each push; they are given only to repeat a known example.
    Raises ValueError when the receiver's key is no point on the curve.
    """
    salt = salt or os.urandom(16)
    sender = sender or ec.generate_private_key(ec.SECP256R1())
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), receiver)
    ours = point(sender.public_key())
    shared = sender.exchange(ec.ECDH(), theirs)
    secret = _derived(auth, shared, b"WebPush: info\x00" + receiver + ours, 32)
    key = _derived(salt, secret, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(salt, secret, b"Content-Encoding: nonce\x00", 12)
    sealed = AESGCM(key).encrypt(nonce, payload + _LAST, None)
    return salt + _RECORD.to_bytes(4) + bytes([len(ours)]) + ours + sealed


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    """Give a public key as the 65 bytes that browsers exchange."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)
