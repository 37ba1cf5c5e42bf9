"""People who ask while much goes out, and how long each of them waits for the answer.

The mailroom answers them itself, without the bot: what is measured is the way in and out.
"""

import asyncio
import threading
from collections.abc import Sequence
from typing import Any

import aiohttp

from drills.phones import Office, Post, line, percentile
from drills.site import Site

EVERY_SECONDS = 0.25
BAR_SECONDS = 2.0
"""Within this a person has their answer."""
_STRANGER = "+44790{:07d}"


class Askers:
    """Somebody asks every quarter of a second until told to stop.

    By turns a stranger, and one of those whom the broadcast is for: whose own copy may be waiting
    before their answer.
    """

    def __init__(self, stage: Site, phones: Sequence[str]) -> None:
        self._stage, self._phones = stage, phones
        self._over = threading.Event()
        self.asked: list[Post] = []
        self._thread = threading.Thread(target=lambda: asyncio.run(self._ask()))

    def __enter__(self) -> "Askers":
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, once what was asked is posted."""
        self._over.set()
        self._thread.join()

    async def _ask(self) -> None:
        own = line(self._stage.settings)
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(30)) as session:
            office, under_way = Office(session, self.asked), set[asyncio.Task[Post]]()
            for n in range(len(self._phones)):
                if self._over.is_set():
                    break
                form = (own.form(_STRANGER.format(n), "hola") if n % 2 else
                        own.form(self._phones[-n - 1], "")
                        | {"Latitude": "21.16", "Longitude": "-86.85"})  # fmt: skip
                target = self._stage.targets[n % len(self._stage.targets)]
                post = Post(form, own.signature(form), target)
                under_way.add(asyncio.create_task(office.deliver(post)))
                await asyncio.sleep(EVERY_SECONDS)
            await asyncio.gather(*under_way)


def waited(
    asked: Sequence[Post], deliveries: Sequence[dict[str, Any]], announced: str
) -> list[float]:
    """Give the seconds that each waited for the first word but the announced; infinity without."""
    answers: dict[str, list[float]] = {}
    for one in deliveries:
        if one["body"] != announced:
            answers.setdefault(one["to"], []).append(float(one["at"]))
    return [
        min((at - post.sent_at for at in answers.get(post.form["From"], ()) if at >= post.sent_at),
            default=float("inf"))
        for post in asked
    ]  # fmt: skip


def told(seconds: Sequence[float]) -> str:
    """Say how long the answers took."""
    at = {share: percentile(seconds, share) for share in (0.5, 0.95)}
    return (f"{len(seconds)} answers meanwhile: p50 {at[0.5]:.2f} s, p95 {at[0.95]:.2f} s, "
            f"longest {max(seconds, default=0.0):.2f} s")  # fmt: skip
