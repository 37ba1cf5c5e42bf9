"""The directory finds a person by the number that a verified door delivered."""

import dataclasses

import sqlalchemy as sa

from vocero.people import phones
from vocero.people.person import Person
from vocero.storage.tables import people

_FIND = sa.select(*(people.c[field.name] for field in dataclasses.fields(Person))).where(
    people.c.phone == sa.bindparam("phone"), people.c.active
)
"""Built once: every message asks it."""


def find(connection: sa.Connection, said_phone: str) -> Person | None:
    """Give the active person of a number in any of its spellings, or None."""
    phone = phones.key(said_phone)
    if phone is None:
        return None
    row = connection.execute(_FIND, {"phone": phone}).one_or_none()
    return None if row is None else Person(**row._mapping)


def by_id(connection: sa.Connection, person_id: int) -> Person | None:
    """Give the active person of an id, or None."""
    row = connection.execute(
        sa.select(*(people.c[field.name] for field in dataclasses.fields(Person))).where(
            people.c.person_id == person_id, people.c.active
        )
    ).one_or_none()
    return None if row is None else Person(**row._mapping)


def unchanged(connection: sa.Connection, person: Person) -> bool:
    """Tell whether a person is still just this, and keep it so for the rest of the transaction."""
    row = connection.execute(
        _FIND.with_for_update(read=True), {"phone": person.phone}
    ).one_or_none()
    return row is not None and Person(**row._mapping) == person


def set_language(connection: sa.Connection, person: Person, language: str) -> None:
    """Remember in which language a person wants to be answered."""
    connection.execute(
        sa.update(people).where(people.c.person_id == person.person_id).values(language=language)
    )


def set_pictures(connection: sa.Connection, person: Person, *, wanted: bool) -> None:
    """Remember whether a person wants pictures that they did not ask for."""
    connection.execute(
        sa.update(people).where(people.c.person_id == person.person_id).values(pictures=wanted)
    )
