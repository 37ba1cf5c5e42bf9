"""Bringing the stack up: each step is skipped when it is done already, long ones are shown."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

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
    with opened.owner.begin() as connection:
        migrate.alone(connection)
        ends = demo.moment(connection)
        if ends is None or not _is_today(ends, settings):
            with step(console, "demo company (three years of bookings)"):
                demo.load(connection, settings.clock.now(), settings.company_time_zone)
    training.export_members(opened)


def _is_today(ends: dt.datetime, settings: Settings) -> bool:
    """Tell whether a company that ends at this moment ends today, by its own calendar."""
    if settings.now is not None:
        return ends == settings.clock.now()
    zone = settings.company_time_zone
    return ends.astimezone(ZoneInfo(zone)).date() == settings.clock.today(zone)


def model(opened: Database, settings: Settings, console: Console) -> Path:
    """Train the language model when there is none for the present inputs."""
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
