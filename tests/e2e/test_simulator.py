"""The simulator in a real browser: a chat on a phone, through the stand-in, as people use it."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr

from tests.e2e import browser
from tests.e2e.browser import Page
from tests.e2e.conftest import Live
from tests.e2e.echo import Echo
from tests.standin.waiting import until
from vocero.api import simulator
from vocero.api.application import application
from vocero.stack import environment
from vocero.standin.serving import Standin, invented, running
from vocero.storage.engine import Database

GERARDO = "+12025550104"


@dataclass(frozen=True)
class Scene:
    """A browser before the page, with what is behind it."""

    page: Page
    url: str
    standin: Standin
    echo: Echo | None = None

    def begin(self) -> None:
        """Show Gerardo's chat, empty, in Spanish, on a phone."""
        self.standin.forget()
        self.page.see(390, 844, touch=True)
        self.page.go(f"{self.url}/simulator")
        self.page.ask("localStorage.setItem('vocero.language', 'es')")
        self.open()

    def open(self, level: str = "04") -> None:
        """Show one person's chat."""
        self.page.go("about:blank")
        self.page.go(f"{self.url}/simulator#{level}")
        self.page.until("document.body.dataset.view === 'chat'")

    def tell(self, text: str) -> None:
        """Write and press Enter."""
        self.page.click("#text")
        self.page.write(text)
        self.page.press("Enter")

    def theirs(self, count: int) -> str:
        """Wait for so many bubbles of Vocero and give what the last one says."""
        self.page.until(f"document.querySelectorAll('.theirs').length === {count}", 30)
        return self.last(".theirs .bubble")

    def last(self, selector: str) -> str:
        """Give what the last thing that fits says."""
        return str(self.page.ask(f"[...document.querySelectorAll('{selector}')].at(-1).innerText"))


@contextmanager
def serving(app: FastAPI, listener: socket.socket) -> Iterator[None]:
    """Serve an application on a socket until the block ends."""
    config = uvicorn.Config(app, access_log=False, log_level="warning",
                            timeout_graceful_shutdown=1)  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    yield
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """One browser for all tests of this module."""
    if browser.program() is None:
        assert not os.environ.get("CI"), "CI needs Chromium: apt-get install chromium"
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    with browser.browsing(tmp_path_factory.mktemp("chromium")) as opened:
        yield opened


@pytest.fixture(scope="module")
def theatre(page: Page) -> Iterator[Scene]:
    """One stand-in and one small API for all tests that need no more."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with running(invented(public_url=url)) as standin:
            port = int(standin.url.rpartition(":")[2])
            echo = Echo(invented(public_url=url, standin_port=port), url)
            with serving(echo.application(), listener):
                yield Scene(page, url, standin, echo)
                page.go("about:blank")


@pytest.fixture
def scene(theatre: Scene) -> Iterator[Scene]:
    """Gerardo's chat, empty, in Spanish, on a phone; nothing may have gone wrong on the page."""
    theatre.standin.anew()
    theatre.echo.forms.clear()
    theatre.echo.refusing = False
    theatre.begin()
    yield theatre
    assert theatre.page.faults == []


@pytest.fixture(scope="module")
def company(live: Live, page: Page, database: Database) -> Iterator[Scene]:
    """The real API, action server, bot and database behind the same page.

    Templates of a stand-in that is no more are forgotten: its successor does not know them.
    """
    with database.owner.begin() as connection:
        connection.execute(sa.text("truncate vocero.contents"))
        connection.execute(sa.text("update vocero.people set pictures = false"))
    secrets = environment.environment(live.settings)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        made_up = invented(public_url=url)
        with running(made_up) as standin:
            own = live.settings.model_copy(update={
                **{name: getattr(made_up, name) for name in made_up.model_fields_set},
                "identity_secret": SecretStr(secrets["VOCERO_IDENTITY_SECRET"]),
                "twilio_api_url": standin.url, "twilio_rate": 100.0, "api_port": port,
                "standin_port": int(standin.url.rpartition(":")[2]),
            })  # fmt: skip
            app = application(own)
            with serving(app, listener):
                yield Scene(page, url, standin)
                page.go("about:blank")


def test_one_can_be_each_of_the_ten_people(scene: Scene) -> None:
    """The list names level, name and title, and leads to the chat."""
    scene.page.click(".back")
    scene.page.until("document.querySelectorAll('.person').length === 10")
    listed = scene.page.text("#people")
    assert all(word in listed for word in ("Lucía Ferrer", "Dirección de sucursal", "07", "10"))
    scene.page.click(".person", "Frank Miller")
    scene.page.until("document.querySelector('#empty-title').innerText === 'Hola, Frank'")


def test_a_question_gets_its_ticks_and_its_answer(scene: Scene) -> None:
    """Sent, delivered, read: and the answer with its marks, as text and nothing else."""
    scene.tell("¿cuánto vendí ayer?")
    said = scene.theirs(1)
    assert "Recibí ¿cuánto vendí ayer?\n<b>text</b>" in said
    assert scene.page.text(".theirs strong") == "Recibí"
    assert scene.page.text(".theirs em") == "¿cuánto vendí ayer?"
    assert scene.page.ask("document.querySelector('.theirs b') === null")
    scene.page.until("!!document.querySelector('.own .mark.read')")


