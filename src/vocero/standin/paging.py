"""Lists come in pages, as Twilio cuts them."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from vocero.standin.errors import TwilioError


def page[Item](
    request: Request, site: str, items: Sequence[Item]
) -> tuple[Sequence[Item], dict[str, Any]]:
    """Give the items of the page that was asked for, and where its neighbours are."""
    size = _number(request, "PageSize", 50, 1000)
    number = _number(request, "Page", 0, None)
    start = number * size
    shown = items[start : start + size]
    more = start + size < len(items)

    def at(other: int) -> str:
        kept = [(k, v) for k, v in request.query_params.multi_items()
                if k not in {"Page", "PageSize", "PageToken"}]  # fmt: skip
        return f"{site}{request.url.path}?" + urlencode(
            [*kept, ("PageSize", size), ("Page", other)]
        )

    return shown, {
        "page": number, "page_size": size, "url": at(number), "first_page_url": at(0),
        "next_page_url": at(number + 1) if more else None,
        "previous_page_url": at(number - 1) if number else None,
    }  # fmt: skip


def _number(request: Request, name: str, default: int, most: int | None) -> int:
    said = request.query_params.get(name)
    if said is None:
        return default
    if not said.isascii() or not said.isdigit():
        raise TwilioError(20001, f"{name} must be a number")
    return max(1, min(int(said), most)) if most else int(said)
