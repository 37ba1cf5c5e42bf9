"""Where people are told things, whether it works, and a key pair for web push."""

import sys
import time
from typing import Annotated

import sqlalchemy as sa
import typer
from rich.console import Console
from rich.table import Table

from vocero import settings as configuration
from vocero.commands.terminal import console
from vocero.delivery import vapid as keys
from vocero.errors import BadAddressError, ConfigurationError
from vocero.people import addresses as kept
from vocero.people import directory
from vocero.people.person import Person
from vocero.rendering.sentences import say
from vocero.storage.engine import Database

app = typer.Typer()
addresses = typer.Typer(no_args_is_help=True, help="Where a person is told things.")
app.add_typer(addresses, name="addresses")
_LOOK_SECONDS = 0.2
Channel = Annotated[str, typer.Argument(help=", ".join(kept.CHANNELS))]
Where = Annotated[str, typer.Argument(help="the address; - reads it from standard input")]


@addresses.command("add")
def add(phone: str, channel: Channel, address: Where) -> None:
    """Let a person be told things at an address; a webhook's secret is shown this once."""
    with Database(configuration.load()).writing() as connection:
        person = _person(connection, phone)
        try:
            added = kept.add(connection, person.person_id, channel, _given(address))
        except BadAddressError as fault:
            raise ConfigurationError(say("en", "address", fault.values["problem"])) from None
    console.print(f"{channel} {added.masked} is kept")
    if added.secret:
        console.print("its secret, shown this once:")
        print(added.secret)


@addresses.command("list")
def list_(phone: str) -> None:
    """Show where a person is told things, masked."""
    with Database(configuration.load()).writing() as connection:
        found = kept.listed(connection, _person(connection, phone).person_id)
    table = Table("channel", "address")
    for address in found:
        table.add_row(address.channel, address.masked)
    _out().print(table if found else "No addresses: WhatsApp, and the app, need none.")


@addresses.command("remove")
def remove(phone: str, channel: Channel, address: Where) -> None:
    """Tell a person nothing more at an address."""
    with Database(configuration.load()).writing() as connection:
        person = _person(connection, phone)
        if not kept.remove(connection, person.person_id, channel, _given(address)):
            raise ConfigurationError("this person has no such address")
    console.print("removed")


@app.command("notify-test")
def notify_test(
    phone: str,
    seconds: Annotated[float, typer.Option(min=0, help="how long to wait for all of it")] = 20.0,
) -> None:
    """Send a test to each channel of a person and say what happened; 1 when one failed."""
    # Twilio's client takes a second to import, which no other command should cost.
    from vocero.mailroom import trial

    settings = configuration.load()
    database = Database(settings)

    def look() -> list[trial.Found]:
        with database.writing() as connection:
            return [trial.found(connection, one) for one in trials]

    with database.writing() as connection:
        trials = trial.begin(connection, settings, _person(connection, phone))
    until = time.monotonic() + seconds
    results = look()
    while time.monotonic() < until and not all(found.over for found in results):
        time.sleep(_LOOK_SECONDS)
        results = look()
    table = Table("channel", "address", "what happened")
    for one, found in zip(trials, results, strict=True):
        table.add_row(one.channel, one.address, found.what)
    _out().print(table)
    if not all(found.well for found in results):
        raise typer.Exit(1)


@app.command()
def vapid() -> None:
    """Print a new key pair for web push: what to set, and what browsers subscribe with."""
    private, public = keys.make()
    print(f"VOCERO_VAPID_PRIVATE_KEY={private}")
    print(f"# browsers subscribe with {public}")


def _person(connection: sa.Connection, phone: str) -> Person:
    person = directory.find(connection, phone)
    if person is None:
        raise ConfigurationError("nobody active has this number")
    return person


def _given(address: str) -> str:
    return sys.stdin.read() if address == "-" else address


def _out() -> Console:
    """Give standard output, as wide as a table needs where nobody looks at it."""
    out = Console(highlight=False)
    return out if out.is_terminal else Console(highlight=False, width=120)
