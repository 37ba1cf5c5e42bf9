"""The counter is where the mailroom's parts meet: database threads, settings, a bell each."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Concatenate

import sqlalchemy as sa

from vocero.errors import UnavailableError
from vocero.settings import Settings
from vocero.storage.engine import Database

THREADS = 6


@dataclass
class Counter:
    """What every part of the mailroom works with; one for each process."""

    settings: Settings
    database: Database
    inbox_bell: asyncio.Event = field(default_factory=asyncio.Event)
    outbox_bell: asyncio.Event = field(default_factory=asyncio.Event)
    _threads: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(THREADS, thread_name_prefix="mailroom")
    )

    async def run[**P, T](
        self, work: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do a piece of work in a transaction and a thread of its own; raises what it raises."""

        def transaction() -> T:
            with self.database.writing() as connection:
                return work(connection, *args, **kwargs)

        return await self._in_thread(transaction)

    async def once[**P, T](
        self, work: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do a piece of work that is one statement, and harmless when it is done twice.

        It is done again when the server had closed the connection meanwhile.
        """

        def statement() -> T:
            with self.database.at_once() as connection:
                return work(connection, *args, **kwargs)

        try:
            return await self._in_thread(statement)
        except UnavailableError:
            return await self._in_thread(statement)

    async def _in_thread[T](self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def close(self) -> None:
        """Let the threads end."""
        self._threads.shutdown(wait=True)


async def heard(bell: asyncio.Event, seconds: float) -> None:
    """Wait for a bell, or some seconds at most."""
    try:
        await asyncio.wait_for(bell.wait(), seconds)
    except TimeoutError:
        return
    finally:
        bell.clear()
