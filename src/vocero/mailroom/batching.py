"""Work that arrives while the database is busy is done together, in one transaction."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

MOST = 100


class Batcher[Item, Result]:
    """Hands items to `work` in batches: at once when idle, gathered while a batch is running.

    `work` gives one result an item. When a batch fails, its items are tried one by one, so that
    one bad item fails alone.
    """

    def __init__(self, work: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]]) -> None:
        self._work = work
        self._waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self._runner: asyncio.Task[None] | None = None

    async def add(self, item: Item) -> Result:
        """Have an item worked on; raises what the work raised for it."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._runner is None or self._runner.done():
            self._runner = asyncio.create_task(self._run())
        return await future

    async def _run(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            await self._settle(batch)

    async def _settle(self, batch: list[tuple[Item, asyncio.Future[Result]]]) -> None:
        try:
            results = await self._work([item for item, _ in batch])
        except Exception as fault:  # noqa: BLE001 — whoever waits for the item gets it
            if len(batch) == 1:
                _fail(batch[0][1], fault)
                return
            for one in batch:
                await self._settle([one])
            return
        for (_, future), result in zip(batch, results, strict=True):
            if not future.done():
                future.set_result(result)


def _fail[Result](future: asyncio.Future[Result], fault: Exception) -> None:
    if not future.done():
        future.set_exception(fault)
