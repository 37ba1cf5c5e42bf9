"""What the commands share: where they talk to whoever typed them, and as whom to ask."""

from typing import Annotated

import typer
from rich.console import Console

console = Console(stderr=True, highlight=False)
As = Annotated[str, typer.Option("--as", help="a level 01 … 10, or a phone number")]
