"""The chat in the terminal: the same REST door as every program, with a prompt."""

import re
import sys

import httpx
from rich.console import Console
from rich.markup import escape

from vocero.errors import ConfigurationError
from vocero.people import phones
from vocero.settings import Settings

_PATIENCE = 15.0
_LEVEL = re.compile(r"0?[1-9]|10")
_BOLD = re.compile(r"\*([^*\n]+)\*")
_ITALIC = re.compile(r"(?<!\w)_([^_\n]+)_(?!\w)")
WELCOME = """[bold]Vocero[/bold] · ask the demo company's numbers, in Spanish or English:
  [cyan]¿cuánto vendimos ayer?[/cyan]   [cyan]sales last month by branch[/cyan]   \
[cyan]top 5 agentes del mes[/cyan]
  [cyan]KPI[/cyan]   [cyan]reservas de hoy[/cyan]   [cyan]compara este mes con el mismo mes \
del año pasado[/cyan]   [cyan]ayuda[/cyan]
then just [cyan]¿y ayer?[/cyan], [cyan]por sucursal[/cyan], [cyan]solo Cancún[/cyan], \
[cyan]más[/cyan]. Leave with Ctrl-D or /salir."""


def sender(who: str) -> str:
    """Turn `04` (a level) or a number into the number of the person who chats.

    Raises ConfigurationError for anything else.
    """
    if _LEVEL.fullmatch(who):
        return f"+120255501{int(who):02d}"
    phone = phones.key(who)
    if phone is None:
        raise ConfigurationError(f"AS={who}: give a level from 01 to 10 or a number like +52155…")
    return phone


def ask(settings: Settings, phone: str, text: str) -> str:
    """Send one message through the REST channel and give the whole answer.

    Raises ConfigurationError when the bot cannot be reached.
    """
    address = f"http://{settings.host}:{settings.bot_port}/webhooks/rest/webhook"
    try:
        answer = httpx.post(
            address, json={"sender": phone, "message": text}, timeout=_PATIENCE
        ).raise_for_status()
    except httpx.HTTPError as fault:
        raise ConfigurationError(f"the bot does not answer at {address}: {fault}") from fault
    return "\n".join(message.get("text", "") for message in answer.json())


def talk(settings: Settings, phone: str, console: Console) -> None:
    """Chat until the person leaves; lines may also come from a pipe."""
    prompt = "\n[bold blue]tú ›[/bold blue] "
    while True:
        try:
            line = console.input(prompt) if sys.stdin.isatty() else next(sys.stdin).rstrip("\n")
        except (EOFError, StopIteration, KeyboardInterrupt):
            console.print()
            return
        if line.strip() in {"/salir", "/exit", "/quit", "/stop"}:
            return
        if not sys.stdin.isatty():
            console.print(f"{prompt}{escape(line)}")
        if line.strip():
            # A link that is broken into lines opens nothing.
            console.print(styled(ask(settings, phone, line)), soft_wrap=True)


def styled(text: str) -> str:
    """Turn WhatsApp's bold and italic into the terminal's; a link stays as it is."""
    return "\n".join(
        escape(line) if line.startswith("http") else _marked(line) for line in text.split("\n")
    )


def _marked(line: str) -> str:
    marked = _BOLD.sub(r"[bold]\1[/bold]", escape(line))
    return _ITALIC.sub(r"[italic]\1[/italic]", marked)
