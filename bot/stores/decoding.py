"""Events read back: the class is looked up by name, where Rasa walks over all of them."""

from functools import lru_cache
from typing import Any, Dict, Text, Type

from rasa.shared.core.events import Event
from rasa.shared.utils.common import all_subclasses


@lru_cache(maxsize=None)
def _classes() -> Dict[Text, Type[Event]]:
    found: Dict[Text, Type[Event]] = {}
    for cls in all_subclasses(Event):
        found.setdefault(cls.type_name, cls)
    return found


def known_as(type_name: Text) -> Type[Event]:
    """Give the class of an event's name; raises ValueError for an unknown one."""
    cls = _classes().get(type_name)
    if cls is None:
        raise ValueError(f"no event is called {type_name!r}")
    return cls


def decoded(serialised: Dict[Text, Any]) -> Event:
    """Give the event of its dictionary; raises ValueError for an unknown one."""
    return known_as(serialised["event"])._from_parameters(serialised)
