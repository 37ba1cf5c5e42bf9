"""Broadcasts: one text to many, counted first, confirmed by a second person above fifty."""

from collections.abc import Callable
from typing import Annotated, Literal, Self

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field, StringConstraints, model_validator

from vocero.announcing import broadcasting
from vocero.api.v1.reception import Reception, hand
from vocero.api.v1.shapes import (
    After,
    Asked,
    Before,
    Id,
    Key,
    Level,
    Limit,
    Line,
    Moment,
    PathId,
    Text,
    Told,
    example,
    shown,
)
from vocero.notices import broadcasts
from vocero.notices.broadcasts import CONFIRMED_ABOVE, Action, Audience, Broadcast, Content
from vocero.people.person import Person

Ids = Annotated[tuple[Id, ...], Field(max_length=20_000)]
Sid = Annotated[str, StringConstraints(pattern=r"^HX[0-9a-f]{32}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]{1,16}$")]
RecipientState = Literal["waiting", "quiet", "queued", "held", "sent", "delivered", "read",
                         "failed", "suppressed", "forgotten", "left out"]  # fmt: skip
_WHOLE = {
    "broadcast_id": 3, "state": "running", "urgent": False, "author_id": 1, "confirmed_by": 2,
    "recipients": 412,
    "created_at": "2026-09-16T16:40:00Z", "started_at": "2026-09-16T16:42:00Z", "ended_at": None,
}  # fmt: skip


class AudienceIn(Asked):
    """Everyone, or who fits each kind that is named (level 8 of branch 3); `people` come on top."""

    everyone: bool = False
    levels: Annotated[tuple[Level, ...], Field(max_length=10)] = ()
    regions: Ids = ()
    branches: Ids = ()
    teams: Ids = ()
    partners: Ids = ()
    people: Ids = ()


class Words(Asked):
    """The text by language: each person gets theirs, or the only one."""

    es: Text | None = None
    en: Text | None = None


class TemplateIn(Asked):
    """An approved template by language, and its variables."""

    es: Sid | None = None
    en: Sid | None = None
    variables: dict[Name, Line] = Field(default_factory=dict, max_length=20)


class BroadcastNew(Asked):
    """What to send whom: a text or a template. `dry_run` counts, and sends nothing.

    An `urgent` one goes out at once; any other waits for the end of each person's quiet hours.
    """

    model_config = example(
        audience={"levels": [8], "branches": [3]}, dry_run=True,
        text={"es": "Mañana abrimos a las 10.", "en": "We open at 10 tomorrow."},
    )  # fmt: skip

    audience: AudienceIn
    text: Words | None = None
    template: TemplateIn | None = None
    urgent: bool = False
    dry_run: bool = False

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        given = [one for one in (self.text, self.template) if one is not None]
        if len(given) != 1 or (given[0].es is None and given[0].en is None):
            raise ValueError("give a text or a template, in one language at least")
        return self

    @property
    def content(self) -> Content:
        """Give what is sent."""
        both = self.text or self.template
        said = {k: v for k in ("es", "en") if (v := getattr(both, k)) is not None}
        if self.template is not None:
            return Content(templates=said, variables=self.template.variables)
        return Content(texts=said)

    @property
    def whom(self) -> Audience:
        """Give whom it is for."""
        said = self.audience
        kinds = (said.levels, said.regions, said.branches, said.teams, said.partners, said.people)
        return Audience(said.everyone, *(tuple(sorted(set(kind))) for kind in kinds))


class DryRun(Told):
    """Whom it would go to, who is left out, about how long it takes, and who has to agree."""

    model_config = shown(recipients=412, inactive=9, suppressed=3, unknown=0, seconds=42,
                         needs_confirmation=True)  # fmt: skip

    recipients: int
    inactive: int
    suppressed: int
    unknown: int
    seconds: int
    needs_confirmation: bool


class BroadcastOut(Told):
    """A broadcast; `recipients` as counted when it was made."""

    model_config = shown(**_WHOLE)

    broadcast_id: Id
    state: broadcasts.State
    urgent: bool
    author_id: Id
    confirmed_by: int | None
    recipients: int
    created_at: Moment
    started_at: Moment | None
    ended_at: Moment | None


class BroadcastWhole(BroadcastOut):
    """A broadcast and how far it has come; `codes` are Twilio's, of those that were refused.

    `quiet` of `progress` are in their quiet hours; `seconds_left` is without them.
    """

    model_config = shown(**_WHOLE, codes={"63016": 4}, seconds_left=12,
                         progress={"waiting": 90, "quiet": 10, "queued": 12, "delivered": 300},
                         )  # fmt: skip

    progress: dict[str, int]
    codes: dict[str, int]
    seconds_left: int


class BroadcastPage(Told):
    """A page of broadcasts, the newest first; `next` goes into `before`."""

    broadcasts: list[BroadcastOut]
    next: int | None


class RecipientOut(Told):
    """What became of it for one person; `held`: until they write, `quiet`: in quiet hours."""

    person_id: Id
    state: RecipientState
    code: int | None
    at: Moment | None


class RecipientPage(Told):
    """A page of recipients; `next` goes into `after`, null on the last page."""

    recipients: list[RecipientOut]
    next: int | None


