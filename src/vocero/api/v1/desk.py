"""All resources of the admin API together."""

from fastapi import APIRouter

from vocero.api.v1 import (
    addresses,
    alerts,
    audit,
    branches,
    broadcasts,
    messages,
    people,
    subscriptions,
    whatsapp,
)
from vocero.api.v1.reception import Reception
from vocero.mailroom.bot import Answers
from vocero.settings import Settings
from vocero.storage.engine import Database

PREFIX = "/api/v1"


def router(settings: Settings, database: Database, bot: Answers) -> APIRouter:
    """Give the routes of the admin API; `bot` answers trials."""
    routes, reception = APIRouter(prefix=PREFIX), Reception(settings, database, bot)
    for resource in (people, addresses, branches, messages, broadcasts, whatsapp, subscriptions,
                     alerts, audit):  # fmt: skip
        routes.include_router(resource.router(reception))
    return routes
