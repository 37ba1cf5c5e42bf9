"""Alerts as they are kept: what is watched, from when on it counts, and whether it has sounded."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.dialects.postgresql import insert

from vocero.people.person import Person
from vocero.storage.notice_tables import alerts
from vocero.words.names import Member

Grain = Literal["day", "week", "month"]
Condition = Literal[
    "above", "below", "rise", "fall", "goal_reached", "goal_at_risk", "unusual"
]  # fmt: skip
Against = Literal["previous", "same_weekday"]
MOST = 50
"""Alerts of one person."""
MOST_A_DAY = 5
"""Times that one alert sounds in a day."""
COOL_DOWN = dt.timedelta(minutes=30)
"""How long an alert is still after it sounded, whatever the figure does."""
_members: TypeAdapter[tuple[Member, ...]] = TypeAdapter(tuple[Member, ...])


@dataclass(frozen=True, slots=True)
class Watch:
    """What is watched: a figure of some members, per day, week or month, and when it counts.

    `above` and `below` compare with `amount`; `rise` and `fall` with the period before, or the
    same weekday, by `amount` as a share (0.2 is 20 %); the goal's conditions and `unusual` need
    none. Shares (rates) are compared as shares.
    """

    metric: str
    members: tuple[Member, ...]
    grain: Grain
    condition: Condition
    amount: Decimal | None = None
    against: Against | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """A watch of one person, and its state: `fired` from sounding until the figure is back."""

    alert_id: int
    person_id: int
    watch: Watch
    channels: tuple[str, ...]
    language: str
    state: Literal["active", "paused", "ended"]
    snoozed_until: dt.datetime | None = None
    fired: bool = False
    fired_about: dt.date | None = None
    fired_at: dt.datetime | None = None


COLUMNS = [c for c in alerts.c if c.name not in {"message_id", "created_at", "changed_at"}]
LISTED = [sa.cast(c, sa.Text).label(c.name) if c.name == "members" else c for c in COLUMNS]
"""The same with the members as text, which is read once for many rows that have the same."""


def of(row: Any) -> Alert:
    """Read a row of the table."""
    watch = Watch(row.metric, members(row.members), row.grain, row.condition, row.amount,
                  row.against)  # fmt: skip
    return Alert(row.alert_id, row.person_id, watch, tuple(row.channels), row.language, row.state,
                 row.snoozed_until, row.fired, row.fired_about, row.fired_at)  # fmt: skip


def members(raw: object) -> tuple[Member, ...]:
    """Read members from their JSON values, or from the text of those."""
    if isinstance(raw, str):
        return _read(raw)
    return _members.validate_python(raw) if raw else ()


@lru_cache(maxsize=10_000)
def _read(raw: str) -> tuple[Member, ...]:
    return _members.validate_json(raw)


def _values(kept: Alert) -> Mapping[str, Any]:
    watch = kept.watch
    return {
        "person_id": kept.person_id, "metric": watch.metric,
        "members": _members.dump_python(watch.members, mode="json"), "grain": watch.grain,
        "condition": watch.condition, "amount": watch.amount, "against": watch.against,
        "channels": list(kept.channels), "language": kept.language, "state": kept.state,
        "snoozed_until": kept.snoozed_until, "fired": kept.fired,
        "fired_about": kept.fired_about, "fired_at": kept.fired_at,
        "changed_at": sa.func.clock_timestamp(),
    }  # fmt: skip


def create(connection: sa.Connection, new: Alert, message_id: str) -> Alert:
    """Keep a new alert; the same message makes it once. Its id is given back."""
    made = connection.execute(
        insert(alerts).values(**_values(new), fired_times=0, message_id=message_id or None)
        .on_conflict_do_nothing(index_elements=["message_id"])
        .returning(alerts.c.alert_id)
    ).scalar_one_or_none()  # fmt: skip
    if made is None:
        made = connection.execute(
            sa.select(alerts.c.alert_id).where(alerts.c.message_id == message_id)
        ).scalar_one()
    return replace(new, alert_id=made)


def save(connection: sa.Connection, changed: Alert) -> None:
    """Write an alert's present values; it is looked at again with the next round."""
    connection.execute(
        sa.update(alerts).where(alerts.c.alert_id == changed.alert_id).values(**_values(changed))
    )


def of_person(connection: sa.Connection, person: Person) -> tuple[Alert, ...]:
    """List a person's alerts, paused ones too, in the order they were made."""
    rows = connection.execute(
        sa.select(*COLUMNS)
        .where(alerts.c.person_id == person.person_id, alerts.c.state != "ended")
        .order_by(alerts.c.alert_id)
    )
    return tuple(of(row) for row in rows)


def find(connection: sa.Connection, alert_id: int) -> Alert | None:
    """Give an alert by its id."""
    row = connection.execute(
        sa.select(*COLUMNS).where(alerts.c.alert_id == alert_id)
    ).one_or_none()
    return None if row is None else of(row)


def end(connection: sa.Connection, alert_ids: Sequence[int]) -> None:
    """End some alerts."""
    connection.execute(
        sa.update(alerts).where(alerts.c.alert_id.in_(alert_ids))
        .values(state="ended", changed_at=sa.func.clock_timestamp())
    )  # fmt: skip
