"""WhatsApp's own id of a person, for those who write without a number, and against taken ones.

Someone who writes with number and id is bound to the id at their first message. A number that
comes with another id, or an id with another number, is nobody until an administrator binds them:
numbers change hands.
"""

import dataclasses

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from vocero.people import directory
from vocero.people.person import Person
from vocero.storage.mail_tables import external_ids
from vocero.storage.tables import people

_COLUMNS = [people.c[field.name] for field in dataclasses.fields(Person)]


def find(connection: sa.Connection, phone: str | None, external_id: str) -> Person | None:
    """Give the active person behind an external id, bound now if it is their first; or None."""
    bound = connection.execute(
        sa.select(*_COLUMNS, external_ids.c.frozen)
        .join(people, people.c.person_id == external_ids.c.person_id)
        .where(external_ids.c.external_id == external_id, people.c.active)
    ).one_or_none()
    if bound is not None:
        person = Person(**{field.name: bound._mapping[field.name]
                           for field in dataclasses.fields(Person)})  # fmt: skip
        return None if bound.frozen or (phone is not None and person.phone != phone) else person
    by_number = directory.find(connection, phone) if phone is not None else None
    if by_number is None:
        return None
    return by_number if _first(connection, by_number, external_id) else None


def bind(connection: sa.Connection, person: Person, external_id: str) -> None:
    """Let an administrator say that an id is a person's; their former ids no longer count."""
    connection.execute(sa.delete(external_ids).where(external_ids.c.person_id == person.person_id))
    connection.execute(
        insert(external_ids)
        .values(external_id=external_id, person_id=person.person_id)
        .on_conflict_do_update(
            index_elements=["external_id"],
            set_={"person_id": person.person_id, "frozen": False, "bound_at": sa.func.now()},
        )
    )


def _first(connection: sa.Connection, person: Person, external_id: str) -> bool:
    """Bind a person's first id; a further one is kept frozen for the administrator to see."""
    known = connection.execute(
        sa.select(sa.func.count())
        .select_from(external_ids)
        .where(external_ids.c.person_id == person.person_id)
    ).scalar_one()
    connection.execute(
        insert(external_ids)
        .values(external_id=external_id, person_id=person.person_id, frozen=known > 0)
        .on_conflict_do_nothing()
    )
    return known == 0
