"""Administering people: who is in the directory, at which level; each change is in the audit log.

Nobody takes their own access away, and the last one who may administer people stays.
"""

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import available_timezones

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from vocero.errors import ConflictError, MissingError, UnfitError
from vocero.people import external_ids, phones, policy
from vocero.people.audit import Entry
from vocero.people.audit import record as audited
from vocero.people.person import Person
from vocero.people.policy import Grant
from vocero.storage.mail_tables import external_ids as ids_table
from vocero.storage.tables import people
from vocero.telemetry import reference

MOST = 200
"""People of one page."""
CAPABILITY = "people"
_E164 = re.compile(r"\+[0-9]{7,15}")


@dataclass(frozen=True, slots=True)
class Hand:
    """Who makes a change, through which door; nobody by name on the command line."""

    person: Person | None
    door: str


@dataclass(frozen=True, slots=True)
class Record:
    """Someone in the directory, active or not."""

    person_id: int
    phone: str
    name: str
    level: int
    active: bool
    language: str | None
    time_zone: str | None
    region_id: int | None
    branch_id: int | None
    team_id: int | None
    agent_id: int | None
    partner_id: int | None
    customer_id: int | None
    created_at: dt.datetime

    @property
    def person(self) -> Person:
        """Give them as whoever deals with people knows them."""
        known = {f.name for f in dataclasses.fields(Person)}
        values = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)
                  if f.name in known}  # fmt: skip
        return Person(**values)


_COLUMNS = [people.c[field.name] for field in dataclasses.fields(Record)]
CHANGEABLE = tuple(
    f.name for f in dataclasses.fields(Record) if f.name not in {"person_id", "phone", "created_at"}
)
"""What can be changed without saying who answers to which number."""


def listed(
    connection: sa.Connection, *, after: int = 0, limit: int = 50, search: str | None = None,
    level: int | None = None, active: bool | None = None,
) -> list[Record]:  # fmt: skip
    """Give a page of people in the order they came; `search` is part of a name, or a number."""
    asked = sa.select(*_COLUMNS).where(people.c.person_id > after).order_by(people.c.person_id)
    if search:
        digits = re.sub(r"[^0-9]", "", search)
        found = [people.c.name.icontains(search, autoescape=True)]
        found += [people.c.phone == key] if (key := phones.key(search)) else []
        found += [people.c.phone.contains(digits)] if len(digits) >= 4 else []
        asked = asked.where(sa.or_(*found))
    if level is not None:
        asked = asked.where(people.c.level == level)
    if active is not None:
        asked = asked.where(people.c.active == active)
    return [_of(row) for row in connection.execute(asked.limit(min(limit, MOST)))]


def find(connection: sa.Connection, person_id: int, *, lock: bool = False) -> Record:
    """Give someone by their id; raises MissingError. `lock` keeps them as they are meanwhile."""
    asked = sa.select(*_COLUMNS).where(people.c.person_id == person_id)
    row = connection.execute(asked.with_for_update() if lock else asked).one_or_none()
    if row is None:
        raise MissingError
    return _of(row)


def by_phone(connection: sa.Connection, said: str) -> Record:
    """Give someone by their number, active or not; raises MissingError."""
    row = connection.execute(
        sa.select(*_COLUMNS).where(people.c.phone == (phones.key(said) or ""))
    ).one_or_none()
    if row is None:
        raise MissingError
    return _of(row)


def create(connection: sa.Connection, hand: Hand, values: Mapping[str, Any]) -> Record:
    """Add someone; raises UnfitError, and ConflictError when the number is somebody's."""
    given = {**values, "phone": _number(str(values["phone"]))}
    _check(given)
    made = connection.execute(
        insert(people).values(**given).on_conflict_do_nothing(index_elements=["phone"])
        .returning(people.c.person_id)
    ).scalar_one_or_none()  # fmt: skip
    if made is None:
        raise ConflictError(problem="phone_taken")
    note(connection, hand, "person created", made, {k: [None, v] for k, v in given.items()})
    return find(connection, made)


def change(
    connection: sa.Connection, hand: Hand, person_id: int, values: Mapping[str, Any]
) -> tuple[Record, Record]:
    """Change some of CHANGEABLE; give them as they were and are.

    Raises MissingError, UnfitError, and ConflictError when nobody would be left to administer.
    """
    before = find(connection, person_id, lock=True)
    changed = {k: v for k, v in values.items() if getattr(before, k) != v}
    if not changed:
        return before, before
    after = dataclasses.replace(before, **changed)
    _check(changed, after)
    if _administers(before) and not _administers(after):
        _may_go(connection, hand, before)
    connection.execute(
        sa.update(people).where(people.c.person_id == person_id).values(**changed)
    )
    note(connection, hand, "person changed", person_id,
         {k: [getattr(before, k), v] for k, v in changed.items()})  # fmt: skip
    return before, after


