"""Reading what callers send: a JSON object, or a form exactly as it was signed."""

from typing import Any, Dict
from urllib.parse import parse_qsl

from sanic.exceptions import InvalidUsage
from sanic.request import Request

LONGEST_FORM = 64 * 1024
"""Bytes; Twilio's are a few hundred."""
MOST_FIELDS = 200


def json_object(request: Request) -> Dict[str, Any]:
    """Read the JSON object of a request; raises ValueError for anything else."""
    try:
        body = request.json
    except InvalidUsage as fault:
        raise ValueError("the body must be JSON") from fault
    if not isinstance(body, dict):
        raise ValueError("the body must be a JSON object")
    return body


def form(raw: bytes) -> Dict[str, str]:
    """Read a form with its blank fields, which the server's own reading drops.

    Raises ValueError when a field is there twice: a signature does not tell the copies apart.
    """
    if len(raw) > LONGEST_FORM:
        raise ValueError("the form is too long")
    fields = parse_qsl(raw.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    once = dict(fields)
    if len(once) != len(fields):
        raise ValueError("a field is there twice")
    return once
