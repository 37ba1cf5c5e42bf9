"""Slack: an incoming webhook, or the bot's token with the id of a channel or of a person."""

import json
from collections.abc import Mapping
from typing import Any

from vocero.delivery.channel import NOT_SET_UP, Later, Notice, Outcome, Refused, Sent
from vocero.delivery.outside import Answer, Outside
from vocero.delivery.wording import one_line, plain
from vocero.people.addresses import Address
from vocero.people.spelling import SLACK_HOOKS

API = "https://slack.com/api/"
_PASSING = frozenset({"ratelimited", "rate_limited", "internal_error", "fatal_error",
                      "service_unavailable", "request_timeout", "team_added_to_org"})  # fmt: skip
_NO_SUCH = frozenset({"no_service", "channel_is_archived", "is_archived", "no_team"})


class Slack:
    """Slack's two doors; files are links."""

    name = "slack"
    attaches = False

    def __init__(
        self, outside: Outside, token: str | None, api: str = API, hooks: str = SLACK_HOOKS
    ) -> None:
        """Open nothing yet. `api` and `hooks` are what Slack's addresses begin with."""
        self._outside, self._token, self._api, self._hooks = outside, token, api, hooks

    async def send(self, address: Address, notice: Notice) -> Outcome:
        """Post it; the reference is Slack's own time stamp of the message, where it gives one."""
        said = {"text": _text(notice), "unfurl_links": False, "unfurl_media": False}
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if "://" in address.where:
            if not address.where.startswith(self._hooks):
                return Refused("not an address of Slack's")
            return _hooked(await self._outside.post(address.where, _json(said), headers))
        if self._token is None:
            return Refused(NOT_SET_UP)
        headers["Authorization"] = f"Bearer {self._token}"
        body = _json({**said, "channel": address.where})
        return _posted(await self._outside.post(self._api + "chat.postMessage", body, headers))

    async def close(self) -> None:
        """Close the connections."""
        await self._outside.close()


def _hooked(answer: Answer | Refused | Later) -> Outcome:
    if not isinstance(answer, Answer):
        return answer
    if answer.well:
        return Sent()
    failure, word = answer.failure, answer.text.strip()[:40]
    if isinstance(failure, Refused) and word.replace("_", "").isalpha():
        return Refused(word, gone=word in _NO_SUCH)
    return failure


def _posted(answer: Answer | Refused | Later) -> Outcome:
    if not isinstance(answer, Answer):
        return answer
    if not answer.well:
        return answer.failure
    try:
        said = json.loads(answer.text)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        return Later("no answer that Slack would give")
    if said.get("ok") is True:
        return Sent(str(said.get("ts") or "") or None)
    error = str(said.get("error"))[:60]
    return Later(error, answer.wait) if error in _PASSING else Refused(error)


def _text(notice: Notice) -> str:
    """Give the notice in Slack's own marks, which are WhatsApp's but for three characters."""
    title, text = one_line(notice.title), notice.text.strip()
    head = [] if not title or plain(text).startswith(title) else [f"*{_safe(title)}*"]
    links = [f"<{_safe(link.url)}|{_safe(link.name).replace('|', ' ')}>" for link in notice.links]
    return "\n".join([*head, _safe(text), *links])


def _safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _json(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode()
