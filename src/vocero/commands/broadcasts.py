"""Broadcasts from the command line, through the same functions as the admin API."""

import secrets
import time
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from vocero import settings as configuration
from vocero.commands.administration import hand, opened, out
from vocero.commands.terminal import console
from vocero.errors import ConfigurationError
from vocero.notices import broadcasts
from vocero.notices.broadcasts import (
    CONFIRMED_ABOVE,
    Action,
    Audience,
    Broadcast,
    Content,
    Counted,
)
from vocero.people.administration import Hand

if TYPE_CHECKING:
    from vocero.announcing import broadcasting

app = typer.Typer()
steering = typer.Typer(no_args_is_help=True, help="Broadcasts that were made.")
app.add_typer(steering, name="broadcasts")
_LOOK_SECONDS = 1.0
By = Annotated[str, typer.Option("--as", help="your own number: an administrator's")]
Ids = Annotated[list[int] | None, typer.Option()]
Follow = Annotated[bool, typer.Option(help="show how far it comes until it is done")]


@app.command("broadcast")
def broadcast(
    text: Annotated[str, typer.Argument(help="the text in the company's language")],
    by: By,
    es: Annotated[str | None, typer.Option(help="the Spanish text")] = None,
    en: Annotated[str | None, typer.Option(help="the English text")] = None,
    everyone: Annotated[bool, typer.Option("--everyone")] = False,
    level: Ids = None,
    region: Ids = None,
    branch: Ids = None,
    team: Ids = None,
    partner: Ids = None,
    person: Ids = None,
    urgent: Annotated[bool, typer.Option("--urgent", help="also in their quiet hours")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="count, and send nothing")] = False,
    key: Annotated[str | None, typer.Option(help="the same key sends it once")] = None,
    follow: Follow = False,
) -> None:
    """Send one text to many: `vocero broadcast "Abrimos a las 10" --level 8 --as +52155…`."""
    settings = configuration.load()
    kinds = (level, region, branch, team, partner, person)
    audience = Audience(everyone, *(tuple(sorted(set(kind or ()))) for kind in kinds))
    texts = {settings.company_language: text, **({"es": es} if es else {}),
             **({"en": en} if en else {})}  # fmt: skip
    with opened() as connection:
        own = _admitted(hand(connection, by))
        counted = broadcasts.count(connection, settings, audience)
        console.print(_told(counted))
        if dry_run:
            return
        made = broadcasts.create(connection, settings, own, key or "cli-" + secrets.token_hex(16),
                                 audience, Content(texts=texts), urgent=urgent)  # fmt: skip
    console.print(f"broadcast {made.broadcast_id} is {made.state}")
    if made.state == "confirming":
        console.print(f"above {CONFIRMED_ABOVE}, another administrator says: "
                      f"vocero broadcasts confirm {made.broadcast_id} --as …")  # fmt: skip
    elif follow:
        _follow(made)


@steering.command("list")
def list_() -> None:
    """List the last broadcasts."""
    table = Table("id", "state", "recipients", "author", "made")
    with opened() as connection:
        for one in broadcasts.listed(connection, before=None, limit=20):
            table.add_row(str(one.broadcast_id), one.state, str(one.counted), str(one.author_id),
                          f"{one.created_at:%Y-%m-%d %H:%M}")  # fmt: skip
    out().print(table)


@steering.command("show")
def show(broadcast_id: int, follow: Follow = False) -> None:
    """Show how far a broadcast has come; with --follow until it is done."""
    one, come = _seen(broadcast_id)
    if follow and one.state in {"running", "paused"}:
        _follow(one)
        return
    urgent = ", urgent" if one.urgent else ""
    table = Table("state", "recipients", title=f"broadcast {broadcast_id}: {one.state}{urgent}")
    for state, number in sorted(come.states.items()):
        table.add_row(state, str(number))
    for code, number in sorted(come.codes.items()):
        table.add_row(f"Twilio {code}", str(number))
    out().print(table)


@steering.command("confirm")
def confirm(broadcast_id: int, by: By, follow: Follow = False) -> None:
    """Let a broadcast of another administrator's run."""
    with opened() as connection:
        one = broadcasts.confirm(connection, _admitted(hand(connection, by)), broadcast_id)
    console.print(f"broadcast {broadcast_id} is {one.state}")
    if follow:
        _follow(one)


@steering.command("pause")
def pause(broadcast_id: int, by: By) -> None:
    """Feed no more of it; what is in the outbox goes out within seconds."""
    _steer(broadcast_id, by, "pause")


@steering.command("resume")
def resume(broadcast_id: int, by: By) -> None:
    """Go on where it was paused."""
    _steer(broadcast_id, by, "resume")


@steering.command("cancel")
def cancel(broadcast_id: int, by: By) -> None:
    """End it, and take back what has not left."""
    _steer(broadcast_id, by, "cancel")


def _told(counted: Counted) -> str:
    return (f"{counted.recipients} recipients, about {counted.seconds} s; left out: "
            f"{counted.inactive} inactive, {counted.suppressed} want no messages, "
            f"{counted.unknown} unknown")  # fmt: skip


def _seen(broadcast_id: int) -> "tuple[Broadcast, broadcasting.Progress]":
    # The same.
    from vocero.announcing import broadcasting

    with opened() as connection:
        one = broadcasts.find(connection, broadcast_id)
        now = configuration.load().clock.now()
        return one, broadcasting.progress(connection, broadcast_id, now)


def _steer(broadcast_id: int, by: str, action: Action) -> None:
    # Twilio's client takes a second to import, which no other command should cost.
    from vocero.announcing import broadcasting

    with opened() as connection:
        own = _admitted(hand(connection, by))
        one = broadcasting.steer(connection, own, broadcast_id, action)
    console.print(f"broadcast {broadcast_id} is {one.state}")


def _admitted(own: Hand) -> Hand:
    if own.person is None or not own.person.may(broadcasts.CAPABILITY):
        raise ConfigurationError("their level does not allow broadcasts")
    return own


def _follow(one: Broadcast) -> None:
    """Show a bar until it is over; the scheduler and the API do the work."""
    what, states = "broadcast {task.fields[id]}: {task.fields[state]}", "{task.fields[states]}"
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
               TextColumn(states))  # fmt: skip
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("", total=one.counted, id=one.broadcast_id, state=one.state, states="")
        while True:
            now, come = _seen(one.broadcast_id)
            told = ", ".join(f"{name} {n}" for name, n in sorted(come.states.items()))
            bar.update(task, total=come.total, completed=come.total - come.open, state=now.state,
                       states=told)  # fmt: skip
            if now.state in {"done", "cancelled"}:
                return
            time.sleep(_LOOK_SECONDS)
