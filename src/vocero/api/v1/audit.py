"""Searching the audit log; it holds no message text."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from vocero.api.v1.reception import Reception
from vocero.api.v1.shapes import Before, Id, Limit, Line, Moment, QueryId, QueryMoment, Told, shown
from vocero.people import audit
from vocero.people.audit import Wanted
from vocero.people.person import Person

_Word = Annotated[Line | None, Query()]


class EntryOut(Told):
    """One decision: who, at which level, through which door, what came of it."""

    model_config = shown(
        audit_id=412, at="2026-09-16T16:40:00Z", correlation_id="9F3A1C", person_id=1, level=1,
        door="api", event="person changed", intent=None, capability="people", scope=None,
        outcome="done", milliseconds=None, subject_id=12, details={"level": [4, 3]},
    )  # fmt: skip

    audit_id: Id
    at: Moment
    correlation_id: str
    person_id: int | None
    level: int | None
    door: str
    event: str
    intent: str | None
    capability: str | None
    scope: str | None
    outcome: str
    milliseconds: int | None
    subject_id: int | None
    details: dict[str, Any] | None


class EntryPage(Told):
    """A page of entries, the newest first; `next` goes into `before`, null on the last page."""

    entries: list[EntryOut]
    next: int | None


def router(reception: Reception) -> APIRouter:
    """Give the search; it needs `audit`."""
    routes = reception.routes("/audit", "audit")
    admitted = Depends(reception.needs("audit"))

    @routes.get("", operation_id="search_audit")
    def search_audit(
        person_id: QueryId = None, event: _Word = None, outcome: _Word = None,
        capability: _Word = None, since: QueryMoment = None, until: QueryMoment = None,
        before: Before = None, limit: Limit = 50, _: Person = admitted,
    ) -> EntryPage:  # fmt: skip
        """Search the audit log; `person_id` did it, or had it done to them."""
        wanted = Wanted(person_id, event, outcome, capability, since, until, before)
        with reception.open() as connection:
            found = audit.search(connection, wanted, limit)
        entries = [EntryOut.model_validate(one) for one in found]
        return EntryPage(
            entries=entries, next=entries[-1].audit_id if len(found) == limit else None
        )

    return routes
