"""What a drill says of those who asked is what they waited."""

from drills.askers import waited
from drills.phones import Post

NEWS = "We open at ten"


def asked(phone: str, at: float) -> Post:
    """Let somebody have asked."""
    return Post({"From": f"whatsapp:{phone}"}, "", "", sent_at=at)


def arrived(phone: str, body: str, at: float) -> dict[str, object]:
    """Let something have arrived at a phone."""
    return {"to": f"whatsapp:{phone}", "body": body, "at": at}


def test_an_announcement_is_no_answer() -> None:
    """Nor is what arrived before the question: the first answer after it counts."""
    deliveries = [arrived("+1", "old", 9.0), arrived("+1", NEWS, 11.0), arrived("+1", "yes", 13.0)]
    assert waited([asked("+1", 10.0)], deliveries, NEWS) == [3.0]


def test_who_got_no_answer_has_waited_for_ever() -> None:
    """So the drill cannot end well."""
    assert waited([asked("+1", 10.0)], [arrived("+1", NEWS, 11.0)], NEWS) == [float("inf")]
