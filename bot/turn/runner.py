"""Running a trained graph: its nodes one after the other, in an order worked out once.

Stock Rasa builds a graph of tasks for each message and lets dask schedule it.
"""

from typing import Any, Dict, List, Optional, Text, Tuple

from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage

Step = Tuple[Text, GraphNode, Tuple[Text, ...]]


class StraightRunner(GraphRunner):
    """Runs what is needed for some targets, each node once."""

    def __init__(self, schema: GraphSchema, nodes: Dict[Text, GraphNode]) -> None:
        self._schema = schema
        self._nodes = nodes
        self._orders: Dict[Tuple[Text, ...], List[Step]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: Optional[List[GraphNodeHook]] = None,
    ) -> "StraightRunner":
        """Load the nodes of a schema."""
        return cls.of(DaskGraphRunner.create(graph_schema, model_storage, execution_context, hooks))

    @classmethod
    def of(cls, loaded: DaskGraphRunner) -> "StraightRunner":
        """Take over what a stock runner has loaded."""
        return cls(loaded._graph_schema, loaded._instantiated_nodes)

    @property
    def components(self) -> List[Any]:
        """What was loaded with the model."""
        return [node._component for node in self._nodes.values()]

    def run(
        self,
        inputs: Optional[Dict[Text, Any]] = None,
        targets: Optional[List[Text]] = None,
    ) -> Dict[Text, Any]:
        """Give the targets' outputs; raises GraphRunError when an input is missing."""
        wanted = tuple(targets or self._schema.target_names)
        done: Dict[Text, Tuple[Text, Any]] = {
            name: (name, value) for name, value in (inputs or {}).items()
        }
        for name, node, needs in self._steps(wanted):
            try:
                done[name] = node(*[done[need] for need in needs])
            except KeyError as fault:
                if fault.args and fault.args[0] in needs:
                    raise GraphRunError(f"Node {name} lacks an input.") from fault
                raise
        return {name: done[name][1] for name in wanted}

    def _steps(self, targets: Tuple[Text, ...]) -> List[Step]:
        """Order the nodes that some targets need; worked out at the first run."""
        if targets not in self._orders:
            schema = self._schema.minimal_graph_schema(list(targets))
            self._orders[targets] = [
                (name, self._nodes[name], tuple(schema.nodes[name].needs.values()))
                for name in _ordered(schema)
            ]
        return self._orders[targets]


def _ordered(schema: GraphSchema) -> List[Text]:
    """Give the nodes so that each comes after those that it needs."""
    order: Dict[Text, None] = {}

    def visit(name: Text) -> None:
        if name in order or name not in schema.nodes:
            return
        for need in schema.nodes[name].needs.values():
            visit(need)
        order[name] = None

    for name in schema.nodes:
        visit(name)
    return list(order)
