"""A door that is served on a free port, with a bot behind it that only listens."""

import asyncio
import socket
import unittest
from typing import Any, Dict, List, Optional

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Sanic

_made = 0
Sanic.test_mode = True  # lets one process serve several apps after one another


class Bot:
    """Keeps the messages that it got; answers with what it was told to, or fails."""

    def __init__(self, *answers: str, seconds: float = 0.0, fault: Optional[Exception] = None,
                 messages: Optional[List[Dict[str, Any]]] = None) -> None:  # fmt: skip
        self.answers = [{"text": text} for text in answers] + (messages or [])
        self.seconds = seconds
        self.fault = fault
        self.messages: List[UserMessage] = []
        self.busy: Dict[str, int] = {}
        self.most_at_once = 0

    async def __call__(self, message: UserMessage) -> None:
        """Take a message."""
        self.messages.append(message)
        self.busy[message.sender_id] = self.busy.get(message.sender_id, 0) + 1
        self.most_at_once = max(self.most_at_once, self.busy[message.sender_id])
        await asyncio.sleep(self.seconds)
        self.busy[message.sender_id] -= 1
        if self.fault is not None:
            raise self.fault
        for answer in self.answers:
            await message.output_channel.send_response(message.sender_id, dict(answer))


class DoorTest(unittest.IsolatedAsyncioTestCase):
    """Each test serves a door of its own."""

    async def open(self, door: InputChannel, bot: Bot, agent: object = None) -> None:
        """Open a door on a free port; `self.address` says where."""
        global _made
        _made += 1
        app = Sanic(f"door-{_made}", configure_logging=False)
        app.ctx.agent = agent
        app.blueprint(door.blueprint(bot), url_prefix=f"/webhooks/{door.name()}")
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        server = await app.create_server(sock=listening, return_asyncio_server=True,
                                         access_log=False)  # fmt: skip
        await server.startup()
        await server.start_serving()
        self.addCleanup(server.close)
