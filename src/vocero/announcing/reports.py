"""What people are subscribed to, sent when it is due: exactly one message for each due time.

The report is made first; then, in one transaction, the subscription is taken, the run written
under its key (subscription, due time), the messages put into the mail and the next due time set.
Whoever dies before that leaves it due; whoever comes second finds it done.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from vocero.announcing import composing, following, posting
from vocero.announcing.composing import Composed, LostError
from vocero.announcing.posting import Notice
from vocero.conversation.turn import Office
from vocero.errors import TooSlowError, UnavailableError
from vocero.notices import habits, subscriptions
from vocero.notices.habits import Habits
from vocero.notices.subscriptions import Outcome, Subscription
from vocero.people import consent, directory
from vocero.people.audit import Entry, record
from vocero.people.person import Person
from vocero.rendering import notices
from vocero.rendering.reader import Reader
from vocero.rendering.sentences import say
from vocero.telemetry import logger, reference
from vocero.words.question import Question

LATE = dt.timedelta(minutes=10)
"""How much later than due a report is called late."""
AT_ONCE = 200
_MOST_MISSED = 400
_NAMED = 3
"""Missed runs that are named one by one."""
_GIVE_UP = dt.timedelta(hours=1)
"""How long a report that takes too long is tried again before it has failed."""
_MOST_SLOW = 10
"""Slow ones after which it is the database that is slow."""
_FIRST_ZONE = dt.timezone(dt.timedelta(hours=14))
"""Where a day begins first on earth."""
_SUPERSEDE = sa.text("""
update vocero.outbox set state = 'suppressed' where correspondent = :who and state = 'held'
    and dedupe_key like :key
