"""Alerts, looked at every minute: each sounds once when its condition is met, within what its
owner may see at that moment."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa

from vocero.announcing import composing, following, looking, posting
from vocero.announcing.looking import Asked, Eyes, Seen
from vocero.announcing.posting import Notice
from vocero.conversation.agreeing.watching import question_of
from vocero.conversation.turn import Office
from vocero.errors import TooSlowError, UnavailableError, VoceroError
from vocero.notices import alerts, crossing, habits
from vocero.notices.alerts import MOST_A_DAY, Alert
from vocero.notices.crossing import Reading, Step
from vocero.people import consent, directory
from vocero.people.audit import Entry, record
from vocero.people.person import Person, Scope
from vocero.rendering import alarms as texts
from vocero.reports import desk
from vocero.storage.notice_tables import alert_events
from vocero.storage.notice_tables import alerts as table
from vocero.storage.tables import people
from vocero.telemetry import logger, reference

_log = logger("alerts")
_OF_PERSON = [people.c[f.name] for f in fields(Person)]
_ALERTS = (
    sa.select(*alerts.LISTED).where(table.c.state == "active").order_by(table.c.alert_id)
)
_OWNERS = sa.select(*_OF_PERSON).where(
    people.c.active,
    people.c.person_id.in_(sa.select(table.c.person_id).where(table.c.state == "active")),
)
_CLAIM = sa.text("""
update vocero.alerts set fired = :fired, fired_about = :about,
    fired_at = case when cast(:sounds as boolean) then cast(:now as timestamptz) else fired_at end,
    fired_times = case when not cast(:sounds as boolean) then fired_times
        when fired_on = cast(:day as date) then fired_times + 1 else 1 end,
    fired_on = case when cast(:sounds as boolean) then cast(:day as date) else fired_on end
where alert_id = :alert and state = 'active' and fired = :was
    and fired_about is not distinct from cast(:was_about as date)
    and (not cast(:sounds as boolean) or fired_on is distinct from cast(:day as date)
         or fired_times < :most)
