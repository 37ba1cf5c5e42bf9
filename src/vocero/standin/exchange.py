"""What all parts of the stand-in share."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from vocero.standin.accounts import Account
from vocero.standin.behaviour import Moods
from vocero.standin.chats import Chats
from vocero.standin.shelf import Shelf
from vocero.standin.webhooks import Webhooks


@dataclass(slots=True)
class Exchange:
    """The account, its chats and templates, the moods, the way to the API, and what was called."""

    account: Account
    chats: Chats
    webhooks: Webhooks
    moods: Moods = field(default_factory=Moods)
    contents: Shelf = field(default_factory=Shelf)
    calls: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many calls of each kind had each outcome."""
    callbacks: Counter[str] = field(default_factory=Counter)
    """How the status callbacks were answered."""
    tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    def begin(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do something in the background; it is ended when the stand-in ends."""
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def close(self) -> None:
        """End what is under way and close the connections."""
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.webhooks.close()