def test_line_breaks_and_marks_are_kept(scene: Scene) -> None:
    """What is written over several lines stays so."""
    scene.page.click("#text")
    scene.page.write("uno\n~dos~ y 2*3*4")
    scene.page.press("Enter")
    scene.theirs(1)
    assert scene.page.text(".own .text") == "uno\ndos y 2*3*4"
    assert scene.page.text(".own s") == "dos"


def test_a_suggestion_is_a_first_question(scene: Scene) -> None:
    """One tap asks it, and the suggestions are gone."""
    scene.page.click("#chips button", "reservas de hoy")
    scene.theirs(1)
    assert scene.echo.forms[0]["Body"] == "reservas de hoy"
    assert scene.page.ask("document.querySelector('#chips').hidden")


def test_a_quick_reply_is_tapped(scene: Scene) -> None:
    """The webhook gets its payload, the chat its title."""
    scene.tell("botones")
    scene.theirs(1)
    scene.page.click(".replies button", "Por agente")
    assert "by_agent" in scene.theirs(2)
    assert scene.echo.forms[-1]["ButtonPayload"] == "by_agent"
    assert "Por agente" in scene.last(".own")


def test_a_line_of_a_list_is_picked(scene: Scene) -> None:
    """The button opens a sheet with all lines; one tap sends the line."""
    scene.tell("lista")
    scene.theirs(1)
    scene.page.click(".opener", "Elegir sucursal")
    scene.page.until("document.querySelectorAll('#sheet-lines button').length === 8")
    scene.page.click("#sheet-lines button", "Mérida")
    assert "branch:2" in scene.theirs(2)
    assert scene.echo.forms[-1]["ListId"] == "branch:2"


def test_the_sheet_closes_with_escape(scene: Scene) -> None:
    """Whoever opened it by mistake gets out."""
    scene.tell("lista")
    scene.theirs(1)
    scene.page.click(".opener")
    scene.page.until("document.querySelector('#sheet').open")
    scene.page.press("Escape")
    scene.page.until("!document.querySelector('#sheet').open")


def test_a_picture_is_shown_and_enlarged(scene: Scene) -> None:
    """It is in the chat, and large after a tap."""
    scene.tell("foto")
    scene.page.until("document.querySelector('.theirs img')?.naturalWidth === 360")
    scene.page.click(".theirs .picture")
    scene.page.until("document.querySelector('#viewer').open")
    scene.page.click("#viewer [data-close]")
    scene.page.until("!document.querySelector('#viewer').open")


def test_a_pdf_is_a_card_that_opens(scene: Scene) -> None:
    """Name and size are on it, and the file behind it."""
    scene.tell("pdf")
    said = scene.theirs(1)
    assert "ventas-agosto.pdf" in said
    assert "47 kB" in said
    address = str(scene.page.ask("document.querySelector('.theirs .document').href"))
    answer = httpx.get(address)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("kind", "name", "content_type", "shows"),
    [("image", "foto.png", "image/png", ".own .picture img"),
     ("document", "informe.pdf", "application/pdf", ".own .document")],
)  # fmt: skip
def test_a_file_can_be_sent(
    scene: Scene, tmp_path: Path, kind: str, name: str, content_type: str, shows: str
) -> None:
    """A picture or a document goes out from the attach menu."""
    file = tmp_path / name
    file.write_bytes(b"%PDF-1.4 bytes")
    scene.page.click("#attach")
    scene.page.until("!document.querySelector('#attach-menu').hidden")
    scene.page.choose(f"#file-{kind}", file)
    scene.theirs(1)
    assert scene.echo.forms[0]["MediaContentType0"] == content_type
    assert scene.page.ask(f"!!document.querySelector('{shows}')")


def test_a_place_can_be_sent(scene: Scene) -> None:
    """The webhook gets where it is."""
    scene.page.click("#attach")
    scene.page.click("[data-attach=location]")
    scene.theirs(1)
    assert scene.echo.forms[0]["Latitude"] == "21.1619"


def test_typing_is_shown_until_the_answer(scene: Scene) -> None:
    """The person knows that something comes."""
    scene.tell("lento")
    scene.page.until("document.querySelector('#presence').innerText === 'escribiendo…'")
    assert "Ya quedó" in scene.theirs(1)
    scene.page.until("document.querySelector('#presence').innerText === 'en línea'")


def test_an_open_chat_is_read(scene: Scene) -> None:
    """The stand-in tells the API so."""
    scene.tell("hola")
    scene.theirs(1)
    until(lambda: scene.standin.deliveries()[0]["status"] == "read")


