"""A stage for what comes by itself: people of a test's own, what they asked for, the mail."""

import datetime as dt
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from vocero.announcing import reports
from vocero.announcing.alarms import Watcher
from vocero.conversation.turn import Office
from vocero.notices import alerts, subscriptions
from vocero.notices.alerts import Alert, Watch
from vocero.notices.subscriptions import Subscription
from vocero.people import directory
from vocero.people.person import Person
from vocero.storage.engine import Database
from vocero.words.question import Question
from vocero.words.rhythm import Rhythm

ZONE = ZoneInfo("America/Mexico_City")
PATIENCE = 10.0
TABLES = ("vocero.outbox, vocero.dispatches, vocero.correspondents, vocero.suppressions, "
          "vocero.consents, vocero.inbox, vocero.external_ids, vocero.contents, "
          "vocero.subscriptions, vocero.subscription_runs, vocero.alerts, vocero.alert_events, "
          "vocero.conversations, vocero.audit")  # fmt: skip


def moment(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """Give a moment of September 2026 on the company's clock; the demo company is of the 16th."""
    return dt.datetime(2026, 9, day, hour, minute, tzinfo=ZONE)


@dataclass
class Stage:
    """What a test says and looks at. The clock is an office's: `office(now)` gives one."""

    base: Office
    made: list[int] = field(default_factory=list)

    @property
    def database(self) -> Database:
        """The database of the tests."""
        return self.base.database

    def office(self, now: dt.datetime, **more: object) -> Office:
        """Give an office whose clock stands at a moment; `more` are settings."""
        settings = self.base.settings.model_copy(update={"now": now, **more})
        return replace(self.base, settings=settings)

    def sql(self, statement: str, **values: object) -> list[sa.Row[Any]]:
        """Run SQL as the owner, in a transaction of its own."""
        with self.database.owner.begin() as connection:
            result = connection.execute(sa.text(statement), values)
            return list(result) if result.returns_rows else []

    def person(self, level: int, *, heard: bool = True, **columns: object) -> Person:
        """Put a person into the directory; with `heard` they wrote just now."""
        phone = f"+1202555{7000 + len(self.made):04d}"
        values = {"phone": phone, "name": "Prueba", "level": level, "language": "en", **columns}
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        made = self.sql(f"insert into vocero.people ({names}) values ({marks}) returning person_id",
                        **values)  # fmt: skip
        self.made.append(made[0].person_id)
        if heard:
            self.sql("insert into vocero.correspondents (correspondent, address, last_inbound_at) "
                     "values (:who, :address, clock_timestamp())", who=phone,
                     address=f"whatsapp:{phone}")  # fmt: skip
        return self.known(made[0].person_id)

    def known(self, person_id: int) -> Person:
        """Give a person as the directory has them."""
        with self.database.writing() as connection:
            found = directory.by_id(connection, person_id)
        assert found is not None
        return found

    def change(self, person: Person, **columns: object) -> None:
        """Change a person in the directory."""
        pairs = ", ".join(f"{name} = :{name}" for name in columns)
        self.sql(f"update vocero.people set {pairs} where person_id = :id", id=person.person_id,
                 **columns)  # fmt: skip

    def subscribed(self, person: Person, due: dt.datetime, **more: Any) -> Subscription:
        """Subscribe a person to the sales of the day before, daily at eight unless said."""
        usual: dict[str, Any] = {
            "question": Question("sales"), "period_words": None, "rhythm": Rhythm("daily"),
            "at": dt.time(8), "format": None, "channels": (), "skip_empty": False,
            "language": "en", "state": "active", "paused_until": None,
        }  # fmt: skip
        new = Subscription(0, person.person_id, next_due=due, **{**usual, **more})
        with self.database.writing() as connection:
            return subscriptions.create(connection, new, "")

    def again(self, kept: Subscription) -> Subscription:
        """Give a subscription as it is kept now."""
        with self.database.writing() as connection:
            found = subscriptions.find(connection, kept.subscription_id)
        assert found is not None
        return found

    def send(self, now: dt.datetime, **more: object) -> int:
        """Send what is due at a moment."""
        return reports.send_due(self.office(now, **more))

    def runs(self, kept: Subscription) -> dict[dt.datetime, str]:
        """Give what became of each due time."""
        rows = self.sql("select due_at, outcome from vocero.subscription_runs "
                        "where subscription_id = :id order by due_at", id=kept.subscription_id)
        return {row.due_at: row.outcome for row in rows}

    def watched(self, person: Person, **more: Any) -> Alert:
        """Have a person's net sales of the day watched: above one peso, which they are."""
        usual: dict[str, Any] = {"metric": "net_sales", "members": (), "grain": "day",
                                 "condition": "above", "amount": 1}  # fmt: skip
        kept = {name: more.pop(name) for name in list(more) if name not in (*usual, "against")}
        watch = Watch(**{**usual, **more})
        new = Alert(0, person.person_id, watch, (), "en", "active", **kept)
        with self.database.writing() as connection:
            return alerts.create(connection, new, "")

    def look(self, now: dt.datetime, **more: object) -> Watcher:
        """Look once at all alerts, as a scheduler that has just begun does."""
        watcher = Watcher(self.office(now, **more))
        watcher.look()
        return watcher

    def threshold(self, alert: Alert, amount: float) -> None:
        """Move an alert's amount, so that the same figure is on its other side."""
        self.sql("update vocero.alerts set amount = :amount where alert_id = :id", amount=amount,
                 id=alert.alert_id)  # fmt: skip

    def events(self, alert: Alert) -> list[str]:
        """Give what an alert told, in order."""
        rows = self.sql("select kind from vocero.alert_events where alert_id = :id order by nth",
                        id=alert.alert_id)  # fmt: skip
        return [row.kind for row in rows]

    def outbox(self, person: Person) -> list[sa.Row[Any]]:
        """Give what is in the mail for a person, templates too, in order."""
        return self.sql("select * from vocero.outbox where correspondent = :who order by outbox_id",
                        who=person.phone)  # fmt: skip

    def texts(self, person: Person) -> list[str]:
        """Give the texts in the mail for a person that are still to go out."""
        return [row.body for row in self.outbox(person) if row.state == "waiting"]

    def until(self, statement: str, **values: object) -> None:
        """Wait until a condition holds in the database."""
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit:
            if self.sql(f"select 1 where {statement}", **values):
                return
            time.sleep(0.01)
        raise AssertionError(f"never: {statement}")


@pytest.fixture
def stage(office: Office) -> Iterator[Stage]:
    """Nothing kept and nothing in the mail; whoever a test puts into the directory leaves it."""
    made = Stage(office)
    made.sql(f"truncate {TABLES} cascade")
    yield made
    made.sql(f"truncate {TABLES} cascade")
    made.sql("delete from vocero.people where person_id = any(:ids)", ids=made.made)


@pytest.fixture
def director(stage: Stage) -> Person:
    """Somebody who sees everything."""
    return stage.person(2)
