"""People: who is in the directory, at which level, under which number and ids."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from vocero.announcing import administering
from vocero.api.v1.reception import Reception, hand
from vocero.api.v1.shapes import (
    After,
    Asked,
    Id,
    Language,
    Level,
    Limit,
    Line,
    Moment,
    PathId,
    Phone,
    Told,
    Zone,
    example,
    shown,
)
from vocero.people import administration
from vocero.people.administration import Record
from vocero.people.person import Person

_ANA: dict[str, Any] = {
    "name": "Ana López", "level": 4, "region_id": 1, "branch_id": 3, "language": "es",
    "time_zone": "America/Cancun",
}  # fmt: skip
_NULLS = {"team_id": None, "agent_id": None, "partner_id": None, "customer_id": None}


class PersonOut(Told):
    """Someone in the directory."""

    model_config = shown(person_id=12, phone="+5215512345678", active=True, **_ANA, **_NULLS,
                         created_at="2026-09-16T16:40:00Z")  # fmt: skip

    person_id: Id
    phone: str
    name: str
    level: int
    active: bool
    language: Language | None
    time_zone: str | None
    region_id: int | None
    branch_id: int | None
    team_id: int | None
    agent_id: int | None
    partner_id: int | None
    customer_id: int | None
    created_at: Moment


class WhatsAppId(Told):
    """WhatsApp's own id of someone; a frozen one counts once an administrator binds it."""

    id: str
    frozen: bool


class PersonWhole(PersonOut):
    """Someone, with the WhatsApp ids that are known of them."""

    whatsapp_ids: list[WhatsAppId]


class PeoplePage(Told):
    """A page of people; `next` goes into `after`, null on the last page."""

    people: list[PersonOut]
    next: int | None


class _Changes(Asked):
    language: Language | None = None
    time_zone: Zone | None = None
    region_id: Id | None = None
    branch_id: Id | None = None
    team_id: Id | None = None
    agent_id: Id | None = None
    partner_id: Id | None = None
    customer_id: Id | None = None


class PersonNew(_Changes):
    """Whom to add. A level needs the id of whose rows it sees: 4 a branch, 8 an agent."""

    model_config = example(phone="+52 1 55 1234 5678", **_ANA)

    phone: Phone
    name: Line
    level: Level


class PersonChange(_Changes):
    """What to change; what is left out stays. `active: false` ends everything of theirs."""

    model_config = example(level=3, region_id=2)

    name: Line | None = None
    level: Level | None = None
    active: bool | None = None


class NumberChange(Asked):
    """Another number of somebody's."""

    model_config = example(phone="+52 1 55 8765 4321")

    phone: Phone


class IdChange(Asked):
    """The WhatsApp id under which somebody writes."""

    model_config = example(whatsapp_id="US.13491208655302741918")

    whatsapp_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,126}$")]


def router(reception: Reception) -> APIRouter:
    """Give the routes of people; they need `people`."""
    routes = reception.routes("/people", "people")
    _reading(routes, reception)
    _writing(routes, reception)
    _binding(routes, reception)
    return routes


def _reading(routes: APIRouter, reception: Reception) -> None:
    admitted = Depends(reception.needs("people"))

    @routes.get("", operation_id="list_people")
    def list_people(
        after: After = 0, limit: Limit = 50, search: Annotated[Line | None, Query()] = None,
        level: Annotated[Level | None, Query()] = None, active: bool | None = None,  # noqa: FBT001 — a query
        _: Person = admitted,
    ) -> PeoplePage:  # fmt: skip
        """List people in the order they came; `search` is part of a name, or a number."""
        with reception.open() as connection:
            found = administration.listed(connection, after=after, limit=limit, search=search,
                                          level=level, active=active)  # fmt: skip
        people = [PersonOut.model_validate(one) for one in found]
        return PeoplePage(people=people, next=people[-1].person_id if len(found) == limit else None)

    @routes.get("/{person_id}", operation_id="get_person")
    def get_person(person_id: PathId, _: Person = admitted) -> PersonWhole:
        """Give someone, active or not."""
        with reception.open() as connection:
            found = administration.find(connection, person_id)
            ids = administration.whatsapp_ids(connection, person_id)
        bound = [WhatsAppId(id=one, frozen=frozen) for one, frozen in ids]
        return PersonWhole(**_told(found).model_dump(), whatsapp_ids=bound)


def _writing(routes: APIRouter, reception: Reception) -> None:
    admitted = Depends(reception.needs("people"))

    @routes.post("", operation_id="create_person", status_code=201)
    def create_person(new: PersonNew, caller: Person = admitted) -> PersonOut:
        """Add someone; 409 when the number is somebody's."""
        with reception.open() as connection:
            made = administration.create(connection, hand(caller), new.model_dump())
        return _told(made)

    @routes.patch("/{person_id}", operation_id="change_person")
    def change_person(
        person_id: PathId, changes: PersonChange, caller: Person = admitted
    ) -> PersonOut:  # fmt: skip
        """Change someone; 409 when one would take away one's own access."""
        given = changes.model_dump(exclude_unset=True)
        values = {k: v for k, v in given.items()
                  if v is not None or k not in {"name", "level", "active"}}  # fmt: skip
        with reception.open() as connection:
            changed = administering.change(
                connection, reception.settings, hand(caller), person_id, values
            )
        return _told(changed)


def _binding(routes: APIRouter, reception: Reception) -> None:
    admitted = Depends(reception.needs("people"))

    @routes.put("/{person_id}/phone", operation_id="bind_number")
    def bind_number(
        person_id: PathId, change: NumberChange, caller: Person = admitted
    ) -> PersonOut:  # fmt: skip
        """Give someone another number; ids and notices of the old one end, so do its tokens."""
        with reception.open() as connection:
            changed = administering.rebind(connection, hand(caller), person_id, change.phone)
        return _told(changed)

    @routes.put("/{person_id}/whatsapp-id", operation_id="bind_whatsapp_id")
    def bind_whatsapp_id(
        person_id: PathId, change: IdChange, caller: Person = admitted
    ) -> PersonOut:  # fmt: skip
        """Say that a WhatsApp id is someone's; their former ids no longer count."""
        with reception.open() as connection:
            found = administration.bind(connection, hand(caller), person_id, change.whatsapp_id)
        return _told(found)


def _told(found: Record) -> PersonOut:
    return PersonOut.model_validate(found)