def rebind(
    connection: sa.Connection, hand: Hand, person_id: int, said: str
) -> tuple[Record, Record]:
    """Give someone another number; the WhatsApp ids of the old one no longer count."""
    phone = _number(said)
    before = find(connection, person_id, lock=True)
    if phone == before.phone:
        return before, before
    taken = sa.select(sa.exists().where(people.c.phone == phone))
    if connection.execute(taken).scalar_one():
        raise ConflictError(problem="phone_taken")
    try:
        with connection.begin_nested():
            connection.execute(
                sa.update(people).where(people.c.person_id == person_id).values(phone=phone)
            )
    except sa.exc.IntegrityError:
        raise ConflictError(problem="phone_taken") from None
    connection.execute(sa.delete(ids_table).where(ids_table.c.person_id == person_id))
    note(connection, hand, "number changed", person_id, {"phone": [before.phone, phone]})
    return before, dataclasses.replace(before, phone=phone)


def bind(connection: sa.Connection, hand: Hand, person_id: int, external_id: str) -> Record:
    """Say that a WhatsApp id is someone's; raises MissingError, ConflictError."""
    found = find(connection, person_id, lock=True)
    if not found.active:
        raise ConflictError(problem="inactive")
    before = [one for one, _ in whatsapp_ids(connection, person_id)]
    external_ids.bind(connection, found.person, external_id)
    note(connection, hand, "id bound", person_id, {"whatsapp_id": [before, external_id]})
    return found


def whatsapp_ids(connection: sa.Connection, person_id: int) -> list[tuple[str, bool]]:
    """Give someone's WhatsApp ids, and whether each is frozen until an administrator decides."""
    rows = connection.execute(
        sa.select(ids_table.c.external_id, ids_table.c.frozen)
        .where(ids_table.c.person_id == person_id).order_by(ids_table.c.bound_at)
    )  # fmt: skip
    return [(row.external_id, row.frozen) for row in rows]


def note(
    connection: sa.Connection, hand: Hand, event: str, subject_id: int | None,
    details: Mapping[str, Any], capability: str = CAPABILITY,
) -> None:  # fmt: skip
    """Write into the audit log what a hand did."""
    audited(connection, hand.person, Entry(
        reference(), hand.door, event, "done", capability=capability, subject_id=subject_id,
        details=details,
    ))  # fmt: skip


@cache
def needed(level: int) -> frozenset[str]:
    """Name the ids without which a level sees nothing: those of whose rows it sees."""
    seen = {policy.rows(level, capability) for capability in policy.POLICY}
    return frozenset(f"{rows}_id" for rows in seen if rows not in {None, "all"})


def _check(given: Mapping[str, Any], whole: Record | None = None) -> None:
    if given.get("time_zone") is not None and given["time_zone"] not in available_timezones():
        raise UnfitError(problem="zone", field="time_zone")
    level = whole.level if whole else given["level"]
    if level not in policy.LEVELS:
        raise UnfitError(problem="level", field="level")
    for name in sorted(needed(level)):
        asked = whole is None or "level" in given or name in given
        value = getattr(whole, name) if whole else given.get(name)
        if asked and value is None:
            raise UnfitError(problem="incomplete", field=name)


def _number(said: str) -> str:
    phone = phones.key(said)
    if phone is None or not _E164.fullmatch(phone):
        raise UnfitError(problem="phone", field="phone")
    return phone


def _administers(one: Record) -> bool:
    return one.active and policy.grant(one.level, CAPABILITY) is not Grant.NO


def _may_go(connection: sa.Connection, hand: Hand, one: Record) -> None:
    """Raise ConflictError when it is oneself, or the last one who may administer people."""
    if hand.person is not None and hand.person.person_id == one.person_id:
        raise ConflictError(problem="own_access")
    levels = [n for n in policy.LEVELS if policy.grant(n, CAPABILITY) is not Grant.NO]
    left = connection.execute(
        sa.select(people.c.person_id)
        .where(people.c.active, people.c.level.in_(levels)).order_by(people.c.person_id)
        .with_for_update()
    ).scalars()  # fmt: skip
    if set(left) <= {one.person_id}:
        raise ConflictError(problem="last_one")


def _of(row: Any) -> Record:
    return Record(**row._mapping)
