"""Work that arrives together is done together, and fails alone."""

import asyncio
from collections.abc import Sequence

import pytest

from vocero.mailroom.batching import Batcher


class Work:
    """Doubles numbers, slowly, and fails on zero."""

    def __init__(self) -> None:
        self.batches: list[Sequence[int]] = []

    async def __call__(self, items: Sequence[int]) -> Sequence[int]:
        """Do a batch."""
        self.batches.append(items)
        await asyncio.sleep(0.01)
        if 0 in items:
            raise ValueError("zero")
        return [2 * item for item in items]


async def test_what_arrives_meanwhile_is_one_batch() -> None:
    """The first at once, the others together, each with its own result."""
    work = Work()
    batcher = Batcher(work)
    first = asyncio.create_task(batcher.add(1))
    await asyncio.sleep(0.001)
    rest = [asyncio.create_task(batcher.add(n)) for n in range(2, 12)]
    assert await first == 2
    assert await asyncio.gather(*rest) == [2 * n for n in range(2, 12)]
    assert [len(b) for b in work.batches] == [1, 10]


async def test_a_bad_item_fails_alone() -> None:
    """The others of its batch are done."""
    batcher = Batcher(Work())
    results = await asyncio.gather(*(batcher.add(n) for n in (1, 0, 2)), return_exceptions=True)
    assert results[0] == 2
    assert isinstance(results[1], ValueError)
    assert results[2] == 4


async def test_after_a_failure_it_goes_on() -> None:
    """A batch that failed stops nothing."""
    batcher = Batcher(Work())
    with pytest.raises(ValueError, match="zero"):
        await batcher.add(0)
    assert await batcher.add(3) == 6
