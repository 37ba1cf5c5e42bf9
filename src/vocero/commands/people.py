"""Who is who: an external id that is somebody's, a token that speaks for somebody."""

import time
from typing import Annotated

import jwt
import typer

from vocero import settings as configuration
from vocero.commands.terminal import console
from vocero.errors import ConfigurationError
from vocero.people import directory, external_ids, phones
from vocero.settings import Settings
from vocero.stack import environment
from vocero.storage.engine import Database

app = typer.Typer()


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
