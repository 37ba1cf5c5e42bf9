"""The stack: up, down, a chat, one question, a service in the foreground, a model."""

import os
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from vocero import settings as configuration
from vocero.commands.terminal import As, console
from vocero.errors import ConfigurationError
from vocero.stack import chat, environment, retrain, up
from vocero.stack.services import Stack, bot_command, services, terminal_options, wait
from vocero.storage import embedded

app = typer.Typer()
_SERVED = "actions, api, scheduler, worker, beat, flower, standin"


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
def serve(name: Annotated[str, typer.Argument(help=_SERVED)]) -> None:
    """Run one service in the foreground, with the stack's environment."""
    settings = configuration.load()
    up.database(settings, console).close()
    module = {"actions": "actions.server"}.get(name, f"vocero.{name}")
    command = [sys.executable, "-m", module]
    if name in {"worker", "beat", "flower"}:
        command = [sys.executable, "-m", "vocero.worker", {"worker": "work"}.get(name, name)]
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
