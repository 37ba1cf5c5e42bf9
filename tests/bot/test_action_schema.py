"""The app's contract tests use a copy of the schema that this bot applies to every answer."""

import json
import unittest
from pathlib import Path

import rasa
from rasa.core.actions.action import RemoteAction

COPY = Path("tests/contract/response_schema.json")


class SchemaTest(unittest.TestCase):
    """The copy and its source."""

    def test_the_copy_is_true(self) -> None:
        """What the installed rasa checks is what the contract tests check."""
        copy = json.loads(COPY.read_text("utf-8"))
        self.assertEqual(copy, RemoteAction.action_response_format_spec())

    def test_the_version_is_the_recorded_one(self) -> None:
        """The recorded requests come from the version that is installed."""
        for file in Path("tests/contract/recorded").glob("*.json"):
            self.assertEqual(json.loads(file.read_text("utf-8"))["version"], rasa.__version__)
