"""The hour of a branch: what its people's reports and quiet hours go by."""

from fastapi import APIRouter, Depends

from vocero.announcing import administering
from vocero.api.v1.reception import Reception, hand
from vocero.api.v1.shapes import Asked, Id, PathId, Told, Zone, example, shown
from vocero.people.person import Person


class ZoneOut(Told):
    """A branch's hour; `in_force` is the company's while none is set."""

    model_config = shown(branch_id=3, time_zone="America/Cancun", in_force="America/Cancun")

    branch_id: Id
    time_zone: str | None
    in_force: str


class ZoneChange(Asked):
    """The IANA time zone of a branch; null for the company's."""

    model_config = example(time_zone="America/Cancun")

    time_zone: Zone | None


def router(reception: Reception) -> APIRouter:
    """Give the routes of branches; they need `people`."""
    routes = reception.routes("/branches", "branches")
    admitted = Depends(reception.needs("people"))
    company = reception.settings.company_time_zone

    @routes.get("/{branch_id}/time-zone", operation_id="get_branch_zone")
    def get_branch_zone(branch_id: PathId, _: Person = admitted) -> ZoneOut:
        """Give the hour of a branch."""
        with reception.open() as connection:
            zone = administering.branch_zone(connection, branch_id)
        return ZoneOut(branch_id=branch_id, time_zone=zone, in_force=zone or company)

    @routes.put("/{branch_id}/time-zone", operation_id="set_branch_zone")
    def set_branch_zone(
        branch_id: PathId, change: ZoneChange, caller: Person = admitted
    ) -> ZoneOut:  # fmt: skip
        """Set the hour of a branch; what its people are subscribed to moves with it."""
        zone = change.time_zone
        with reception.open() as connection:
            administering.set_branch_zone(
                connection, reception.settings, hand(caller), branch_id, zone
            )
        return ZoneOut(branch_id=branch_id, time_zone=zone, in_force=zone or company)

    return routes
