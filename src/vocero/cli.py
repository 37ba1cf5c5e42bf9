"""The command line `vocero`: the stack, the data, one question, the chat."""

import os
import shutil
import sys
import time
from pathlib import Path
from typing import Annotated

import jwt
import typer
from rich.console import Console
from rich.table import Table

from vocero import settings as configuration
from vocero.errors import ConfigurationError, UnavailableError
from vocero.metrics import page as catalogue_page
from vocero.people import directory, external_ids, matrix, phones
from vocero.settings import Settings
from vocero.stack import chat, environment, retrain, training, up
from vocero.stack import review as reviewing
from vocero.stack.services import Stack, bot_command, services, terminal_options, wait
from vocero.storage import check, embedded, migrate, rolling
from vocero.storage.demo import load as demo_company
from vocero.storage.engine import Database, address

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
console = Console(stderr=True, highlight=False)
As = Annotated[str, typer.Option("--as", help="a level 01 … 10, or a phone number")]


@app.command()
def run(who: As = "02") -> None:
    """Bring the stack up and chat in the terminal."""
    settings = configuration.load()
    phone = chat.sender(who)
    stack, wanted = up.start(settings, console)
    console.print(chat.WELCOME)
    up.ready(stack, wanted, console)
    console.print(f"[dim]You are {phone}. On a phone: http://localhost:{settings.api_port}/simulator"
                  "\nThe stack stays up; end it with `make stop`.[/dim]")  # fmt: skip
    chat.talk(settings, phone, Console(highlight=False))


@app.command()
def ask(question: str, who: As = "02") -> None:
    """Print the answer to one question and exit; starts the stack when there is none."""
    settings = configuration.load()
    phone = chat.sender(who)
    stack, wanted = up.start(settings, Console(quiet=True))
    up.ready(stack, wanted, Console(quiet=True))
    print(chat.ask(settings, phone, question))


@app.command("up")
def up_() -> None:
    """Start everything in the background, and wait until it answers."""
    stack, wanted = up.start(configuration.load(), console)
    up.ready(stack, wanted, console)


@app.command()
def stop() -> None:
    """End the services and the embedded database that were started from here."""
    settings = configuration.load()
    ended = Stack(settings).stop()
    if settings.database_url is None and embedded.running(settings.home):
        embedded.stop(settings.home)
        ended.append("database")
    console.print("stopped: " + (", ".join(ended) or "nothing was running"))


@app.command()
def reset() -> None:
    """Stop everything and remove the embedded database, the logs and the trained models."""
    settings = configuration.load()
    if not settings.development:
        raise ConfigurationError("reset is for development only")
    stop()
    shutil.rmtree(settings.home, ignore_errors=True)
    for model in Path("models").glob("*.tar.gz"):
        model.unlink()


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def bot(context: typer.Context, who: As = "02") -> None:
    """Run `rasa` with the stack's environment: `vocero bot shell --as 04`, `vocero bot run`."""
    settings = configuration.load()
    arguments = list(context.args) or ["run"]
    opened = up.database(settings, console)
    model = up.model(opened, settings, console)
    command = (str(environment.bot_python()), "-m", "rasa", *arguments)
    if arguments == ["run"]:
        command = bot_command(settings, model)
    elif arguments[0] == "test":
        command += ("-m", str(model))
    elif arguments[0] in {"shell", "interactive"}:
        actions = tuple(s for s in services(settings, model) if s.name == "actions")
        stack = Stack(settings)
        stack.start(actions)
        wait(stack, actions, 30)
        command += terminal_options(arguments[0], model, chat.sender(who))
    os.execvpe(command[0], command, environment.environment(settings))  # noqa: S606 — the terminal becomes Rasa's


@app.command()
def serve(name: Annotated[str, typer.Argument(help="actions, api, scheduler, standin")]) -> None:
    """Run one service in the foreground, with the stack's environment."""
    settings = configuration.load()
    up.database(settings, console).close()
    module = {"actions": "actions.server"}.get(name, f"vocero.{name}")
    command = [sys.executable, "-m", module]
    os.execvpe(command[0], command, environment.environment(settings))  # noqa: S606 — the terminal becomes the service's


@app.command()
def scheduler() -> None:
    """Do what is due by the clock, in the foreground."""
    serve("scheduler")


@app.command("twilio-standin")
def twilio_standin() -> None:
    """Play Twilio in the foreground; development only."""
    if not configuration.load().development:
        raise ConfigurationError("the Twilio stand-in is for development only")
    serve("standin")


@app.command()
def train() -> None:
    """Train the language model when there is none for the present inputs."""
    settings = configuration.load()
    opened = up.database(settings, console)
    console.print(f"model: {up.model(opened, settings, console)}")


