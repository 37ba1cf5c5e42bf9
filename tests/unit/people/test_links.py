"""Links open one file for one reader, for as long as that reader may need."""

import pytest
from itsdangerous import TimestampSigner

from vocero.people.links import HELD, PATH, TWILIO, LinkError, Links

LINKS = Links("a secret of tests", "https://bot.example")
HOUR = 3600


@pytest.mark.parametrize(("reader", "opens", "no_longer"), [(TWILIO, 5, 7), (HELD, 46, 48),
                                                            (12, 23, 25)])  # fmt: skip
def test_each_reader_has_their_time(
    reader: int, opens: int, no_longer: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twilio has six hours, a message that is held until it is opened two days, a person one."""
    link = LINKS.make("token", "ventas.pdf", reader)
    signed = link.removeprefix(f"https://bot.example{PATH}").partition("/")[0]
    made = TimestampSigner("x").get_timestamp()
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _self: made + opens * HOUR)
    assert LINKS.read(signed).person_id == (12 if reader == 12 else None)
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _self: made + no_longer * HOUR)
    with pytest.raises(LinkError) as fault:
        LINKS.read(signed)
    assert fault.value.expired
