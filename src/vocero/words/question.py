"""A Question is what was asked, as values: every door asks it, follow-ups change a part of it."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from pydantic import TypeAdapter

from vocero.words.names import Member
from vocero.words.normal import fold
from vocero.words.periods import Period

Kind = Literal["sales", "commissions", "bookings", "booking", "kpi", "passengers",
               "cancellations", "goal", "ranking", "comparison", "occupancy", "profitability",
               "figure", "drivers", "forecast", "anomalies"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `period` None means the family's own; `other` is a comparison's second one.

    `travelling` counts bookings by the date of travel, also in the past. `rivals` are members of
    different dimensions that a comparison puts side by side ("Cancún vs Tulum"). `currency` is
    that of the answer, None for the company's.
    """

    kind: Kind
    period: Period | None = None
    other: Period | None = None
    metric: str | None = None
    dimension: str | None = None
    members: tuple[Member, ...] = ()
    excluded: tuple[Member, ...] = ()
    statuses: tuple[str, ...] = ()
    excluded_statuses: tuple[str, ...] = ()
    count: int | None = None
    worst: bool = False
    booking_ref: str | None = None
    travelling: bool = False
    rivals: tuple[Member, ...] = ()
    currency: str | None = None

    def narrowed(self, *members: Member) -> "Question":
        """Put members in the place of those of the same dimensions."""
        dimensions = {m.dimension for m in members}
        kept = tuple(m for m in self.members if m.dimension not in dimensions)
        freed = tuple(m for m in self.excluded if m not in members)
        return replace(self, members=(*kept, *members), excluded=freed, rivals=())

    def without(self, *members: Member) -> "Question":
        """Leave members out, and no longer narrow to them."""
        kept = tuple(m for m in self.members if m not in members)
        added = tuple(m for m in members if m not in self.excluded)
        return replace(self, members=kept, excluded=(*self.excluded, *added))


_adapter: TypeAdapter[Question] = TypeAdapter(Question)


def to_json(question: Question) -> dict[str, object]:
    """Give the question as JSON values, to be kept as a person's last one."""
    dumped: dict[str, object] = _adapter.dump_python(question, mode="json")
    return dumped


_WORST = re.compile(
    r"\b(peor(es)?|menos|pior|ultim[oa]s (?=agente|sucursal|vendedor)|bottom|worst|least|lowest|"
    r"flojos?|flojas?|mas baj[oa]s?|weakest|fewest|underperform\w*|colistas?|rezagad\w+)\b"
)
_CONTINUES = re.compile(r"^\W*(y|and|what about|how about|que tal|tambien|also)\b")
_DENIES = re.compile(r"\b(no|not|nunca|never)( (estan?|esten|fueron|han sido|sean|yet))?\W*$")
_EXCLUDES = re.compile(
    r"\b(sin|excepto|menos|salvo|without|except|excluding|minus|not|quita)"
    r"( (el|la|los|las|the))?\W*$"
)


def asks_worst(text: str) -> bool:
    """Tell whether a ranking is to start from the bottom."""
    return _WORST.search(fold(text)) is not None


def continues(text: str) -> bool:
    """Tell whether a question continues the last one: "¿y las comisiones?" has the same days."""
    return _CONTINUES.search(fold(text)) is not None


def denies(before: str) -> bool:
    """Tell whether the words just before a status deny it ("no confirmadas", "not cancelled")."""
    return _DENIES.search(fold(before)[-24:]) is not None


def excludes(before: str) -> bool:
    """Tell whether the words just before a name or status leave it out ("sin …", "except …")."""
    return _EXCLUDES.search(fold(before)[-24:]) is not None
