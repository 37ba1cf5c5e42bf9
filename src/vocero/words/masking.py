"""A message that is kept to learn from keeps its wording and loses what is personal."""

import re
from collections.abc import Iterable
from typing import NamedTuple

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_LINK = re.compile(r"https?://\S+")
_PHONE = re.compile(r"(?<![\w-])\+?\d[\d ().-]{6,}\d")
_REFERENCE = re.compile(r"\bRES-\d{4}-\d+\b", re.IGNORECASE)
STAND_IN = "Tulum"
"""Stands in the place of whatever name was said: the sentence keeps its shape."""
_LONGEST = 300


class Mark(NamedTuple):
    """Words of a message and what they are; offsets into it."""

    start: int
    end: int
    kind: str


def annotated(text: str, marks: Iterable[Mark]) -> str:
    """Write a message as a training example, with its marks, masked and on one line.

    Names become a stand-in, references another one; e-mail addresses, links and phone numbers go.
    Brackets that the person typed are dropped, so that they mark nothing.
    """
    pieces: list[str] = []
    position = 0
    for mark in sorted(marks):
        if mark.start < position:
            continue
        pieces.append(_plain(text[position : mark.start]))
        words = STAND_IN if mark.kind == "member" else _plain(text[mark.start : mark.end])
        pieces.append(f"[{words}]({mark.kind})")
        position = mark.end
    pieces.append(_plain(text[position:]))
    return " ".join("".join(pieces).split())[:_LONGEST]


def _plain(text: str) -> str:
    text = _EMAIL.sub("correo", _LINK.sub("enlace", text))
    text = _REFERENCE.sub("RES-2026-1001", text)
    text = re.sub(r"[\[\](){}]", " ", text)
    return _PHONE.sub("número", text)
