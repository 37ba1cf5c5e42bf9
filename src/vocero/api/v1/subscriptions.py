"""Reports that come by themselves: one's own, or everybody's to who administers people."""

import datetime as dt
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query

from vocero.api.v1.reception import Reception, hand, whose
from vocero.api.v1.shapes import (
    After,
    Asked,
    Id,
    Limit,
    Moment,
    PathId,
    QueryId,
    Told,
    example,
    shown,
)
from vocero.notices import listing
from vocero.notices.subscriptions import Subscription
from vocero.people import administration
from vocero.people.person import Person
from vocero.words.question import to_json

CAPABILITY = "subscriptions"
_EXAMPLE: dict[str, Any] = {
    "subscription_id": 5, "person_id": 12, "question": {"kind": "sales"},
    "period": "la semana pasada", "frequency": "weekly", "weekdays": [0], "at": "08:00:00",
    "format": None, "channels": [], "skip_empty": False, "language": "es", "state": "active",
    "paused_until": None, "next_due": "2026-09-21T14:00:00Z",
}  # fmt: skip


class SubscriptionOut(Told):
    """A report that comes by itself; without channels by those that its person chose."""

    model_config = shown(**_EXAMPLE)

    subscription_id: Id
    person_id: Id
    question: dict[str, Any]
    period: str | None
    frequency: str
    weekdays: list[int]
    at: dt.time
    format: str | None
    channels: list[str]
    skip_empty: bool
    language: str
    state: Literal["active", "paused", "ended"]
    paused_until: dt.date | None
    next_due: Moment | None


class RunOut(Told):
    """What became of it when it was due."""

    due_at: Moment
    outcome: str
    at: Moment | None


class SubscriptionWhole(SubscriptionOut):
    """A subscription with its last runs, the newest first."""

    runs: list[RunOut]


class SubscriptionPage(Told):
    """A page of subscriptions; `next` goes into `after`, null on the last page."""

    subscriptions: list[SubscriptionOut]
    next: int | None


class Pause(Asked):
    """Until when to rest; null for until it is resumed."""

    model_config = example(until="2026-10-01")

    until: dt.date | None = None


def router(reception: Reception) -> APIRouter:
    """Give the routes of subscriptions; they need `subscriptions`."""
    routes = reception.routes("/subscriptions", "subscriptions")
    _reading(routes, reception)
    _steering(routes, reception)
    return routes


def _reading(routes: APIRouter, reception: Reception) -> None:
    admitted = Depends(reception.needs(CAPABILITY))

    @routes.get("", operation_id="list_subscriptions")
    def list_subscriptions(
        person_id: QueryId = None, ended: Annotated[bool, Query()] = False, after: After = 0,
        limit: Limit = 50, caller: Person = admitted,
    ) -> SubscriptionPage:  # fmt: skip
        """List subscriptions in the order they were made."""
        with reception.open() as connection:
            found = listing.subscriptions_of(connection, whose(caller, person_id), after=after,
                                             limit=limit, ended=ended)  # fmt: skip
        last = found[-1].subscription_id if len(found) == limit else None
        return SubscriptionPage(subscriptions=[_told(one) for one in found], next=last)

    @routes.get("/{subscription_id}", operation_id="get_subscription")
    def get_subscription(subscription_id: PathId, caller: Person = admitted) -> SubscriptionWhole:
        """Give a subscription with its last runs."""
        with reception.open() as connection:
            one = listing.subscription(connection, caller, subscription_id)
            runs = listing.runs(connection, subscription_id)
        return SubscriptionWhole(**_told(one).model_dump(),
                                 runs=[RunOut.model_validate(run) for run in runs])  # fmt: skip


def _steering(routes: APIRouter, reception: Reception) -> None:
    admitted = Depends(reception.needs(CAPABILITY))

    @routes.delete("/{subscription_id}", operation_id="end_subscription", status_code=204)
    def end_subscription(subscription_id: PathId, caller: Person = admitted) -> None:
        """End a subscription."""
        with reception.open() as connection:
            one = listing.subscription(connection, caller, subscription_id)
            listing.end_subscription(connection, one)
            administration.note(connection, hand(caller), "subscription ended", one.person_id,
                                {"subscription_id": subscription_id}, CAPABILITY)  # fmt: skip

    @routes.post("/{subscription_id}/pause", operation_id="pause_subscription")
    def pause_subscription(
        subscription_id: PathId, pause: Pause, caller: Person = admitted
    ) -> SubscriptionOut:  # fmt: skip
        """Let a subscription rest; 409 when it has ended."""
        with reception.open() as connection:
            one = listing.subscription(connection, caller, subscription_id)
            return _told(listing.pause_subscription(connection, one, pause.until))

    @routes.post("/{subscription_id}/resume", operation_id="resume_subscription")
    def resume_subscription(subscription_id: PathId, caller: Person = admitted) -> SubscriptionOut:
        """Put a subscription in force again; 409 when it has ended."""
        with reception.open() as connection:
            one = listing.subscription(connection, caller, subscription_id)
            return _told(listing.resume_subscription(connection, reception.settings, one))


def _told(one: Subscription) -> SubscriptionOut:
    return SubscriptionOut(
        subscription_id=one.subscription_id, person_id=one.person_id,
        question=to_json(one.question), period=one.period_words,
        frequency=one.rhythm.frequency, weekdays=list(one.rhythm.weekdays), at=one.at,
        format=one.format, channels=list(one.channels), skip_empty=one.skip_empty,
        language=one.language, state=one.state, paused_until=one.paused_until,
        next_due=one.next_due,
    )  # fmt: skip
