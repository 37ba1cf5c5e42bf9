"""Content templates: texts, quick replies and lists, with `{{n}}` for what changes."""

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from vocero.standin.errors import TwilioError

TEXT, QUICK_REPLY, LIST = "twilio/text", "twilio/quick-reply", "twilio/list-picker"
_VARIABLE = re.compile(r"\{\{\s*([0-9A-Za-z_]+)\s*\}\}")
_BODY = 1024
Types = Mapping[str, Mapping[str, Any]]


@dataclass(slots=True)
class Content:
    """One template and what WhatsApp thinks of it."""

    sid: str
    language: str
    types: Types
    friendly_name: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    created: float = 0.0
    approval: dict[str, str] = field(default_factory=dict)

    @property
    def approved(self) -> bool:
        """Whether it may open a conversation."""
        return self.approval.get("status") == "approved"

    @property
    def kind(self) -> str:
        """The type that WhatsApp shows: the richest of those that it has."""
        return next(t for t in (LIST, QUICK_REPLY, TEXT) if t in self.types)

    def as_json(self, account_sid: str) -> dict[str, Any]:
        """Give the resource as Twilio's clients parse it."""
        url = f"https://content.twilio.com/v1/Content/{self.sid}"
        date = dt.datetime.fromtimestamp(self.created, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {
            "sid": self.sid, "account_sid": account_sid, "friendly_name": self.friendly_name,
            "language": self.language, "variables": dict(self.variables), "types": self.types,
            "url": url, "date_created": date, "date_updated": date,
            "links": {"approval_create": f"{url}/ApprovalRequests/whatsapp",
                      "approval_fetch": f"{url}/ApprovalRequests"},
        }  # fmt: skip

    def filled(self, given: str | None) -> tuple[str, dict[str, Any] | None]:
        """Give body and choices with the variables put in.

        Raises TwilioError 21656 for variables that are no JSON object, ValueError for a result
        that is over WhatsApp's limits.
        """
        values = {**self.variables, **variables(given)}
        put = _filled(self.types[self.kind], values)
        if fault := limit(self.kind, put):
            raise ValueError(fault)
        if self.kind == QUICK_REPLY:
            buttons = [{"id": a["id"], "title": a["title"]} for a in put["actions"]]
            return put["body"], {"kind": "buttons", "items": buttons}
        if self.kind == LIST:
            lines = [{"id": i["id"], "title": i["item"], "description": i.get("description", "")}
                     for i in put["items"]]  # fmt: skip
            return put["body"], {"kind": "list", "button": put["button"], "items": lines}
        return str(put["body"]), None


def variables(given: str | None) -> dict[str, str]:
    """Read `ContentVariables`: a JSON object of plain values."""
    if not given:
        return {}
    try:
        read = json.loads(given)
    except ValueError:
        raise TwilioError(21656) from None
    if not isinstance(read, dict) or any(isinstance(v, dict | list) for v in read.values()):
        raise TwilioError(21656)
    return {str(name): str(value) for name, value in read.items()}


def read(said: Any) -> tuple[str, str, dict[str, str], Types]:
    """Check what a client wants to create: name, language, variables and types."""
    if not isinstance(said, dict):
        raise TwilioError(20001, "the body must be a JSON object")
    types, language = said.get("types"), said.get("language")
    if not isinstance(language, str) or not language:
        raise TwilioError(20001, "language is required")
    if not isinstance(types, dict) or not types:
        raise TwilioError(20001, "types is required")
    for kind, content in types.items():
        content = _without_blanks(content)
        if fault := limit(kind, content, templated=True):
            raise TwilioError(20001, f"{kind}: {fault}")
    plain = {kind: _without_blanks(content) for kind, content in types.items()}
    given = said.get("variables") or {}
    return str(said.get("friendly_name") or ""), language, dict(given), plain


def limit(kind: str, content: Any, *, templated: bool = False) -> str | None:
    """Say which of WhatsApp's limits a content breaks; a length with `{{n}}` is judged later."""
    if kind not in {TEXT, QUICK_REPLY, LIST}:
        return "this type is not supported here"
    if not isinstance(content, Mapping) or not content.get("body"):
        return "body is required"
    most = 1600 if kind == TEXT else _BODY
    if _over(content["body"], most, templated=templated):
        return f"body exceeds {most} characters"
    if kind == QUICK_REPLY:
        return _choices(
            content.get("actions"), "actions", "title", (3, 20, 200), templated=templated
        )
    if kind == LIST:
        if not content.get("button") or _over(content["button"], 20, templated=templated):
            return "button is required and has at most 20 characters"
        fault = _choices(content.get("items"), "items", "item", (10, 24, 200), templated=templated)
        if fault is None and any(_over(i.get("description") or "", 72, templated=templated)
                                 for i in content["items"]):  # fmt: skip
            return "a description exceeds 72 characters"
        return fault
    return None


def _choices(
    lines: Any, name: str, title: str, most: tuple[int, int, int], *, templated: bool
) -> str | None:
    count, length, identifier = most
    if not isinstance(lines, list) or not 1 <= len(lines) <= count:
        return f"{name} must be 1 to {count}"
    for line in lines:
        if not isinstance(line, Mapping) or not line.get(title) or not line.get("id"):
            return f"each of {name} needs {title} and id"
        if _over(line[title], length, templated=templated):
            return f"a {title} exceeds {length} characters"
        if _over(line["id"], identifier, templated=templated):
            return f"an id exceeds {identifier} characters"
    if _repeated(line["id"] for line in lines) or _repeated(line[title] for line in lines):
        return f"two of {name} are the same"
    return None


def _over(text: Any, most: int, *, templated: bool) -> bool:
    return len(str(text)) > most and not (templated and _VARIABLE.search(str(text)))


def _repeated(names: Iterable[str]) -> bool:
    seen = list(names)
    return len(set(seen)) < len(seen)


def _filled(part: Any, values: Mapping[str, str]) -> Any:
    if isinstance(part, str):
        return _VARIABLE.sub(lambda m: values.get(m[1], ""), part)
    if isinstance(part, Mapping):
        return {name: _filled(value, values) for name, value in part.items()}
    if isinstance(part, list):
        return [_filled(value, values) for value in part]
    return part


def _without_blanks(part: Any) -> Any:
    """Take out what a client sends as null because it was not set."""
    if isinstance(part, Mapping):
        return {n: _without_blanks(v) for n, v in part.items() if v is not None}
    if isinstance(part, list):
        return [_without_blanks(v) for v in part]
    return part
