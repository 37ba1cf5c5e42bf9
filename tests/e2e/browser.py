"""A headless Chromium, driven over its DevTools protocol."""

import base64
import itertools
import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from websockets.sync.client import ClientConnection, connect

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PATIENCE = 10.0


def program() -> str | None:
    """Give the path of a Chromium, or None."""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


class Page:
    """One tab: what is on it is asked for in JavaScript, and touched as a finger would."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._ids = itertools.count(1)
        self.faults: list[str] = []
        for domain in ("Page", "Runtime", "DOM", "Log"):
            self.do(f"{domain}.enable")

    def do(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send one command and give its result."""
        number = next(self._ids)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            heard = json.loads(self._socket.recv(timeout=30))
            self._note(heard)
            if heard.get("id") == number:
                assert "error" not in heard, heard["error"]
                return dict(heard["result"])

    def _note(self, heard: dict[str, Any]) -> None:
        """Keep what went wrong on the page: exceptions, and what its security policy refused."""
        if heard.get("method") == "Runtime.exceptionThrown":
            self.faults.append(str(heard["params"]["exceptionDetails"].get("exception")))
        entry = heard.get("params", {}).get("entry", {})
        if heard.get("method") == "Log.entryAdded" and entry.get("source") == "security":
            self.faults.append(str(entry.get("text")))

    def see(self, width: int, height: int, *, dark: bool = False, touch: bool = False) -> None:
        """Give the tab a size and a colour scheme."""
        self.do("Emulation.setDeviceMetricsOverride", width=width, height=height,
                deviceScaleFactor=2, mobile=touch)  # fmt: skip
        self.do("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ])  # fmt: skip

    def go(self, url: str) -> None:
        """Open an address."""
        self.do("Page.navigate", url=url)
        self.until("document.readyState === 'complete'")

    def ask(self, expression: str) -> Any:
        """Evaluate JavaScript and give its value."""
        answer = self.do("Runtime.evaluate", expression=expression, returnByValue=True,
                         awaitPromise=True)  # fmt: skip
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def until(self, expression: str, seconds: float = _PATIENCE) -> Any:
        """Wait until JavaScript gives something true, and give it."""
        deadline = time.monotonic() + seconds
        while not (value := self.ask(expression)):
            assert time.monotonic() < deadline, f"never true: {expression}\n{self.text()[-600:]}"
            time.sleep(0.03)
        return value

    def text(self, selector: str = "body") -> str:
        """Give what can be read in a part of the page."""
        return str(self.ask(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''"))

    def click(self, selector: str, saying: str = "") -> None:
        """Click the last thing that fits the selector and says the words, once it is there."""
        fits, words = json.dumps(selector), json.dumps(saying)
        find = (f"[...document.querySelectorAll({fits})].findLast("
                f"n => n.checkVisibility() && n.innerText.includes({words}))")  # fmt: skip
        self.until(f"!!{find}")
        self.ask(f"{find}.scrollIntoView({{block: 'nearest', behavior: 'instant'}})")
        where = (f"(r => [r.x + r.width / 2, r.y + r.height / 2])"
                 f"({find}.getBoundingClientRect())")  # fmt: skip
        spot = None
        while spot != (spot := self.ask(where)):
            time.sleep(0.03)
        for kind in ("mousePressed", "mouseReleased"):
            self.do("Input.dispatchMouseEvent", type=kind, x=spot[0], y=spot[1], button="left",
                    clickCount=1)  # fmt: skip

    def write(self, text: str) -> None:
        """Type into what has the focus."""
        self.do("Input.insertText", text=text)

    def press(self, key: str) -> None:
        """Press a key such as Enter, Escape or Tab."""
        code = {"Enter": 13, "Escape": 27, "Tab": 9}[key]
        for kind in ("keyDown", "keyUp"):
            self.do("Input.dispatchKeyEvent", type=kind, key=key, code=key,
                    windowsVirtualKeyCode=code, text="\r" if key == "Enter" else "")  # fmt: skip

    def choose(self, selector: str, file: Path) -> None:
        """Put a file into a file field."""
        root = self.do("DOM.getDocument")["root"]["nodeId"]
        node = self.do("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.do("DOM.setFileInputFiles", nodeId=node, files=[str(file)])

    def picture(self, file: Path) -> None:
        """Keep what the tab looks like."""
        file.write_bytes(base64.b64decode(self.do("Page.captureScreenshot")["data"]))


@contextmanager
def browsing(home: Path) -> Iterator[Page]:
    """Start a Chromium and give its tab; it ends with the block."""
    path = program()
    assert path is not None
    log = home / "chromium.log"
    with log.open("w") as out:
        started = subprocess.Popen(
            [path, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--hide-scrollbars", "--no-first-run", "--lang=es", "--remote-debugging-port=0",
             f"--user-data-dir={home / 'profile'}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=out)  # fmt: skip
    try:
        port = _port(log)
        tabs = httpx.get(f"http://127.0.0.1:{port}/json", trust_env=False).json()
        address = next(t["webSocketDebuggerUrl"] for t in tabs if t["type"] == "page")
        with connect(address, max_size=None, proxy=None) as socket:
            yield Page(socket)
    finally:
        started.terminate()
        started.wait(timeout=10)


def _port(log: Path) -> int:
    deadline = time.monotonic() + 30
    while True:
        found = re.search(r"DevTools listening on ws://[^:]+:(\d+)/", log.read_text())
        if found:
            return int(found[1])
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)
