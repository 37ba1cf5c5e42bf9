"""Our processor does what Rasa's does; when Rasa's own code changes, it must be looked at anew."""

import hashlib
import inspect
import unittest
from pathlib import Path
from typing import Any, Callable, Dict, List, Tuple

import rasa.core.agent
from rasa.core.actions.action import ActionListen, RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import SQLTrackerStore
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    SessionStarted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.shared.utils.common import all_subclasses

from bot.channels.rest import SignedRest
from bot.channels.twilio import TwilioInput
from bot.stores.decoding import decoded, known_as
from bot.turn import processor
from bot.turn.app_action import AppLine
from bot.turn.processor import TurnProcessor
from bot.turn.runner import StraightRunner

DOMAIN = Domain.from_yaml(Path("domain.yml").read_text("utf-8"))


def source(function: Callable[..., Any]) -> str:
    """Give the fingerprint of a function as Rasa wrote it."""
    return hashlib.sha256(inspect.getsource(function).encode()).hexdigest()[:12]


class SourceTest(unittest.TestCase):
    """What ours stands in for."""

    def test_rasa_is_still_what_ours_was_written_for(self) -> None:
        """Each function that we replace, and those that decide around it, are unchanged."""
        found = {f"{f.__module__}.{f.__qualname__}": source(f) for f in (
            MessageProcessor.handle_message, MessageProcessor._run_action,
            MessageProcessor._log_action_on_tracker, MessageProcessor._load_model,
            MessageProcessor.run_action_extract_slots, MessageProcessor._predict_next_with_tracker,
            RemoteAction.run, RemoteAction._action_call_format, RemoteAction._utter_responses,
            DaskGraphRunner.run, DaskGraphRunner._build_dask_graph,
            SQLTrackerStore.save, SQLTrackerStore._retrieve,
            SQLTrackerStore._event_query, Event.resolve_by_type, rasa.core.agent.Agent.load_model,
        )}  # fmt: skip
        known = Path(__file__).with_name("rasa_sources.txt").read_text("utf-8").splitlines()
        self.assertEqual([f"{digest} {name}" for name, digest in found.items()], known)

    def test_the_doors_put_our_processor_in_its_place(self) -> None:
        """Whoever loads an agent afterwards gets ours."""
        stock = rasa.core.agent.MessageProcessor
        self.addCleanup(setattr, rasa.core.agent, "MessageProcessor", stock)
        processor.install()
        self.assertIs(rasa.core.agent.MessageProcessor, TurnProcessor)
        for door in (SignedRest, TwilioInput):
            self.assertIn("processor.install()", inspect.getsource(door.from_credentials))


class RunnerTest(unittest.TestCase):
    """A graph whose nodes say what they got."""

    def runner(self, **needs: List[str]) -> Tuple[StraightRunner, List[str]]:
        """Make a runner over nodes that need one another, and the list of what ran."""
        ran: List[str] = []

        def node(name: str) -> Callable[..., Tuple[str, str]]:
            def run(*inputs: Tuple[str, str]) -> Tuple[str, str]:
                ran.append(name)
                return name, f"{name}({','.join(value for _, value in inputs)})"

            return run

        schema = GraphSchema({
            name: SchemaNode({f"i{n}": need for n, need in enumerate(needed)}, object, "", "", {})
            for name, needed in needs.items()
        })  # fmt: skip
        return StraightRunner(schema, {name: node(name) for name in needs}), ran  # type: ignore[misc]

    def test_each_node_runs_once_and_after_what_it_needs(self) -> None:
        """Whatever the order in which the schema names them."""
        runner, ran = self.runner(d=["b", "c"], c=["a", "in"], b=["a"], a=["in"])
        for _ in range(2):
            self.assertEqual(runner.run({"in": "x"}, ["d"]), {"d": "d(b(a(x)),c(a(x),x))"})
        self.assertEqual(ran, ["a", "b", "c", "d"] * 2)

    def test_only_what_is_wanted_runs(self) -> None:
        """A message is understood without asking the policies."""
        runner, ran = self.runner(a=["in"], b=["in"])
        self.assertEqual(runner.run({"in": "x"}, ["b"]), {"b": "b(x)"})
        self.assertEqual(ran, ["b"])

    def test_a_missing_input_is_named(self) -> None:
        """As in stock Rasa it is an error of the run."""
        runner, _ = self.runner(a=["in"])
        with self.assertRaises(GraphRunError):
            runner.run({}, ["a"])


