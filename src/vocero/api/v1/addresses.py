"""Where a person is told things besides WhatsApp; a webhook's secret is shown once."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import StringConstraints

from vocero.api.v1.reception import Reception, hand
from vocero.api.v1.shapes import Asked, Id, PathId, Told, example, shown
from vocero.errors import MissingError
from vocero.people import addresses as kept
from vocero.people import administration
from vocero.people.person import Person

Where = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class AddressOut(Told):
    """An address, masked."""

    model_config = shown(address_id=7, channel="email", address="a…@company.example")

    address_id: Id
    channel: str
    address: str


class AddressAdded(AddressOut):
    """A new address; `secret` is a webhook's, shown this once."""

    secret: str | None


class AddressList(Told):
    """A person's addresses."""

    addresses: list[AddressOut]


class AddressNew(Asked):
    """An e-mail address, a number, a Slack webhook or id, an https URL, a push subscription."""

    model_config = example(channel="webhook", address="https://hooks.company.example/vocero")

    channel: Literal["sms", "email", "slack", "push", "webhook"]
    address: Where


def router(reception: Reception) -> APIRouter:
    """Give the routes of a person's addresses; they need `people`."""
    routes = reception.routes("/people/{person_id}/addresses", "people")
    admitted = Depends(reception.needs("people"))

    @routes.get("", operation_id="list_addresses")
    def list_addresses(person_id: PathId, _: Person = admitted) -> AddressList:
        """List where someone is told things."""
        with reception.open() as connection:
            administration.find(connection, person_id)
            found = kept.listed(connection, person_id)
        return AddressList(addresses=[
            AddressOut(address_id=a.address_id, channel=a.channel, address=a.masked) for a in found
        ])  # fmt: skip

    @routes.post("", operation_id="add_address", status_code=201)
    def add_address(
        person_id: PathId, new: AddressNew, caller: Person = admitted
    ) -> AddressAdded:  # fmt: skip
        """Keep an address; adding it again gives a webhook a new secret."""
        with reception.open() as connection:
            administration.find(connection, person_id, lock=True)
            added = kept.add(connection, person_id, new.channel, new.address)
            administration.note(connection, hand(caller), "address added", person_id,
                                {new.channel: [None, added.masked]})  # fmt: skip
        return AddressAdded(address_id=added.address_id, channel=added.channel,
                            address=added.masked, secret=added.secret)  # fmt: skip

    _removing(routes, reception)
    return routes


def _removing(routes: APIRouter, reception: Reception) -> None:
    admitted = Depends(reception.needs("people"))

    @routes.delete("/{address_id}", operation_id="remove_address", status_code=204)
    def remove_address(
        person_id: PathId, address_id: PathId, caller: Person = admitted
    ) -> None:  # fmt: skip
        """Tell someone nothing more at an address."""
        with reception.open() as connection:
            found = [a for a in kept.listed(connection, person_id) if a.address_id == address_id]
            if not found:
                raise MissingError
            kept.remove(connection, person_id, found[0].channel, found[0].where)
            administration.note(connection, hand(caller), "address removed", person_id,
                                {found[0].channel: [found[0].masked, None]})  # fmt: skip
