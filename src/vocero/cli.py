"""The command line `vocero`: the stack, the data, people, channels."""

import typer

from vocero.commands import administration, broadcasts, channels, data, people, stack
from vocero.commands.terminal import console
from vocero.errors import ConfigurationError, UnavailableError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
for family in (stack, data, people, administration, channels, broadcasts):
    app.add_typer(family.app)


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