class Line(AppLine):
    """An app that says one thing, or fails."""

    def __init__(self, raw: bytes) -> None:
        super().__init__(None)
        self.raw = raw

    async def call(self, body: Dict[str, Any]) -> Tuple[int, bytes]:
        """Answer."""
        if not self.raw:
            raise RasaException("nobody there")
        return 200, self.raw


class ActionTest(unittest.IsolatedAsyncioTestCase):
    """An action on a conversation, through a processor that loads no model."""

    async def run_(self, raw: bytes, action: Any) -> Tuple[DialogueStateTracker, List[Any], bool]:
        """Run an action after a message; give the conversation, what was said, and what next."""
        own = TurnProcessor.__new__(TurnProcessor)
        own.domain, own.line, own.nlg = DOMAIN, Line(raw), None
        said = UserUttered("ventas", {"name": "ask_sales"}, [], input_channel="rest")
        tracker = DialogueStateTracker.from_events("x", [ActionExecuted("action_listen"), said],
                                                   DOMAIN.slots)  # fmt: skip
        out = CollectingOutputChannel()
        prediction = PolicyPrediction(
            [1.0], "p", events=[DefinePrevUserUtteredFeaturization(False)]
        )
        more = await own._run_action(action, tracker, out, None, prediction)  # type: ignore[arg-type]
        return tracker, out.messages, more

    async def test_an_answer_is_logged_and_said(self) -> None:
        """In Rasa's order: the policy's events, the action, the answer."""
        raw = b'{"events": [], "responses": [{"text": "42"}]}'
        tracker, said, more = await self.run_(raw, RemoteAction("action_report", None))
        kinds = [type(event) for event in list(tracker.events)[2:]]
        self.assertEqual(kinds, [DefinePrevUserUtteredFeaturization, ActionExecuted, BotUttered])
        self.assertEqual(([m["text"] for m in said], more), (["42"], True))

    async def test_a_failure_is_silence(self) -> None:
        """The action is logged without an answer, which the policy of silence then notices."""
        with self.assertLogs("bot.turn.processor", "ERROR") as logs:
            tracker, said, more = await self.run_(b"", RemoteAction("action_report", None))
        self.assertEqual([type(e) for e in list(tracker.events)[2:]][-1], ActionExecuted)
        self.assertEqual((said, more), ([], True))
        self.assertNotIn("ventas", "".join(logs.output))

    async def test_listening_ends_the_turn(self) -> None:
        """After it nothing more is predicted."""
        tracker, said, more = await self.run_(b"", ActionListen())
        self.assertEqual((tracker.latest_action_name, said, more), ("action_listen", [], False))


class DecodingTest(unittest.TestCase):
    """Events that were stored."""

    def test_every_event_is_found_by_its_name(self) -> None:
        """The same class that stock Rasa's walk over all of them finds."""
        for cls in all_subclasses(Event):
            if getattr(cls, "type_name", None):
                self.assertIs(known_as(cls.type_name), Event.resolve_by_type(cls.type_name))

    def test_an_event_comes_back_as_it_was(self) -> None:
        """A message with all its parts."""
        said = UserUttered(
            "ventas",
            {"name": "ask_sales"},
            [{"entity": "period", "value": "ayer"}],
            {"intent_ranking": [{"name": "ask_sales"}]},
            5.0,
            "rest",
            "m",
            {"a": 1},
        )
        back = decoded(said.as_dict())
        self.assertEqual(back.as_dict(), said.as_dict())
        self.assertEqual(decoded(SessionStarted(7.0).as_dict()).timestamp, 7.0)

    def test_an_unknown_event_is_an_error(self) -> None:
        """Nothing is left out in silence."""
        with self.assertRaises(ValueError):
            decoded({"event": "strange"})