def router(reception: Reception) -> APIRouter:
    """Give the routes of broadcasts; they need `broadcast`."""
    routes = reception.routes("/broadcasts", "broadcasts")
    _making(routes, reception)
    _reading(routes, reception)
    _confirming(routes, reception)
    for action in ("pause", "resume", "cancel"):
        _steering(routes, reception, action)
    return routes


def _making(routes: APIRouter, reception: Reception) -> None:
    admitted = Depends(reception.needs(broadcasts.CAPABILITY))

    @routes.post("", operation_id="create_broadcast", status_code=201,
                 responses={200: {"model": DryRun, "description": "a dry run"}})  # fmt: skip
    def create_broadcast(
        key: Key, new: BroadcastNew, response: Response, caller: Person = admitted
    ) -> BroadcastOut | DryRun:  # fmt: skip
        """Send to many; above fifty it waits until somebody else confirms."""
        settings = reception.settings
        with reception.open() as connection:
            if not new.dry_run:
                made = broadcasts.create(connection, settings, hand(caller), key, new.whom,
                                         new.content, urgent=new.urgent)  # fmt: skip
                return _told(made)
            found = broadcasts.count(connection, settings, new.whom)
        response.status_code = 200
        return DryRun(
            recipients=found.recipients, inactive=found.inactive, suppressed=found.suppressed,
            unknown=found.unknown, seconds=found.seconds,
            needs_confirmation=found.recipients > CONFIRMED_ABOVE,
        )  # fmt: skip


def _reading(routes: APIRouter, reception: Reception) -> None:
    admitted = Depends(reception.needs(broadcasts.CAPABILITY))

    @routes.get("", operation_id="list_broadcasts")
    def list_broadcasts(
        before: Before = None, limit: Limit = 50, _: Person = admitted
    ) -> BroadcastPage:  # fmt: skip
        """List broadcasts, the newest first."""
        with reception.open() as connection:
            found = broadcasts.listed(connection, before=before, limit=limit)
        last = found[-1].broadcast_id if len(found) == limit else None
        return BroadcastPage(broadcasts=[_told(one) for one in found], next=last)

    @routes.get("/{broadcast_id}", operation_id="get_broadcast")
    def get_broadcast(broadcast_id: PathId, _: Person = admitted) -> BroadcastWhole:
        """Say how far a broadcast has come."""
        with reception.open() as connection:
            one = broadcasts.find(connection, broadcast_id)
            come = broadcasting.progress(connection, broadcast_id, reception.settings.clock.now())
        left = round(come.under_way / reception.settings.twilio_rate)
        return BroadcastWhole(**_told(one).model_dump(), progress=dict(come.states),
                              codes=dict(come.codes), seconds_left=left)  # fmt: skip

    @routes.get("/{broadcast_id}/recipients", operation_id="list_recipients")
    def list_recipients(
        broadcast_id: PathId, state: Annotated[RecipientState | None, Query()] = None,
        after: After = 0, limit: Limit = 200, _: Person = admitted,
    ) -> RecipientPage:  # fmt: skip
        """List recipients and what became of it for each."""
        with reception.open() as connection:
            broadcasts.find(connection, broadcast_id)
            now = reception.settings.clock.now()
            found = broadcasting.recipients(connection, broadcast_id, now, state=state,
                                            after=after, limit=limit)  # fmt: skip
        people = [RecipientOut.model_validate(one) for one in found]
        last = people[-1].person_id if len(people) == limit else None
        return RecipientPage(recipients=people, next=last)


def _confirming(routes: APIRouter, reception: Reception) -> None:
    admitted = Depends(reception.needs(broadcasts.CAPABILITY))

    @routes.post("/{broadcast_id}/confirm", operation_id="confirm_broadcast")
    def confirm_broadcast(broadcast_id: PathId, caller: Person = admitted) -> BroadcastOut:
        """Let a broadcast of somebody else's run; 409 for its author."""
        with reception.open() as connection:
            return _told(broadcasts.confirm(connection, hand(caller), broadcast_id))


_SAYS = {
    "pause": "Feed no more of it into the outbox; what is there goes out within seconds.",
    "resume": "Go on where it was paused.",
    "cancel": "End it, and take back what has not left.",
}


def _steering(routes: APIRouter, reception: Reception, action: Action) -> None:
    admitted = Depends(reception.needs(broadcasts.CAPABILITY))

    def steer(broadcast_id: PathId, caller: Person = admitted) -> BroadcastOut:
        with reception.open() as connection:
            return _told(broadcasting.steer(connection, hand(caller), broadcast_id, action))

    add: Callable[..., None] = routes.add_api_route
    add(f"/{{broadcast_id}}/{action}", steer, methods=["POST"], description=_SAYS[action],
        operation_id=f"{action}_broadcast", summary=f"{action.capitalize()} Broadcast")  # fmt: skip


def _told(one: Broadcast) -> BroadcastOut:
    return BroadcastOut(
        broadcast_id=one.broadcast_id, state=one.state, urgent=one.urgent, author_id=one.author_id,
        confirmed_by=one.confirmed_by, recipients=one.counted, created_at=one.created_at,
        started_at=one.started_at, ended_at=one.ended_at,
    )  # fmt: skip