def test_the_chats_are_kept_apart(scene: Scene) -> None:
    """Another person's answer waits, counted, in their own chat."""
    scene.tell("lento")
    scene.page.click(".back")
    scene.page.click(".person", "Rosa Quintero")
    scene.page.until("document.querySelector('#empty-title').innerText === 'Hola, Rosa'")
    scene.page.until("document.querySelector('#others').innerText === '1'")
    assert scene.page.ask("document.querySelectorAll('.message').length") == 0
    scene.page.click(".back")
    scene.page.until("document.querySelector('.person .unread')?.innerText === '1'")
    scene.page.click(".person", "Gerardo")
    assert "Ya quedó" in scene.theirs(1)


def test_the_page_speaks_english_and_remembers(scene: Scene) -> None:
    """Its own words change; what was said stays as it was said."""
    scene.page.click(".back")
    scene.page.click("[data-language=en]")
    assert "Who are you?" in scene.page.text()
    scene.open("08")
    assert scene.page.text("#empty-title") == "Hi, María"
    assert scene.page.ask("document.querySelector('#text').placeholder") == "Message"
    assert scene.page.ask("document.documentElement.lang") == "en"


def test_a_message_that_the_api_refused_can_be_tried_again(scene: Scene) -> None:
    """The bubble says so, and one tap sends it once more."""
    scene.echo.refusing = True
    scene.tell("hola")
    scene.page.until("!!document.querySelector('.own p.failed')")
    scene.echo.refusing = False
    scene.page.click("p.failed button", "Reintentar")
    assert "Recibí hola" in scene.theirs(1)
    assert scene.page.ask("document.querySelectorAll('.own').length") == 1


def test_a_stand_in_that_went_away_is_explained_on_the_page(scene: Scene) -> None:
    """One sentence says what to start, and it goes when the stand-in is back."""
    scene.page.ask("window.real = fetch; window.fetch = () => Promise.resolve({status: 502})")
    scene.tell("hola")
    scene.page.until("document.querySelector('.phone .trouble').innerText.includes('make up')")
    assert scene.page.text("#presence") == "sin conexión"
    scene.page.ask("window.fetch = window.real; 1")
    scene.page.until("document.querySelector('.phone .trouble').hidden")
    scene.page.click("p.failed button", "Reintentar")
    assert "Recibí hola" in scene.theirs(1)


def test_an_undelivered_message_is_a_note(scene: Scene) -> None:
    """Whoever develops sees why nothing came."""
    scene.standin.misbehave(recipients={GERARDO: 63016})
    scene.tell("hola")
    scene.page.until("document.querySelector('.note')?.innerText.includes('63016')")


def test_the_page_fits_a_wide_screen_in_the_dark(scene: Scene) -> None:
    """List and phone stand side by side, and nothing is cut off."""
    scene.page.see(1280, 800, dark=True)
    scene.page.until("document.querySelectorAll('.person').length === 10")
    boxes = scene.page.ask("['.people', '.phone', '#composer'].map(s => {"
                           "const r = document.querySelector(s).getBoundingClientRect();"
                           "return [r.left, r.top, r.right, r.bottom]})")  # fmt: skip
    assert all(0 <= x0 < x1 <= 1280 and 0 <= y0 < y1 <= 800 for x0, y0, x1, y1 in boxes)
    assert boxes[0][2] < boxes[1][0]


def test_everything_that_can_be_touched_has_a_name(scene: Scene) -> None:
    """Whoever listens instead of looking finds every control."""
    scene.tell("botones")
    scene.theirs(1)
    nameless = scene.page.ask(
        "[...document.querySelectorAll('button, a, textarea, input:not([hidden]), dialog')].filter("
        "n => !(n.getAttribute('aria-label') || n.getAttribute('aria-labelledby')"
        " || n.textContent.trim())).map(n => n.outerHTML)"
    )
    assert nameless == []


def test_the_company_answers_in_both_languages(company: Scene, fresh: None) -> None:
    """The whole way: page, stand-in, webhook, inbox, bot, figures, outbox, and back with ticks."""
    company.begin()
    company.tell("¿cuánto vendimos ayer?")
    assert "Ventas netas" in company.theirs(1)
    company.tell("sales last month by agent")
    assert "Net sales" in company.theirs(2)
    company.page.until("document.querySelectorAll('.own .mark.read').length === 2")
    assert company.page.faults == []


def test_the_company_s_choices_are_tapped(company: Scene, fresh: None) -> None:
    """Two people of one name: the right one is a button."""
    company.begin()
    company.tell("ventas de María este mes")
    company.theirs(1)
    company.page.click(".replies button", "María López")
    said = company.theirs(2)
    assert "Ventas netas" in said
    assert "María López" in said


def test_a_stand_in_that_is_away_is_explained(tmp_path: Path) -> None:
    """The page's calls get a 502 that says which part is missing."""
    app = FastAPI()
    app.include_router(simulator.router(invented(standin_port=9)))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        with serving(app, listener):
            url = f"http://127.0.0.1:{listener.getsockname()[1]}/simulator"
            answer = httpx.get(f"{url}/updates")
            assert (answer.status_code, answer.json()) == (502, {"unreachable": "standin"})
            assert httpx.post(f"{url}/messages", content="{}").status_code == 415
            assert httpx.get(f"{url}/files/..%2Fsimulator.py").status_code == 404
