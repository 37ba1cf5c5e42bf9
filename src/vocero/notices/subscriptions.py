"""Subscriptions as they are kept: a question, when it is asked by itself, and how it is sent."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import sqlalchemy as sa
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.dialects.postgresql import insert

from vocero.people.person import Person
from vocero.storage.notice_tables import subscription_runs, subscriptions
from vocero.storage.shelf import Kind
from vocero.telemetry import logger
from vocero.words.question import Question, to_json
from vocero.words.rhythm import Frequency, Rhythm

State = Literal["active", "paused", "ended"]
Outcome = Literal["sent", "empty", "missed", "refused", "failed", "unwanted"]
MOST = 30
"""Subscriptions of one person; more are a mistake, or a prank."""
_question: TypeAdapter[Question] = TypeAdapter(Question)
_log = logger("notices")


@dataclass(frozen=True, slots=True)
class Subscription:
    """A report that comes by itself.

    `question.period` is None: `period_words` say which days it is about, seen from the day on
    which it is due ("la semana pasada"); None means those that its rhythm suggests. `channels` ()
    means the person's own. `seen` is the scope under which it was last sent.
    """

    subscription_id: int
    person_id: int
    question: Question
    period_words: str | None
    rhythm: Rhythm
    at: dt.time
    format: Kind | None
    channels: tuple[str, ...]
    skip_empty: bool
    language: str
    state: State
    paused_until: dt.date | None
    next_due: dt.datetime | None
    seen: str | None = None


_COLUMNS = [c for c in subscriptions.c if c.name not in {"message_id", "created_at"}]


def of(row: Any) -> Subscription:
    """Read a row of the table."""
    return Subscription(
        row.subscription_id, row.person_id, _question.validate_python(row.question),
        row.period_words, Rhythm(row.frequency, tuple(row.weekdays)), row.at, row.format,
        tuple(row.channels), row.skip_empty, row.language, row.state, row.paused_until,
        row.next_due, row.seen,
    )  # fmt: skip


def _values(kept: Subscription) -> dict[str, Any]:
    frequency: Frequency = kept.rhythm.frequency
    return {
        "person_id": kept.person_id, "question": to_json(replace(kept.question, period=None)),
        "period_words": kept.period_words, "frequency": frequency,
        "weekdays": list(kept.rhythm.weekdays), "at": kept.at, "format": kept.format,
        "channels": list(kept.channels), "skip_empty": kept.skip_empty,
        "language": kept.language, "state": kept.state, "paused_until": kept.paused_until,
        "next_due": kept.next_due, "seen": kept.seen,
    }  # fmt: skip


def create(connection: sa.Connection, new: Subscription, message_id: str) -> Subscription:
    """Keep a new subscription; the same message makes it once. Its id is given back."""
    made = connection.execute(
        insert(subscriptions).values(**_values(new), message_id=message_id or None)
        .on_conflict_do_nothing(index_elements=["message_id"])
        .returning(subscriptions.c.subscription_id)
    ).scalar_one_or_none()  # fmt: skip
    if made is None:
        made = connection.execute(
            sa.select(subscriptions.c.subscription_id)
            .where(subscriptions.c.message_id == message_id)
        ).scalar_one()  # fmt: skip
    return replace(new, subscription_id=made)


def save(connection: sa.Connection, changed: Subscription) -> None:
    """Write a subscription's present values."""
    connection.execute(
        sa.update(subscriptions)
        .where(subscriptions.c.subscription_id == changed.subscription_id)
        .values(**_values(changed))
    )


def of_person(connection: sa.Connection, person: Person) -> tuple[Subscription, ...]:
    """List what a person is subscribed to, paused ones too, in the order they were made."""
    rows = connection.execute(
        sa.select(*_COLUMNS)
        .where(subscriptions.c.person_id == person.person_id, subscriptions.c.state != "ended")
        .order_by(subscriptions.c.subscription_id)
    )
    return tuple(of(row) for row in rows)


def find(connection: sa.Connection, subscription_id: int) -> Subscription | None:
    """Give a subscription by its id."""
    row = connection.execute(
        sa.select(*_COLUMNS).where(subscriptions.c.subscription_id == subscription_id)
    ).one_or_none()
    return None if row is None else of(row)


def due(connection: sa.Connection, now: dt.datetime, most: int) -> list[Subscription]:
    """List what is due, the oldest first; several processes may get the same ones.

    What is due at the same moment comes in any order, so that they do not all begin with the same.
    One whose question cannot be read, as an older version kept it, is paused and told in the log.
    """
    rows = connection.execute(
        sa.select(*_COLUMNS)
        .where(subscriptions.c.state == "active", subscriptions.c.next_due <= now)
        .order_by(subscriptions.c.next_due, sa.func.random())
        .limit(most)
    )
    found = []
    for row in rows.all():
        try:
            found.append(of(row))
        except ValidationError:
            _log.exception("subscription cannot be read", subscription=row.subscription_id)
            connection.execute(
                sa.update(subscriptions).values(state="paused", paused_until=None)
                .where(subscriptions.c.subscription_id == row.subscription_id)
            )  # fmt: skip
    return found


def still_due(connection: sa.Connection, expected: Subscription) -> bool:
    """Tell whether nobody has done a due subscription yet; it may be done the next moment."""
    row = connection.execute(
        sa.select(subscriptions.c.next_due, subscriptions.c.state)
        .where(subscriptions.c.subscription_id == expected.subscription_id)
    ).one_or_none()  # fmt: skip
    return row is not None and row.state == "active" and row.next_due == expected.next_due


def claim(connection: sa.Connection, expected: Subscription) -> bool:
    """Take a due subscription for the rest of this transaction; False when it is no longer due.

    Whoever comes second waits for the first, then finds it done.
    """
    row = connection.execute(
        sa.select(subscriptions.c.next_due, subscriptions.c.state)
        .where(subscriptions.c.subscription_id == expected.subscription_id)
        .with_for_update()
    ).one_or_none()
    return row is not None and row.state == "active" and row.next_due == expected.next_due


def settle(
    connection: sa.Connection, kept: Subscription, outcome: Outcome,
    missed: Sequence[dt.datetime], following: dt.datetime, seen: str | None,
) -> None:  # fmt: skip
    """Write down what became of a due time and of those missed before it; set the next one."""
    runs = [{"due_at": kept.next_due, "outcome": outcome}]
    runs += [{"due_at": one, "outcome": "missed"} for one in missed]
    connection.execute(
        insert(subscription_runs).on_conflict_do_nothing(),
        [{"subscription_id": kept.subscription_id, **run} for run in runs],
    )
    connection.execute(
        sa.update(subscriptions)
        .where(subscriptions.c.subscription_id == kept.subscription_id)
        .values(next_due=following, seen=seen or kept.seen)
    )


def wake(connection: sa.Connection, today: dt.date) -> list[Subscription]:
    """Take paused subscriptions whose pause is over on a day, for the rest of the transaction.

    Those that somebody else is waking are left out.
    """
    rows = connection.execute(
        sa.select(*_COLUMNS)
        .where(subscriptions.c.state == "paused", subscriptions.c.paused_until <= today)
        .with_for_update(skip_locked=True)
    )
    return [of(row) for row in rows]


def end_all(connection: sa.Connection, person_id: int) -> int:
    """End everything of a person who left; give how many those were."""
    return connection.execute(
        sa.update(subscriptions)
        .where(subscriptions.c.person_id == person_id, subscriptions.c.state != "ended")
        .values(state="ended")
    ).rowcount
