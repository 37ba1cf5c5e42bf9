"""A long text becomes several messages, cut between lines only, so that no figure is torn."""

LONGEST = 1600
"""What Twilio takes in one body (21617); an emoji counts as what it is in UTF-16."""


def length(text: str) -> int:
    """Count as Twilio does: characters beyond the first plane count twice."""
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, longest: int = LONGEST) -> list[str]:
    """Give the parts, each at most `longest`; a line that is longer still is cut at a space."""
    parts: list[str] = []
    held: list[str] = []
    lines = [piece for line in text.split("\n") for piece in _pieces(line, longest)]
    for line in lines:
        if held and length("\n".join([*held, line])) > longest:
            parts.append("\n".join(held).strip("\n"))
            held = []
        held.append(line)
    parts.append("\n".join(held).strip("\n"))
    return [part for part in parts if part]


def _pieces(line: str, longest: int) -> list[str]:
    if length(line) <= longest:
        return [line]
    pieces: list[str] = []
    rest = line
    while length(rest) > longest:
        end = _fitting(rest, longest)
        space = rest.rfind(" ", 1, end)
        end = space if space > 0 else end
        pieces.append(rest[:end])
        rest = rest[end:].lstrip(" ")
    return [*pieces, rest] if rest else pieces


def _fitting(text: str, longest: int) -> int:
    """Give how many characters fit."""
    end = min(len(text), longest)
    while length(text[:end]) > longest:
        end -= 1
    return end
