"""Sentences for people come from one file a language, and only from there."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal

Language = Literal["es", "en"]
LANGUAGES: tuple[Language, ...] = ("es", "en")

UNKNOWN_PERSON = (
    "No tengo este número registrado. Para pedir acceso: {contact}.\n"
    "This number is not registered. To ask for access: {contact}."
)
"""The one text for everyone who is not known: fixed, in both languages."""


@cache
def texts(language: Language) -> Mapping[str, Mapping[str, str]]:
    """Give all templates of a language by section and key."""
    file = resources.files("vocero.rendering").joinpath("texts", f"{language}.toml")
    return tomllib.loads(file.read_text("utf-8"))


def say(language: Language, section: str, key: object, /, **values: object) -> str:
    """Fill one template; a missing one is a programming error (KeyError)."""
    return texts(language)[section][str(key)].format(**values)


def join(language: Language, names: list[str]) -> str:
    """Join names as a sentence does: "a, b y c", "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    last = names[-1]
    word = "and"
    if language == "es":
        word = "e" if last.lower().startswith(("i", "hi", "í")) else "y"
    return f"{', '.join(names[:-1])} {word} {last}"
