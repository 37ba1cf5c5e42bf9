"""What is watched: one's own alerts, or everybody's to who administers people."""

import datetime as dt
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query

from vocero.api.v1.reception import Reception, hand, whose
from vocero.api.v1.shapes import After, Id, Limit, Moment, PathId, QueryId, Told, shown
from vocero.notices import listing
from vocero.notices.alerts import Alert
from vocero.people import administration
from vocero.people.person import Person

CAPABILITY = "alerts"


class MemberOut(Told):
    """Whom or what an alert is about."""

    dimension: str
    key: int | str
    name: str


class AlertOut(Told):
    """A figure that is watched; `fired` from sounding until it is back."""

    model_config = shown(
        alert_id=7, person_id=12, metric="net_sales", members=[], grain="day", condition="below",
        amount=50000, against=None, channels=[], language="es", state="active",
        snoozed_until=None, fired=False, fired_at=None,
    )  # fmt: skip

    alert_id: Id
    person_id: Id
    metric: str
    members: list[MemberOut]
    grain: str
    condition: str
    amount: float | None
    against: str | None
    channels: list[str]
    language: str
    state: Literal["active", "paused", "ended"]
    snoozed_until: Moment | None
    fired: bool
    fired_at: Moment | None


class EventOut(Told):
    """It sounded, or its figure came back."""

    kind: str
    about: dt.date
    value: float | None
    at: Moment | None


class AlertWhole(AlertOut):
    """An alert with its last events, the newest first."""

    events: list[EventOut]


class AlertPage(Told):
    """A page of alerts; `next` goes into `after`, null on the last page."""

    alerts: list[AlertOut]
    next: int | None


def router(reception: Reception) -> APIRouter:
    """Give the routes of alerts; they need `alerts`."""
    routes = reception.routes("/alerts", "alerts")
    _reading(routes, reception)
    _steering(routes, reception)
    return routes


def _reading(routes: APIRouter, reception: Reception) -> None:
    admitted = Depends(reception.needs(CAPABILITY))

    @routes.get("", operation_id="list_alerts")
    def list_alerts(
        person_id: QueryId = None, ended: Annotated[bool, Query()] = False, after: After = 0,
        limit: Limit = 50, caller: Person = admitted,
    ) -> AlertPage:  # fmt: skip
        """List alerts in the order they were made."""
        with reception.open() as connection:
            found = listing.alerts_of(connection, whose(caller, person_id), after=after,
                                      limit=limit, ended=ended)  # fmt: skip
        last = found[-1].alert_id if len(found) == limit else None
        return AlertPage(alerts=[_told(one) for one in found], next=last)

    @routes.get("/{alert_id}", operation_id="get_alert")
    def get_alert(alert_id: PathId, caller: Person = admitted) -> AlertWhole:
        """Give an alert with its last events."""
        with reception.open() as connection:
            one = listing.alert(connection, caller, alert_id)
            events = listing.events(connection, alert_id)
        return AlertWhole(**_told(one).model_dump(),
                          events=[EventOut.model_validate(event) for event in events])  # fmt: skip


def _steering(routes: APIRouter, reception: Reception) -> None:
    admitted = Depends(reception.needs(CAPABILITY))

    @routes.delete("/{alert_id}", operation_id="end_alert", status_code=204)
    def end_alert(alert_id: PathId, caller: Person = admitted) -> None:
        """End an alert."""
        with reception.open() as connection:
            one = listing.alert(connection, caller, alert_id)
            listing.end_alert(connection, one)
            administration.note(connection, hand(caller), "alert ended", one.person_id,
                                {"alert_id": alert_id}, CAPABILITY)  # fmt: skip

    @routes.post("/{alert_id}/pause", operation_id="pause_alert")
    def pause_alert(alert_id: PathId, caller: Person = admitted) -> AlertOut:
        """Let an alert rest; 409 when it has ended."""
        with reception.open() as connection:
            one = listing.alert(connection, caller, alert_id)
            return _told(listing.pause_alert(connection, one))

    @routes.post("/{alert_id}/resume", operation_id="resume_alert")
    def resume_alert(alert_id: PathId, caller: Person = admitted) -> AlertOut:
        """Put an alert in force again; 409 when it has ended."""
        with reception.open() as connection:
            one = listing.alert(connection, caller, alert_id)
            return _told(listing.resume_alert(connection, one))


def _told(one: Alert) -> AlertOut:
    watch = one.watch
    return AlertOut(
        alert_id=one.alert_id, person_id=one.person_id, metric=watch.metric,
        members=[MemberOut.model_validate(member) for member in watch.members],
        grain=watch.grain, condition=watch.condition,
        amount=None if watch.amount is None else float(watch.amount), against=watch.against,
        channels=list(one.channels), language=one.language, state=one.state,
        snoozed_until=one.snoozed_until, fired=one.fired, fired_at=one.fired_at,
    )  # fmt: skip
