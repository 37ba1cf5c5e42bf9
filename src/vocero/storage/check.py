"""Checking a company's data against the reporting contract: missing, mistyped, empty or stale."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from vocero.storage.contract import OPTIONAL, REPORTING, VIEWS

_TYPES = {
    sa.BigInteger: {"bigint", "integer"}, sa.Integer: {"integer", "bigint", "smallint"},
    sa.Text: {"text", "character varying", "character"}, sa.Date: {"date"},
    sa.TIMESTAMP: {"timestamp with time zone"}, sa.Numeric: {"numeric"},
}  # fmt: skip
_FRESH = dt.timedelta(hours=26)
_CHANNELS = frozenset({"web", "whatsapp", "branch", "phone", "partner"})
_STATUSES = frozenset({"pending", "confirmed", "completed", "cancelled", "no_show"})


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. A warning does not stop the app from answering."""

    view: str
    what: str
    severity: Literal["error", "warning"] = "error"


def check(connection: sa.Connection, now: dt.datetime) -> list[Fault]:
    """Compare the database with the contract; an empty list means that all is well."""
    present = _columns(connection)
    faults = [fault for view in VIEWS for fault in _shape(view, present.get(view))]
    if any(fault.severity == "error" for fault in faults):
        return faults
    faults += [Fault(view, "is empty", "warning") for view in VIEWS
               if view in present and _empty(connection, view)]  # fmt: skip
    return faults + list(_values(connection)) + list(_stale(connection, present, now))


def _columns(connection: sa.Connection) -> dict[str, dict[str, str]]:
    rows = connection.execute(
        sa.text(
            "select table_name, column_name, data_type from information_schema.columns "
            "where table_schema = :schema"
        ),
        {"schema": REPORTING},
    )
    found: dict[str, dict[str, str]] = {}
    for view, column, kind in rows:
        found.setdefault(view, {})[column] = kind
    return found


def _shape(view: str, columns: dict[str, str] | None) -> Iterator[Fault]:
    if columns is None:
        optional = view in OPTIONAL
        yield Fault(view, "does not exist", "warning" if optional else "error")
        return
    for name, kind in VIEWS[view].items():
        if name not in columns:
            yield Fault(view, f"lacks the column {name}")
        elif columns[name] not in _TYPES[kind]:
            wanted = min(_TYPES[kind])
            yield Fault(view, f"column {name} is {columns[name]}, and should be {wanted}")


def _empty(connection: sa.Connection, view: str) -> bool:
    found = connection.execute(sa.text(f"select 1 from {REPORTING}.{view} limit 1"))  # noqa: S608 — names from the contract
    return found.first() is None


def _values(connection: sa.Connection) -> Iterator[Fault]:
    for column, known in (("status", _STATUSES), ("channel", _CHANNELS)):
        rows = connection.execute(sa.text(f"select distinct {column} from {REPORTING}.bookings"))  # noqa: S608 — constants
        strange = sorted(str(value) for (value,) in rows if value not in known)
        if strange:
            yield Fault("bookings", f"has unknown values of {column}: {', '.join(strange)}")
    both = connection.execute(
        sa.text(
            f"select count(*) from {REPORTING}.commissions "  # noqa: S608 — constants
            "where (agent_id is null) = (partner_id is null)"
        )
    ).scalar_one()
    if both:
        yield Fault("commissions", f"{both} entries do not name exactly one beneficiary")


def _stale(
    connection: sa.Connection, present: dict[str, dict[str, str]], now: dt.datetime
) -> Iterator[Fault]:
    if "loads" not in present:
        return
    rows = connection.execute(sa.text(f"select view, loaded_at from {REPORTING}.loads"))  # noqa: S608 — constants
    for view, loaded_at in rows:
        if now - loaded_at > _FRESH:
            yield Fault(view, f"was last loaded at {loaded_at:%Y-%m-%d %H:%M} UTC", "warning")
