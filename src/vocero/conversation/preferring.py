"""What a person prefers: whether pictures come by themselves."""

import re

from vocero.conversation.turn import Turn
from vocero.people import directory
from vocero.rendering.sentences import say
from vocero.words.normal import fold

_PICTURES = re.compile(
    r"\b(graficas?|graficos?|imagen(es)?|fotos?|dibujos?|pictures?|images?|charts?|graphs?|pics?|"
    r"photos?|plots?)\b"
)
_OFF = re.compile(
    r"\b(no|sin|quita\w*|deja|dejes|apaga\w*|desactiva\w*|off|stop|without|don'?t|dont|disable|"
    r"turn off|never|nunca|less|fuera|cancela\w*|hide|kill|skip|drop|ya no|no more|solo texto|"
    r"text only|just text|only text|puro texto)\b"
)
_ON = re.compile(r"\b(vuelve|otra vez|again|back|on|si quiero|reactiva\w*)\b")


def prefer(turn: Turn) -> str:
    """Switch pictures on or off; other preferences are not there yet."""
    said = fold(turn.said.text)
    language = turn.reader.language
    only_text = re.search(r"\b(solo|puro|just|only) (texto|text)\b|\btext only\b", said)
    if not (_PICTURES.search(said) or only_text):
        return say(language, "talk", "later", feature=say(language, "feature", "set_preference"))
    off = bool(only_text) or (_OFF.search(said) is not None and _ON.search(said) is None)
    with turn.office.database.writing() as connection:
        directory.set_pictures(connection, turn.person, wanted=not off)
    return say(language, "talk", "pictures_off" if off else "pictures_on")
