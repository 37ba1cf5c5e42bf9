"""Bringing the stack up: each step is skipped when it is done already, long ones are shown."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from vocero.settings import Settings
from vocero.stack import training
from vocero.stack.services import Service, Stack, services, wait
from vocero.storage import embedded, migrate
from vocero.storage.demo import load as demo
from vocero.storage.engine import Database

_START_SECONDS = 120.0


def database(settings: Settings, console: Console) -> Database:
    """Start the embedded server where none is configured, migrate, load the demo company.

    The demo company ends now; it is made anew when its last day is not today.
    """
    with step(console, "database"):
        if settings.database_url is None:
            embedded.start(settings.home)
        opened = Database(settings)
        if settings.development:
            migrate.upgrade(opened, settings, demo=True)
    if settings.development:
        _demo(opened, settings, console)
    return opened


def _demo(opened: Database, settings: Settings, console: Console) -> None:
    zone = settings.company_time_zone
    with opened.owner.begin() as connection:
        ends = demo.moment(connection)
        if ends is not None and ends.astimezone(dt.UTC) and _same_day(ends, settings):
            return
        with step(console, "demo company (three years of bookings)"):
            demo.load(connection, settings.clock.now(), zone)
    training.export_members(opened)


def _same_day(ends: dt.datetime, settings: Settings) -> bool:
    if settings.now is not None:
        return ends == settings.clock.now()
    local = ends.astimezone(dt.UTC)
    return local.date() == settings.clock.now().date() and training.MEMBERS.exists()


def model(opened: Database, settings: Settings, console: Console) -> Path:
    """Train the language model when there is none for the present inputs."""
    if not training.MEMBERS.exists():
        training.export_members(opened)
    if training.model().exists():
        return training.model()
    with step(console, "training the language model (one to three minutes, once)"):
        return training.train(settings)


def start(settings: Settings, console: Console) -> tuple[Stack, tuple[Service, ...]]:
    """Start everything that does not run; the services may still be on their way up."""
    opened = database(settings, console)
    wanted = services(settings, model(opened, settings, console))
    opened.close()
    stack = Stack(settings)
    stack.start(wanted)
    return stack, wanted


def ready(stack: Stack, wanted: tuple[Service, ...], console: Console) -> None:
    """Wait until the whole stack answers."""
    with step(console, "starting the bot (about 20 seconds)"):
        wait(stack, wanted, _START_SECONDS)


@contextmanager
def step(console: Console, what: str) -> Iterator[None]:
    """Show a step while it runs, and that it is done."""
    with console.status(f"{what}…"):
        yield
    console.print(f"[green]✓[/green] {what}")
