"""What requests and answers of several resources are made of."""

import datetime as dt
import unicodedata
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from fastapi import Header, Path, Query
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from vocero.people.policy import LEVELS

LARGEST_ID = 2**63 - 1
Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
PathId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
After = Annotated[int, Query(ge=0, le=LARGEST_ID, description="the last page's `next`")]
Before = Annotated[
    int | None, Query(ge=1, le=LARGEST_ID, description="the last page's `next`")
]  # fmt: skip
QueryId = Annotated[int | None, Query(ge=1, le=LARGEST_ID)]
Limit = Annotated[int, Query(ge=1, le=200)]
Key = Annotated[str, Header(alias="Idempotency-Key", pattern=r"^[\x21-\x7e]{1,128}$",
                            description="the same key does the same thing once")]  # fmt: skip
Channel = Literal["whatsapp", "sms", "email", "slack", "push", "webhook", "in_app"]
Language = Literal["es", "en"]


def _one_line(said: str) -> str:
    if any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in said):
        raise ValueError("control characters are not taken")
    return said


def _lines(said: str) -> str:
    if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t" for c in said):
        raise ValueError("control characters are not taken")
    return said


def _level(said: int) -> int:
    if said not in LEVELS:
        raise ValueError("there is no such level")
    return said


def _zone(said: str) -> str:
    if said not in available_timezones():
        raise ValueError("not an IANA time zone")
    return said


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
                 AfterValidator(_one_line)]  # fmt: skip
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000),
                 AfterValidator(_lines)]  # fmt: skip
Level = Annotated[int, Field(ge=min(LEVELS), le=max(LEVELS)), AfterValidator(_level)]
Zone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_zone)]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40),
                  AfterValidator(_one_line)]  # fmt: skip
Moment = AwareDatetime
QueryMoment = Annotated[AwareDatetime | None, Query()]


class Asked(BaseModel):
    """A body; what it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid")


class Told(BaseModel):
    """An answer, read from a value of the product."""

    model_config = ConfigDict(from_attributes=True)


class Empty(Told):
    """Done."""


def example(**values: Any) -> ConfigDict:
    """Give the configuration of a body with an example."""
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [values]})


def shown(**values: Any) -> ConfigDict:
    """Give the configuration of an answer with an example."""
    return ConfigDict(from_attributes=True, json_schema_extra={"examples": [values]})


def moment(at: dt.datetime | None) -> str | None:
    """Write a moment as the API does, in UTC."""
    return None if at is None else at.astimezone(dt.UTC).isoformat()
