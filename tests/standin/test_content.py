"""Templates are kept to WhatsApp's limits, and come out filled in."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList

from tests.standin.conftest import ACCOUNT, LUCIA, TOKEN, Receiver
from tests.standin.waiting import until
from vocero.standin.contents import Content
from vocero.standin.serving import Standin
from vocero.standin.shelf import Shelf

Make = Callable[..., str]


@pytest.fixture
def make(standin: Standin) -> Make:
    """Makes a template over HTTP and gives its sid."""

    def made(types: dict[str, Any], **more: Any) -> str:
        body = {"friendly_name": "vocero", "language": "es", "types": types, **more}
        answer = httpx.post(f"{standin.url}/v1/Content", auth=(ACCOUNT, TOKEN), json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["sid"])

    return made


def buttons(*titles: str) -> dict[str, Any]:
    """A quick reply with these titles."""
    actions = [{"title": t, "id": f"p{n}"} for n, t in enumerate(titles)]
    return {"twilio/quick-reply": {"body": "{{1}}", "actions": actions}}


def lines(*items: str) -> dict[str, Any]:
    """A list with these lines."""
    listed = [{"item": i, "id": f"l{n}", "description": ""} for n, i in enumerate(items)]
    return {"twilio/list-picker": {"body": "¿Cuál?", "button": "Elegir", "items": listed}}


def test_the_real_client_makes_and_reads_a_template(twilio: Client) -> None:
    """Types, language and name survive the way through the library."""
    text = ContentList.TwilioText({"body": "Hola {{1}}"})
    asked = ContentList.ContentCreateRequest(
        {"friendly_name": "saludo", "language": "es", "variables": {"1": "Ana"},
         "types": ContentList.Types({"twilio/text": text})}
    )  # fmt: skip
    made = twilio.content.v1.contents.create(asked)
    read = twilio.content.v1.contents(made.sid).fetch()
    assert (made.sid[:2], read.friendly_name, read.language) == ("HX", "saludo", "es")
    assert read.types["twilio/text"] == {"body": "Hola {{1}}"}


def test_templates_are_listed_in_pages(twilio: Client, make: Make) -> None:
    """Whoever looks for a name sees all of them."""
    for number in range(5):
        make({"twilio/text": {"body": "x"}}, friendly_name=f"n{number}")
    names = [c.friendly_name for c in twilio.content.v1.contents.list(page_size=2)]
    assert names == ["n0", "n1", "n2", "n3", "n4"]


def test_templates_outlive_the_process(tmp_path: Path) -> None:
    """What the product remembers of them stays true after a restart."""
    file = tmp_path / "standin.json"
    shelf = Shelf(file)
    shelf["HX1"] = Content("HX1", "es", {"twilio/text": {"body": "Hola"}}, "saludo")
    shelf.keep()
    assert Shelf(file) == {"HX1": shelf["HX1"]}


def test_a_damaged_file_of_templates_is_an_empty_shelf(tmp_path: Path) -> None:
    """The stand-in starts all the same."""
    file = tmp_path / "standin.json"
    file.write_text('[{"sid": ')
    assert Shelf(file) == {}


def test_a_template_can_be_removed(twilio: Client, make: Make) -> None:
    """It is unknown afterwards."""
    sid = make({"twilio/text": {"body": "x"}})
    assert twilio.content.v1.contents(sid).delete()
    with pytest.raises(TwilioRestException):
        twilio.content.v1.contents(sid).fetch()


def test_quick_replies_arrive_filled_in(
    standin: Standin, send: Callable[..., Any], make: Make
) -> None:
    """Variables are put in, and the phone gets its buttons."""
    sid = make(buttons("Por sucursal", "{{2}}"))
    send(None, content_sid=sid, content_variables=json.dumps({"1": "$12,300", "2": "Ayer"}))
    (shown,) = standin.chat(LUCIA)["messages"]
    assert shown["body"] == "$12,300"
    assert shown["choices"] == {
        "kind": "buttons",
        "items": [{"id": "p0", "title": "Por sucursal"}, {"id": "p1", "title": "Ayer"}],
    }


def test_a_list_arrives_with_its_lines(
    standin: Standin, send: Callable[..., Any], make: Make
) -> None:
    """The phone gets the button that opens the list, and the list."""
    send(None, content_sid=make(lines("Cancún", "Mérida")))
    (shown,) = standin.chat(LUCIA)["messages"]
    assert shown["choices"]["button"] == "Elegir"
    assert [i["title"] for i in shown["choices"]["items"]] == ["Cancún", "Mérida"]


@pytest.mark.parametrize(
    "types",
    [
        buttons("a", "b", "c", "d"),
        buttons("a" * 21),
        buttons("igual", "igual"),
        lines(*(str(n) for n in range(11))),
        lines("a" * 25),
        {"twilio/quick-reply": {"body": "", "actions": []}},
        {"twilio/list-picker": {"body": "x", "button": "b" * 21, "items": [
            {"item": "a", "id": "1"}]}},
        {"twilio/card": {"title": "x"}},
        {},
    ],
)  # fmt: skip
def test_a_template_over_the_limits_is_refused(standin: Standin, types: dict[str, Any]) -> None:
    """Three buttons of twenty characters, ten lines of twenty-four."""
    answer = httpx.post(f"{standin.url}/v1/Content", auth=(ACCOUNT, TOKEN),
                        json={"language": "es", "types": types})  # fmt: skip
    assert (answer.status_code, answer.json()["code"]) == (400, 20001)


def test_a_variable_that_breaks_a_limit_fails_by_callback(
    send: Callable[..., Any], make: Make, receiver: Receiver, statuses: Callable[..., list[str]]
) -> None:
    """63021, after the message was accepted."""
    send(None, content_sid=make(buttons("{{2}}")), content_variables=json.dumps({"2": "a" * 21}))
    assert statuses(1) == ["failed"]
    assert receiver.forms("/status")[0]["ErrorCode"] == "63021"


def test_variables_must_be_a_json_object(send: Callable[..., Any], make: Make) -> None:
    """21656 for anything else."""
    with pytest.raises(TwilioRestException) as refused:
        send(None, content_sid=make(buttons("a")), content_variables="nothing")
    assert refused.value.code == 21656


def test_an_approved_template_opens_a_closed_window(
    standin: Standin, send: Callable[..., Any], make: Make, statuses: Callable[..., list[str]]
) -> None:
    """After 24 hours only what WhatsApp approved arrives."""
    sid = make({"twilio/text": {"body": "Hay noticias"}})
    standin.wrote(LUCIA, hours_ago=25)
    send(None, content_sid=sid)
    assert statuses(1) == ["undelivered"]
    address = f"{standin.url}/v1/Content/{sid}/ApprovalRequests"
    asked = {"name": "noticias", "category": "UTILITY"}
    assert httpx.post(f"{address}/whatsapp", auth=(ACCOUNT, TOKEN), json=asked).status_code == 201
    whatsapp = httpx.get(address, auth=(ACCOUNT, TOKEN)).json()["whatsapp"]
    assert (whatsapp["status"], whatsapp["name"]) == ("approved", "noticias")
    send(None, content_sid=sid)
    assert statuses(3) == ["undelivered", "sent", "delivered"]


def test_a_template_can_be_set_up_as_approved(standin: Standin, send: Callable[..., Any]) -> None:
    """A test that needs one gets one under the sid that the settings name."""
    sid = "HX" + "e" * 32
    said = {"body": "Hay noticias", "language": "es", "status": "approved"}
    standin.client.put(f"/standin/templates/{sid}", json=said).raise_for_status()
    standin.wrote(LUCIA, hours_ago=48)
    send(None, content_sid=sid)
    until(lambda: standin.chat(LUCIA)["messages"][0]["status"] == "delivered")
