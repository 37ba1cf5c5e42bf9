"""Administering people from the command line, through the same functions as the admin API."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import sqlalchemy as sa
import typer
from rich.console import Console
from rich.table import Table

from vocero import settings as configuration
from vocero.commands.terminal import console
from vocero.errors import ConfigurationError, ConflictError, MissingError, UnfitError
from vocero.people import administration, directory
from vocero.people.administration import Hand, Record
from vocero.rendering.sentences import say
from vocero.storage.engine import Database

DOOR = "cli"
people = typer.Typer(no_args_is_help=True, help="Who is in the directory, at which level.")
branches = typer.Typer(no_args_is_help=True, help="The hour of a branch.")
app = typer.Typer()
app.add_typer(people, name="people")
app.add_typer(branches, name="branches")
By = Annotated[str | None, typer.Option("--as", help="your own number, for the audit log")]
Id = Annotated[int | None, typer.Option(min=1)]
_PAGE = administration.MOST


@people.command("list")
def list_(
    search: Annotated[str | None, typer.Argument(help="part of a name, or a number")] = None,
    level: Annotated[int | None, typer.Option()] = None,
    everybody: Annotated[bool, typer.Option("--all", help="those who left, too")] = False,
) -> None:
    """List people."""
    table = Table("id", "phone", "name", "level", "belongs to", "active")
    with opened() as connection:
        for one in _pages(connection, search, level, None if everybody else True):
            belongs = ", ".join(f"{name.removesuffix('_id')} {value}" for name, value in _ids(one))
            table.add_row(str(one.person_id), one.phone, one.name, str(one.level), belongs,
                          "yes" if one.active else "no")  # fmt: skip
    out().print(table)


@people.command("add")
def add(
    phone: str,
    name: str,
    level: int,
    region: Id = None,
    branch: Id = None,
    team: Id = None,
    agent: Id = None,
    partner: Id = None,
    customer: Id = None,
    language: Annotated[str | None, typer.Option(help="es or en")] = None,
    zone: Annotated[str | None, typer.Option(help="such as America/Cancun")] = None,
    by: By = None,
) -> None:
    """Add somebody: `vocero people add +52155… "Ana López" 4 --branch 3`."""
    if language not in {None, "es", "en"}:
        raise ConfigurationError("a language is es or en")
    values = {"phone": phone, "name": name, "level": level, "region_id": region,
              "branch_id": branch, "team_id": team, "agent_id": agent, "partner_id": partner,
              "customer_id": customer, "language": language, "time_zone": zone}  # fmt: skip
    with opened() as connection:
        made = administration.create(connection, hand(connection, by), values)
    console.print(f"{made.name} is person {made.person_id}")


@people.command("level")
def level_(
    phone: str,
    level: int,
    region: Id = None,
    branch: Id = None,
    team: Id = None,
    agent: Id = None,
    partner: Id = None,
    customer: Id = None,
    by: By = None,
) -> None:
    """Change somebody's level, and with it whose rows they see."""
    ids = {"region_id": region, "branch_id": branch, "team_id": team, "agent_id": agent,
           "partner_id": partner, "customer_id": customer}  # fmt: skip
    given = {name: value for name, value in ids.items() if value is not None}
    changed = _change(phone, by, {"level": level, **given})
    console.print(f"{changed.name} is at level {changed.level} from now on")


@people.command("deactivate")
def deactivate(phone: str, by: By = None) -> None:
    """Let somebody leave: chat, tokens, subscriptions and alerts end at once."""
    changed = _change(phone, by, {"active": False})
    console.print(f"{changed.name} is not active any more")


@people.command("activate")
def activate(phone: str, by: By = None) -> None:
    """Let somebody back in; what they were subscribed to stays ended."""
    changed = _change(phone, by, {"active": True})
    console.print(f"{changed.name} is active again")


@people.command("bind")
def bind(
    phone: str,
    number: Annotated[str | None, typer.Option(help="their number from now on")] = None,
    whatsapp_id: Annotated[str | None, typer.Option(help="the id under which they write")] = None,
    by: By = None,
) -> None:
    """Say that another number, or a WhatsApp id, is somebody's."""
    if (number is None) == (whatsapp_id is None):
        raise ConfigurationError("give --number or --whatsapp-id")
    # Twilio's client takes a second to import, which no other command should cost.
    from vocero.announcing import administering

    with opened() as connection:
        one, own = administration.by_phone(connection, phone), hand(connection, by)
        if number is not None:
            one = administering.rebind(connection, own, one.person_id, number)
        else:
            administration.bind(connection, own, one.person_id, str(whatsapp_id))
    console.print(f"{one.name} writes from {number or whatsapp_id} from now on")


@branches.command("zone")
def zone_(
    branch_id: Annotated[int, typer.Argument(min=1)],
    zone: Annotated[str | None, typer.Argument(help="none: the company's")] = None,
    by: By = None,
) -> None:
    """Set the hour of a branch: `vocero branches zone 3 America/Cancun`."""
    # Twilio's client takes a second to import, which no other command should cost.
    from vocero.announcing import administering

    settings = configuration.load()
    with opened() as connection:
        own = hand(connection, by)
        administering.set_branch_zone(connection, settings, own, branch_id, zone)
    console.print(f"branch {branch_id} goes by {zone or settings.company_time_zone}")


@contextmanager
def opened() -> Iterator[sa.Connection]:
    """Open a transaction; what cannot be done is one sentence."""
    database = Database(configuration.load())
    try:
        with database.writing() as connection:
            yield connection
    except MissingError:
        raise ConfigurationError("there is nobody, or nothing, of that kind") from None
    except (ConflictError, UnfitError) as fault:
        field = fault.values.get("field")
        sentence = say("en", "problem", fault.values["problem"])
        raise ConfigurationError(sentence + (f" ({field})" if field else "")) from None
    finally:
        database.close()


def hand(connection: sa.Connection, by: str | None) -> Hand:
    """Give the hand of whoever types; nobody by name without a number."""
    person = None if by is None else directory.find(connection, by)
    if by is not None and person is None:
        raise ConfigurationError("nobody active has this number (--as)")
    return Hand(person, DOOR)


def out() -> Console:
    """Give standard output, as wide as a table needs where nobody looks at it."""
    made = Console(highlight=False)
    return made if made.is_terminal else Console(highlight=False, width=140)


def _change(phone: str, by: str | None, values: dict[str, Any]) -> Record:
    # Twilio's client takes a second to import, which no other command should cost.
    from vocero.announcing import administering

    with opened() as connection:
        one = administration.by_phone(connection, phone)
        return administering.change(
            connection, configuration.load(), hand(connection, by), one.person_id, values
        )


def _pages(
    connection: sa.Connection, search: str | None, level: int | None, active: bool | None
) -> Iterator[Record]:
    after = 0
    page: Callable[..., list[Record]] = administration.listed
    while found := page(connection, after=after, limit=_PAGE, search=search, level=level,
                        active=active):  # fmt: skip
        yield from found
        after = found[-1].person_id


def _ids(one: Record) -> list[tuple[str, int]]:
    names = ("region_id", "branch_id", "team_id", "agent_id", "partner_id", "customer_id")
    return [(name, value) for name in names if (value := getattr(one, name)) is not None]