returning alert_id
""")


@dataclass(frozen=True, slots=True)
class Round:
    """What one look at all alerts did. `questions` are the distinct ones that were asked."""

    alerts: int
    questions: int
    steps: Counter[str]


@dataclass(frozen=True, slots=True)
class Change:
    """What follows for one alert: a step, or its end because its owner may see it no longer."""

    alert: Alert
    person: Person
    step: Step | None = None
    reading: Reading | None = None
    seen: Seen | None = None


class Watcher:
    """Looks at all alerts; what it saw of the data is kept until the data changes."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._eyes = Eyes(office)
        self._calm: dict[int, tuple[sa.Row[Any], Person]] = {}

    def look(self) -> Round:
        """Look once, and tell whoever is to be told; one that fails holds up nobody else.

        Raises UnavailableError, TooSlowError when the data cannot be had.
        """
        now = self._office.settings.clock.now()
        if self._eyes.open(now):
            self._calm.clear()
        with self._office.database.writing() as connection:
            owners = {row.person_id: Person(*row) for row in connection.execute(_OWNERS)}
            rows = connection.execute(_ALERTS).all()
        steps = +Counter(end=self._gone(rows, owners))
        for change in list(self._changes(rows, owners, now)):
            try:
                if self._settle(change, now):
                    steps[change.step or "end"] += 1
            except (UnavailableError, TooSlowError):
                raise
            except Exception:  # noqa: BLE001 — one alert that fails must not hold up the others
                _log.exception("alert failed", alert=change.alert.alert_id)
        if steps:
            _log.info("alerts looked at", alerts=len(rows), questions=self._eyes.questions, **steps)
        return Round(len(rows), self._eyes.questions, steps)

    def _changes(
        self, rows: Sequence[sa.Row[Any]], owners: Mapping[int, Person], now: dt.datetime
    ) -> Iterator[Change]:
        """Give what follows from what is seen, for those alerts for which something does."""
        scopes: dict[tuple[int, str, str], Scope | None] = {}
        for row in rows:
            person = owners.get(row.person_id)
            # Nothing followed, and nothing has changed since: neither it, its owner nor the data.
            if person is None or self._calm.get(row.alert_id) == (row, person):
                continue
            try:
                change = self._change(row, person, scopes, now)
            except (UnavailableError, TooSlowError):
                raise
            except Exception:  # noqa: BLE001 — one alert that fails must not hold up the others
                _log.exception("alert cannot be read", alert=row.alert_id)
                continue
            if change is not None:
                yield change

    def _change(
        self, row: sa.Row[Any], person: Person,
        scopes: dict[tuple[int, str, str], Scope | None], now: dt.datetime,
    ) -> Change | None:  # fmt: skip
        alert, eyes = alerts.of(row), self._eyes
        watch, sort = alert.watch, _sort(row.condition)
        key = (row.person_id, row.metric, sort)
        if key not in scopes:
            scopes[key] = _scope(person, alert)
        scope = scopes[key]
        if scope is None:
            return Change(alert, person)
        level = person.level if sort == "goal" else None
        seen = eyes.see(Asked(scope, watch.metric, sort, watch.members, watch.grain, level))
        if seen is None:
            return None
        if seen.lost:
            return Change(alert, person)
        read = looking.reading(watch, seen, eyes.today, eyes.last_whole, fired=alert.fired)
        step = crossing.step(alert, read, now)
        if step is not None:
            return Change(alert, person, step, read, seen)
        if not crossing.waits(alert, read):
            self._calm[row.alert_id] = (row, person)
        return None

    def _gone(self, rows: Sequence[sa.Row[Any]], owners: Mapping[int, Person]) -> int:
        """End the alerts of people who left; nobody is told. Give how many those are."""
        left = {row.person_id for row in rows if row.person_id not in owners}
        if not left:
            return 0
        with self._office.database.writing() as connection:
            # Whoever came while we looked is no owner yet, and has not left.
            left = {one for one in left if directory.by_id(connection, one) is None}
            ended = [row.alert_id for row in rows if row.person_id in left]
            alerts.end(connection, ended)
        return len(ended)

    def _settle(self, change: Change, now: dt.datetime) -> bool:
        """Write the change and put its message into the mail, in one transaction."""
        with self._office.database.writing() as connection:
            # Whoever was moved, lowered or let go since is looked at anew in a minute.
            if not directory.unchanged(connection, change.person):
                return False
            if change.step is None or change.reading is None:
                return self._end(connection, change)
            if not self._claim(connection, change, change.reading, now):
                return False
            if change.step != "arm":
                self._tell(connection, change, change.reading, now)
        return True

    def _claim(
        self, connection: sa.Connection, change: Change, read: Reading, now: dt.datetime
    ) -> bool:
        alert = change.alert
        fires = change.step == "fire"
        return connection.execute(_CLAIM, {
            "alert": alert.alert_id, "fired": fires, "was": alert.fired, "sounds": fires,
            "about": read.about if fires else alert.fired_about, "now": now,
            "was_about": alert.fired_about, "day": self._eyes.today, "most": MOST_A_DAY,
        }).first() is not None  # fmt: skip

    def _tell(
        self, connection: sa.Connection, change: Change, read: Reading, now: dt.datetime
    ) -> None:
        """Tell the owner: on their channels, not in their quiet hours, to be followed up."""
        alert, person, office = change.alert, change.person, self._office
        kind = "fired" if change.step == "fire" else "resolved"
        event = sa.insert(alert_events).values(alert_id=alert.alert_id, about=read.about,
                                               kind=kind, value=read.value)  # fmt: skip
        nth = connection.execute(event.returning(alert_events.c.nth)).scalar_one()
        known = habits.habits(connection, person, office.settings)
        reader = composing.reader_of(office, person, alert.language, known.zone)
        told = texts.Told(alert, read, change.seen.target if change.seen else None,
                          change.seen.answer if change.seen else None)  # fmt: skip
        code = reference()
        record(connection, person, Entry(code, "scheduler", "alert", kind, "create_alert"))
        _log.info("alert", alert=alert.alert_id, kind=kind, reference=code)
        if consent.standing(connection, person.phone) is not None:
            return
        text = texts.fired(reader, told) if kind == "fired" else texts.resolved(reader, told)
        notice = Notice(f"alert:{alert.alert_id}:{nth}", texts.title(reader, told), text,
                        reader.language, not_before=known.not_before(now))  # fmt: skip
        posting.post(connection, office.settings, person, alert.channels or known.channels, notice)
        following.remember(connection, office, person, texts.question(told), None,
                           ("alert", alert.alert_id))  # fmt: skip

    def _end(self, connection: sa.Connection, change: Change) -> bool:
        """End an alert whose owner may see its figure no longer, and tell them."""
        alert, person, office = change.alert, change.person, self._office
        alerts.end(connection, [alert.alert_id])
        known = habits.habits(connection, person, office.settings)
        reader = composing.reader_of(office, person, alert.language, known.zone)
        text = texts.ended(reader, alert, office.settings.company_contact)
        notice = Notice(f"alert:{alert.alert_id}:ended", text, text, reader.language,
                        not_before=known.not_before(office.settings.clock.now()))  # fmt: skip
        posting.post(connection, office.settings, person, alert.channels or known.channels, notice)
        return True


def _sort(condition: str) -> str:
    """Tell watches that need one and the same question from the others."""
    if condition.startswith("goal"):
        return "goal"
    return "unusual" if condition == "unusual" else "course"


def _scope(person: Person, alert: Alert) -> Scope | None:
    """Give what the owner may see of the figure today; None when it is nothing."""
    if not person.may("alerts"):
        return None
    what = "unusual" if alert.watch.condition == "unusual" else alert.watch.metric
    try:
        return desk.permitted(person, question_of(what, ()))[1]
    except VoceroError:
        return None

