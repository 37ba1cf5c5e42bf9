"""What people are told by themselves, looked at and steered from outside the conversation."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from vocero.errors import ConflictError, MissingError
from vocero.notices import alerts, habits, subscriptions
from vocero.notices.alerts import Alert
from vocero.notices.subscriptions import Subscription
from vocero.people.person import Person
from vocero.settings import Settings
from vocero.storage import notice_tables as tables
from vocero.storage.tables import people

MOST = 200
RUNS = 20
"""How many of the last runs, or events, are shown."""
_PERSON = sa.select(people)


@dataclass(frozen=True, slots=True)
class Run:
    """What became of a subscription when it was due."""

    due_at: dt.datetime
    outcome: str
    at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Event:
    """An alert sounded, or its figure came back; `about` is the period that it was about."""

    kind: str
    about: dt.date
    value: float | None
    at: dt.datetime | None


def subscriptions_of(
    connection: sa.Connection, person_id: int | None, *, after: int, limit: int, ended: bool
) -> list[Subscription]:
    """Give a page of subscriptions, of one person or of all; with `ended` those too."""
    rows = _page(connection, tables.subscriptions, person_id, after, limit, ended=ended)
    return [subscriptions.of(row) for row in rows]


def alerts_of(
    connection: sa.Connection, person_id: int | None, *, after: int, limit: int, ended: bool
) -> list[Alert]:
    """Give a page of alerts, of one person or of all; with `ended` those too."""
    rows = _page(connection, tables.alerts, person_id, after, limit, ended=ended)
    return [alerts.of(row) for row in rows]


def runs(connection: sa.Connection, subscription_id: int) -> list[Run]:
    """Give a subscription's last runs, the newest first."""
    log = tables.subscription_runs
    rows = connection.execute(
        sa.select(log.c.due_at, log.c.outcome, log.c.at)
        .where(log.c.subscription_id == subscription_id).order_by(log.c.due_at.desc()).limit(RUNS)
    )  # fmt: skip
    return [Run(*row) for row in rows]


def events(connection: sa.Connection, alert_id: int) -> list[Event]:
    """Give an alert's last events, the newest first."""
    log = tables.alert_events
    rows = connection.execute(
        sa.select(log.c.kind, log.c.about, log.c.value, log.c.at)
        .where(log.c.alert_id == alert_id).order_by(log.c.nth.desc()).limit(RUNS)
    )  # fmt: skip
    return [Event(row.kind, row.about, None if row.value is None else float(row.value), row.at)
            for row in rows]  # fmt: skip


def subscription(
    connection: sa.Connection, caller: Person, subscription_id: int
) -> Subscription:
    """Give a subscription of the caller's, or anybody's to who administers people.

    It stays as it is until the transaction ends. Raises MissingError.
    """
    row = _locked(connection, tables.subscriptions, subscription_id)
    found = None if row is None else subscriptions.of(row)
    if found is None or not _theirs(caller, found.person_id):
        raise MissingError
    return found


def alert(connection: sa.Connection, caller: Person, alert_id: int) -> Alert:
    """Give an alert, as `subscription` gives a subscription."""
    row = _locked(connection, tables.alerts, alert_id)
    found = None if row is None else alerts.of(row)
    if found is None or not _theirs(caller, found.person_id):
        raise MissingError
    return found


def end_subscription(connection: sa.Connection, one: Subscription) -> Subscription:
    """End a subscription."""
    return _saved(connection, replace(one, state="ended"), subscriptions.save)


def pause_subscription(
    connection: sa.Connection, one: Subscription, until: dt.date | None
) -> Subscription:
    """Let a subscription rest, until a day where one is given; raises ConflictError."""
    _open(one.state)
    return _saved(connection, replace(one, state="paused", paused_until=until), subscriptions.save)


def resume_subscription(
    connection: sa.Connection, settings: Settings, one: Subscription
) -> Subscription:
    """Put a subscription in force again, due next after now; raises ConflictError."""
    _open(one.state)
    row = connection.execute(
        _PERSON.add_columns(tables.branch_zones.c.time_zone.label("branch_zone"))
        .outerjoin(tables.branch_zones, tables.branch_zones.c.branch_id == people.c.branch_id)
        .where(people.c.person_id == one.person_id)
    ).one()  # fmt: skip
    due = habits.due_again(one, habits.of(row, settings), settings.clock.now())
    return _saved(connection, due, subscriptions.save)


def end_alert(connection: sa.Connection, one: Alert) -> Alert:
    """End an alert."""
    return _saved(connection, replace(one, state="ended"), alerts.save)


def pause_alert(connection: sa.Connection, one: Alert) -> Alert:
    """Let an alert rest; raises ConflictError."""
    _open(one.state)
    return _saved(connection, replace(one, state="paused"), alerts.save)


def resume_alert(connection: sa.Connection, one: Alert) -> Alert:
    """Put an alert in force again; raises ConflictError."""
    _open(one.state)
    return _saved(connection, replace(one, state="active", snoozed_until=None), alerts.save)


def _saved[T](connection: sa.Connection, one: T, save: Callable[[sa.Connection, T], None]) -> T:
    save(connection, one)
    return one


def _open(state: str) -> None:
    if state == "ended":
        raise ConflictError(problem="state")


def _theirs(caller: Person, owner_id: int) -> bool:
    return owner_id == caller.person_id or caller.may("people")


def _locked(connection: sa.Connection, table: sa.Table, one: int) -> Any:
    return connection.execute(
        sa.select(table).where(next(iter(table.primary_key)) == one).with_for_update()
    ).one_or_none()


def _page(
    connection: sa.Connection, table: sa.Table, person_id: int | None, after: int, limit: int,
    *, ended: bool,
) -> list[Any]:  # fmt: skip
    key = next(iter(table.primary_key))
    asked = sa.select(table).where(key > after).order_by(key).limit(min(limit, MOST))
    if person_id is not None:
        asked = asked.where(table.c.person_id == person_id)
    if not ended:
        asked = asked.where(table.c.state != "ended")
    return list(connection.execute(asked))
