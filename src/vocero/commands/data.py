"""The database: where it is, its shape, the demo company, what is learnt from and looked up."""

from typing import Annotated

import typer
from rich.table import Table

from vocero import settings as configuration
from vocero.commands.terminal import console
from vocero.metrics import page as catalogue_page
from vocero.people import matrix
from vocero.stack import review as reviewing
from vocero.stack import training, up
from vocero.storage import check, embedded, migrate, rolling
from vocero.storage.demo import load as demo_company
from vocero.storage.engine import Database, address

app = typer.Typer()


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
