"""Trains and runs the components of a configuration one after the other, without a server.

This is what Rasa's graph does for one process, small enough to measure each part of it.
"""

import importlib
import tempfile
import time
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import read_yaml_file

from tests.nlu.corpus import ROOT, fresh

MEMBERS = Path(__file__).with_name("members.json")


def configured(path: Path = ROOT / "config.yml") -> list[dict[str, Any]]:
    """The pipeline that the bot really uses, with the names of the demo company."""
    parts = [dict(part) for part in read_yaml_file(path)["pipeline"]]
    return [{**part, "members": str(MEMBERS)} if "members" in part else part for part in parts]


def class_of(name: str) -> Any:
    """A component by its path, or by the short name that Rasa knows it under."""
    if "." in name:
        module, _, noun = name.rpartition(".")
        return getattr(importlib.import_module(module), noun)
    importlib.import_module("rasa.engine.recipes.default_components")
    return DefaultV1Recipe()._from_registry(name).clazz


class Pipeline:
    """A trained pipeline: its components, how long it took and how much it stores."""

    def __init__(self, parts: list[dict[str, Any]], data: TrainingData) -> None:
        """Making a pipeline trains it."""
        self._directory = tempfile.TemporaryDirectory()
        self.path = Path(self._directory.name)
        self._storage = LocalModelStorage.create(self.path)
        self._context = ExecutionContext(GraphSchema({}))
        started = time.perf_counter()
        self.components = [
            self._trained(index, dict(part), data) for index, part in enumerate(parts)
        ]
        self.seconds = time.perf_counter() - started

    def parse(self, message: Message) -> Message:
        """The message as the pipeline understands it."""
        said = fresh(message)
        for component in self.components:
            component.process([said])
        return said

    @property
    def megabytes(self) -> float:
        """What the trained components wrote down."""
        files = (path for path in self.path.rglob("*") if path.is_file())
        return sum(path.stat().st_size for path in files) / 1e6

    def _trained(self, index: int, part: dict[str, Any], data: TrainingData) -> Any:
        name = part.pop("name")
        kind = class_of(name)
        config = {**kind.get_default_config(), **part}
        resource = Resource(f"{index}_{kind.__name__}")
        component = kind.create(config, self._storage, resource, self._context)
        if hasattr(component, "train"):
            component.train(data)
        if hasattr(component, "process_training_data"):
            component.process_training_data(data)
        return component
