"""Some periods need no statistics: "hoy", "year to date" and "el domingo" mean a time anywhere."""

import re
from typing import Any, Dict, Iterator, List, Text, Tuple

from bot.nlu.normal import fold
from bot.nlu.period_patterns import propose

_WEAK = re.compile(
    r"(?:(?:el|la|los|las|the|del?) )?(?:\w+ )?"
    r"(?:dias?|semanas?|quincenas?|mes(?:es)?|trimestres?|semestres?|anos?|days?|weeks?|months?|"
    r"quarters?|years?|half|sem|qtr|yr|wk|mth)|el (?:dia )?\d{1,2}|"
    r"(?!20[12]\d$)\d[\d/.-]*|(?![ymwq]td|hoy|tdy)\w{1,3}|may|march|mayo"
)


def missing_periods(text: Text, entities: List[Dict[Text, Any]]) -> Iterator[Tuple[int, int]]:
    """Where a whole, certain period stands that touches no entity."""
    taken = [(entity["start"], entity["end"]) for entity in entities]
    folded = fold(text)
    for start, end in propose(folded):
        free = all(end <= left or right <= start for left, right in taken)
        if free and not _WEAK.fullmatch(folded[start:end]):
            yield start, end