""")
_log = logger("notices")


def send_due(office: Office, most: int = AT_ONCE) -> int:
    """Send what is due now, the oldest first; give how many of them are done with.

    One that fails, or takes too long, holds up nobody else.
    Raises UnavailableError, TooSlowError when the database is away: it stays due.
    """
    now = office.settings.clock.now()
    with office.database.writing() as connection:
        _wake(connection, office, now)
        due = subscriptions.due(connection, now, most)
    left = 0
    for kept in due:
        try:
            left += not _dealt_with(office, kept, now)
        except TooSlowError:
            left += 1
            if left >= _MOST_SLOW:
                raise
    return len(due) - left


def _dealt_with(office: Office, kept: Subscription, now: dt.datetime) -> bool:
    """Send one, or say why not; False when not even that was possible."""
    try:
        send(office, kept, now)
    except UnavailableError:
        raise
    except TooSlowError:
        if kept.next_due is None or now - kept.next_due < _GIVE_UP:
            raise
        _failed(office, kept, now)
    except Exception:  # noqa: BLE001 — one report that fails must not hold up the others
        try:
            _failed(office, kept, now)
        except (UnavailableError, TooSlowError):
            raise
        except Exception:  # noqa: BLE001 — the same
            _log.exception("failure not told", subscription=kept.subscription_id)
            return False
    return True


def send_one(office: Office, subscription_id: int) -> None:
    """Send one if it is due still. Raises UnavailableError, TooSlowError: it stays due."""
    now = office.settings.clock.now()
    with office.database.writing() as connection:
        kept = subscriptions.find(connection, subscription_id)
    if kept is not None and kept.state == "active" and kept.next_due and kept.next_due <= now:
        _dealt_with(office, kept, now)


def wake(office: Office) -> None:
    """Put in force again what was paused until today."""
    now = office.settings.clock.now()
    with office.database.writing() as connection:
        _wake(connection, office, now)


def _wake(connection: sa.Connection, office: Office, now: dt.datetime) -> None:
    """Put what was paused in force again from the first hour of its day on the person's clock.

    What was due since then while nobody looked is sent late, as after any outage.
    """
    for kept in subscriptions.wake(connection, now.astimezone(_FIRST_ZONE).date()):
        person = directory.by_id(connection, kept.person_id)
        if person is None or kept.paused_until is None:
            continue
        known = habits.habits(connection, person, office.settings)
        began = dt.datetime.combine(kept.paused_until, dt.time(), ZoneInfo(known.zone))
        if began <= now:
            just_before = began - dt.timedelta(seconds=1)
            subscriptions.save(connection, habits.due_again(kept, known, just_before))


def send(office: Office, kept: Subscription, now: dt.datetime) -> Outcome | None:
    """Send one that is due; None when somebody else has done it meanwhile."""
    if kept.next_due is None:
        return None
    with office.database.writing() as connection:
        if not subscriptions.still_due(connection, kept):
            return None
        person = directory.by_id(connection, kept.person_id)
        if person is None:
            return _gone(connection, kept)
        known = habits.habits(connection, person, office.settings)
        unwanted = consent.standing(connection, person.phone) is not None
    latest, missed = _latest(kept, known, now)
    if unwanted:
        return _settle(office, kept, person, known, None, "unwanted", latest, missed, now)
    try:
        made = composing.composed(office, person, kept, known, latest)
    except LostError:
        return _lost(office, kept, person, known, latest, missed, now)
    silent = made.empty and kept.skip_empty
    outcome: Outcome = "empty" if silent else "sent"
    return _settle(office, kept, person, known, made, outcome, latest, missed, now)


def _latest(
    kept: Subscription, known: Habits, now: dt.datetime
) -> tuple[dt.datetime, list[dt.datetime]]:
    """Give the due time that is sent, and those before it that an outage swallowed."""
    if kept.next_due is None:
        raise ValueError("nothing is due")
    moments = known.timetable(kept.rhythm, kept.at).moments(kept.next_due)
    later = list(takewhile(lambda due: due <= now, moments))[:_MOST_MISSED]
    passed = [kept.next_due, *later]
    return passed[-1], passed[:-1]


def _settle(
    office: Office, kept: Subscription, person: Person, known: Habits, made: Composed | None,
    outcome: Outcome, latest: dt.datetime, missed: Sequence[dt.datetime], now: dt.datetime,
) -> Outcome | None:  # fmt: skip
    """Do everything that lasts in one transaction: the run, the messages, the next due time."""
    next_due = known.timetable(kept.rhythm, kept.at).after(max(latest, now))
    code = reference()
    with office.database.writing() as connection:
        # Whoever was moved, lowered or let go since the report was made gets it made anew.
        if not directory.unchanged(connection, person) or not subscriptions.claim(connection, kept):
            return None
        sent = replace(kept, next_due=latest)
        scope = made.scope if made else None
        subscriptions.settle(connection, sent, outcome, missed, next_due, scope)
        if made is not None and outcome == "sent":
            text = "\n".join([*_remarks(office, kept, person, known, made, latest, missed, now),
                              made.text])  # fmt: skip
            _post(connection, office, kept, person, known, replace(made, text=text), latest)
        record(connection, person, Entry(code, "scheduler", "report", outcome, "subscribe",
                                         scope=scope))  # fmt: skip
    _log.info("report due", subscription=kept.subscription_id, outcome=outcome, reference=code,
              late=round((now - latest).total_seconds()), missed=len(missed))  # fmt: skip
    return outcome


def _remarks(
    office: Office, kept: Subscription, person: Person, known: Habits, made: Composed,
    latest: dt.datetime, missed: Sequence[dt.datetime], now: dt.datetime,
) -> list[str]:  # fmt: skip
    """Say that it is late, what did not go out, and that it holds less or more than before."""
    reader = composing.reader_of(office, person, kept.language, known.zone)
    lines = []
    if now - latest > LATE:
        lines.append(say(reader.language, "notices", "late"))
    if missed:
        named = [notices.moment_in(reader, one, known.zone) for one in missed[-_NAMED:]]
        more = "…, " if len(missed) > _NAMED else ""
        lines.append(say(reader.language, "notices", "missed", count=len(missed),
                         list=more + "; ".join(named)))  # fmt: skip
    if kept.seen is not None and kept.seen != made.scope:
        rows = made.scope.partition(":")[0]
        scope = say(reader.language, "notices", f"scope_{rows}")
        lines.append(say(reader.language, "notices", "narrower", scope=scope))
    return lines


def _post(
    connection: sa.Connection, office: Office, kept: Subscription, person: Person, known: Habits,
    made: Composed, latest: dt.datetime,
) -> None:  # fmt: skip
    reader = composing.reader_of(office, person, kept.language, known.zone)
    prefix = f"subscription:{kept.subscription_id}:"
    # Somebody who was away for days opens the newest one, not all of them.
    connection.execute(_SUPERSEDE, {"who": person.phone, "key": f"{prefix}%"})
    files = (made.stored.token,) if made.stored else ()
    notice = Notice(f"{prefix}{latest.isoformat()}", made.title, made.text, reader.language,
                    made.choices, made.media_url, files)  # fmt: skip
    posting.post(connection, office.settings, person, kept.channels or known.channels, notice)
    following.remember(connection, office, person, made.memory.question, made.memory.listing,
                       ("subscription", kept.subscription_id))  # fmt: skip


def _lost(
    office: Office, kept: Subscription, person: Person, known: Habits, latest: dt.datetime,
    missed: Sequence[dt.datetime], now: dt.datetime,
) -> Outcome | None:  # fmt: skip
    """End what a person may see no longer, and tell them; never send the old scope."""
    reader = composing.reader_of(office, person, kept.language, known.zone)
    name = notices.report(reader, kept.question)
    text = say(reader.language, "notices", "ended_no_right", report=name,
               contact=office.settings.company_contact)  # fmt: skip
    code = reference()
    with office.database.writing() as connection:
        # Whoever got their right back meanwhile keeps it.
        if not directory.unchanged(connection, person) or not subscriptions.claim(connection, kept):
            return None
        sent = replace(kept, next_due=latest)
        subscriptions.settle(connection, sent, "refused", missed, now, None)
        subscriptions.save(connection, replace(kept, state="ended"))
        notice = Notice(f"subscription:{kept.subscription_id}:ended", name, text, reader.language)
        posting.post(connection, office.settings, person, kept.channels or known.channels, notice)
        record(connection, person, Entry(code, "scheduler", "report", "refused", "subscribe"))
    _log.info("subscription ended", subscription=kept.subscription_id, reference=code)
    return "refused"


def _failed(office: Office, kept: Subscription, now: dt.datetime) -> None:
    """Say that a report could not be made, under a reference, and go on with the next time."""
    code = reference()
    _log.exception("report failed", subscription=kept.subscription_id, reference=code)
    with office.database.writing() as connection:
        person = directory.by_id(connection, kept.person_id)
        if person is None or not subscriptions.claim(connection, kept):
            return
        known = habits.habits(connection, person, office.settings)
        latest, missed = _latest(kept, known, now)
        reader = composing.reader_of(office, person, kept.language, known.zone)
        following_one = known.timetable(kept.rhythm, kept.at).after(max(latest, now))
        sent = replace(kept, next_due=latest)
        subscriptions.settle(connection, sent, "failed", missed, following_one, None)
        name = _name(reader, kept)
        text = "\n".join([f"*{name}*", say(reader.language, "error", "unexpected", reference=code)])
        notice = Notice(f"subscription:{kept.subscription_id}:{latest.isoformat()}", name, text,
                        reader.language)  # fmt: skip
        posting.post(connection, office.settings, person, kept.channels or known.channels, notice)


def _name(reader: Reader, kept: Subscription) -> str:
    """Name a report; one of a metric that is no more by its family."""
    try:
        return notices.report(reader, kept.question)
    except LookupError:
        return notices.report(reader, Question(kept.question.kind))


def _gone(connection: sa.Connection, kept: Subscription) -> Outcome:
    """End everything of a person who left; nobody is told."""
    ended = subscriptions.end_all(connection, kept.person_id)
    _log.info("person left", subscriptions=ended)
    return "refused"
