"""The FastAPI application: WhatsApp's doors, the mailroom behind them, files, notices, health."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from vocero.api import files, health, notices, problems, simulator, whatsapp
from vocero.api.v1 import desk
from vocero.conversation.status import probes
from vocero.mailroom.bot import TRIALS, Answers, Bot
from vocero.mailroom.post_office import PostOffice
from vocero.settings import Settings, load
from vocero.storage.engine import Database


def application(
    settings: Settings | None = None, mail: PostOffice | None = None, bot: Answers | None = None
) -> FastAPI:
    """Make the application; nothing is opened before it starts.

    `bot` answers what is tried through the admin API. Raises ConfigurationError when WhatsApp is
    not configured.
    """
    own = settings or load()
    database = Database(own)
    office = mail or PostOffice(own, database)
    trials = bot or Bot(own, TRIALS)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        office.open()
        yield
        await office.close()
        await trials.close()
        database.close()

    described = "/openapi.json" if own.development else None
    app = FastAPI(title="Vocero", version="0.7.0", docs_url=None, redoc_url=None,
                  openapi_url=described, lifespan=lifespan)  # fmt: skip
    app.include_router(health.router(probes(own, database)))
    app.include_router(whatsapp.router(own, office))
    app.include_router(files.router(own, database))
    app.include_router(notices.router(own, database))
    app.include_router(desk.router(own, database, trials))
    problems.install(app)
    if own.development:
        app.include_router(simulator.router(own))
    return app
