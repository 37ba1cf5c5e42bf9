"""Buttons and lists on WhatsApp are Content templates: one for each number of choices.

Twilio, "Content types overview": a quick reply has up to three buttons of 20 characters and a
text of 1,024; a list picker up to ten lines of 24. Inside the 24-hour window neither needs
approval. Text and titles are variables, so that a dozen templates serve everything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_BUTTONS, MOST_LINES = 3, 10
_LONGEST_BODY = 1024
_LONGEST_BUTTON, _LONGEST_LINE = 20, 24
Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Template:
    """A template to make: its name, its types as the API takes them, sample variables."""

    name: str
    types: Mapping[str, Any]
    variables: Mapping[str, str]


def shape(body: str, choices: Choices, language: str) -> str | None:
    """Name the template that shows these choices; None when plain text has to do."""
    if not choices or len(choices) > MOST_LINES or len(body) > _LONGEST_BODY:
        return None
    if len(choices) <= MOST_BUTTONS:
        return f"vocero_buttons_{len(choices)}"
    return f"vocero_list_{len(choices)}_{language}"


def template(name: str) -> Template:
    """Give the template of a shape."""
    kind, count = name.split("_")[1], int(name.split("_")[2])
    lines = range(1, count + 1)
    variables = {"1": "texto"} | {str(n + 1): f"opción {n}" for n in lines}
    if kind == "buttons":
        actions = [{"title": f"{{{{{n + 1}}}}}", "id": str(n)} for n in lines]
        return Template(name, {"twilio/quick-reply": {"body": "{{1}}", "actions": actions}},
                        variables)  # fmt: skip
    button = "Elegir" if name.endswith("_es") else "Choose"
    items = [{"item": f"{{{{{n + 1}}}}}", "id": str(n), "description": ""} for n in lines]
    picker = {"body": "{{1}}", "button": button, "items": items}
    return Template(name, {"twilio/list-picker": picker}, variables)


def variables(body: str, choices: Choices) -> Mapping[str, str]:
    """Give the values of a template: the text, then each title, short and unlike the others."""
    longest = _LONGEST_BUTTON if len(choices) <= MOST_BUTTONS else _LONGEST_LINE
    titles: list[str] = []
    for number, (title, _) in enumerate(choices, start=1):
        short = title if len(title) <= longest else title[: longest - 1].rstrip() + "…"
        if short in titles:
            short = f"{number}. {short}"[:longest]
        titles.append(short)
    return {"1": body} | {str(n): title for n, title in enumerate(titles, start=2)}