@app.command("retrain")
def retrain_(
    back: Annotated[bool, typer.Option("--back", help="return to the model before")] = False,
) -> None:
    """Train what changed, test it, and put it in force only when it understands well enough."""
    settings = configuration.load()
    if back:
        console.print(f"in force: {retrain.back()}")
        return
    opened = up.database(settings, console)
    with up.step(console, "training and testing the language model"):
        model = retrain.retrain(settings, opened)
    console.print(f"in force: {model}")


@app.command("db-url")
def db_url() -> None:
    """Print where the database is; starts the embedded one."""
    settings = configuration.load()
    if settings.database_url is None:
        embedded.start(settings.home)
    print(address(settings))


@app.command("migrate")
def migrate_(demo: Annotated[bool, typer.Option(help="the demo company's tables too")] = False,
             ) -> None:  # fmt: skip
    """Bring the database up to date and rebuild the fence around the reporting views."""
    settings = configuration.load()
    database = Database(settings)
    fenced = migrate.upgrade(database, settings, demo=demo)
    console.print(f"fenced: {', '.join(fenced) or 'no reporting views yet'}")
    if demo:
        _roll_up(database)


@app.command()
def demo(
    rows: Annotated[int, typer.Option(help="about how many bookings; 0 is the usual 65,000")] = 0,
    seed: Annotated[int, typer.Option(help="another seed is another company")] = demo_company.SEED,
) -> None:
    """Make the demo company anew, ending now."""
    settings = configuration.load()
    if settings.database_url is None:
        embedded.start(settings.home)
    database = Database(settings)
    migrate.upgrade(database, settings, demo=True)
    with up.step(console, "demo company"), database.owner.begin() as connection:
        loaded = demo_company.load(connection, settings.clock.now(), settings.company_time_zone,
                                   seed=seed, rows=rows)  # fmt: skip
    console.print(f"{loaded.bookings:,} bookings from {loaded.first} to {loaded.moment:%Y-%m-%d}")
    _roll_up(database)


@app.command()
def rollups() -> None:
    """Build the roll-ups that make reports fast, if the data is new and large enough."""
    _roll_up(Database(configuration.load()))


def _roll_up(database: Database) -> None:
    with database.writing() as connection:
        due = rolling.due(connection)
    if not due:
        console.print("roll-ups: none are due")
        return
    with up.step(console, "roll-ups"):
        rows = rolling.build(database)
    console.print("roll-ups: " + ", ".join(f"{name} {count:,}" for name, count in rows.items()))


@app.command()
def review() -> None:
    """Look at what was not understood and turn it into training data with one key."""
    reviewing.session(Database(configuration.load()), console, console.input)


@app.command("check-data")
def check_data() -> None:
    """Say what the reporting views lack: missing, mistyped, empty or stale."""
    settings = configuration.load()
    with Database(settings).writing() as connection:
        faults = check.check(connection, settings.clock.now())
    table = Table("view", "what", "")
    for fault in faults:
        table.add_row(fault.view, fault.what, fault.severity)
    console.print(table if faults else "The reporting views are complete, filled and fresh.")
    if any(fault.severity == "error" for fault in faults):
        raise typer.Exit(1)


@app.command("export-catalogue")
def export_catalogue() -> None:
    """Write the catalogue's names to the file that training reads."""
    count = training.export_members(Database(configuration.load()))
    console.print(f"{count} names in {training.MEMBERS}")


@app.command()
def permissions() -> None:
    """Print the permission matrix as docs/permissions.md holds it."""
    print(matrix.markdown(), end="")


@app.command("metrics")
def metrics_() -> None:
    """Print the metric catalogue as docs/metrics.md holds it."""
    print(catalogue_page.markdown(), end="")


@app.command()
def bind(external_id: str, phone: str) -> None:
    """Say that a WhatsApp id is a person's: for who writes without a number, or with a new id."""
    with Database(configuration.load()).writing() as connection:
        person = directory.find(connection, phone)
        if person is None:
            raise ConfigurationError("nobody active has this number")
        external_ids.bind(connection, person, external_id)
    console.print(f"{external_id} is {phones.masked(person.phone)} from now on")


@app.command()
def token(phone: str, hours: Annotated[int, typer.Option(min=1, max=24 * 90)] = 24) -> None:
    """Print a bearer token for the REST channel that speaks for a phone number."""
    settings: Settings = configuration.load()
    key = phones.key(phone)
    secret = environment.environment(settings).get("VOCERO_REST_SECRET")
    if key is None or not secret:
        raise ConfigurationError("give a number in E.164 and set VOCERO_REST_SECRET")
    claims = {"sub": key, "exp": int(time.time()) + hours * 3600}
    print(jwt.encode(claims, secret, algorithm="HS256"))


def main() -> None:
    """Run a command; a faulty configuration is one sentence, not a trace."""
    try:
        app()
    except ConfigurationError as fault:
        console.print(f"[red]{fault}[/red]")
        raise SystemExit(1) from None
    except UnavailableError:
        console.print("[red]the database cannot be reached; `vocero db-url` says where it is[/red]")
        raise SystemExit(1) from None
