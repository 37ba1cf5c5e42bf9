"""As much of JSON Schema as the response schema of Rasa 3.6.21 uses.

`response_schema.json` is what `rasa.core.actions.action.RemoteAction.action_response_format_spec()`
gives in rasa 3.6.21; a test in the bot's environment holds that the copy is true.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

Schema = Mapping[str, object]
RESPONSE: Schema = json.loads((Path(__file__).parent / "response_schema.json").read_text("utf-8"))
KNOWN = {"type", "properties", "required", "items", "oneOf", "const", "patternProperties"}
_TYPES: Mapping[str, Callable[[object], bool]] = {
    "object": lambda v: isinstance(v, dict),
    "array": lambda v: isinstance(v, list),
    "string": lambda v: isinstance(v, str),
    "boolean": lambda v: isinstance(v, bool),
    "null": lambda v: v is None,
    "number": lambda v: isinstance(v, int | float) and not isinstance(v, bool),
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
}


def faults(value: object, schema: Schema, where: str = "response") -> Iterator[str]:
    """Name every way in which a value breaks a schema."""
    unknown = set(schema) - KNOWN
    if unknown:
        raise NotImplementedError(f"{where}: {unknown}")
    wanted = schema.get("type")
    types = [wanted] if isinstance(wanted, str) else list(wanted or [])  # type: ignore[call-overload]
    if types and not any(_TYPES[t](value) for t in types):
        yield f"{where}: {value!r} is not {types}"
        return
    if "const" in schema and value != schema["const"]:
        yield f"{where}: {value!r} is not {schema['const']!r}"
    if isinstance(value, dict):
        yield from _object(value, schema, where)
    if isinstance(value, list) and "items" in schema:
        for number, item in enumerate(value):
            yield from faults(item, schema["items"], f"{where}[{number}]")  # type: ignore[arg-type]
    if "oneOf" in schema:
        fitting = sum(not any(faults(value, s, where)) for s in schema["oneOf"])  # type: ignore[attr-defined]
        if fitting != 1:
            yield f"{where}: {value!r} fits {fitting} alternatives"


def _object(value: Mapping[str, object], schema: Schema, where: str) -> Iterator[str]:
    for name in schema.get("required", []):  # type: ignore[attr-defined]
        if name not in value:
            yield f"{where}.{name} is missing"
    for name, part in schema.get("properties", {}).items():  # type: ignore[attr-defined]
        if name in value:
            yield from faults(value[name], part, f"{where}.{name}")
    for pattern, part in schema.get("patternProperties", {}).items():  # type: ignore[attr-defined]
        for name, item in value.items():
            if re.search(pattern, name):
                yield from faults(item, part, f"{where}.{name}")
