"""Whatever fits the description, or nearly, is answered: nothing ends in a fault of ours."""

import json
import re
import shlex
from pathlib import Path

import pytest

from drills.fuzz import described
from tests.api.conftest import SECOND, Admin, bearer, number
from vocero.api.v1.desk import PREFIX

PAGE = Path(__file__).resolve().parents[2] / "docs" / "admin-api.md"


@pytest.mark.filterwarnings("ignore")
def test_nothing_that_is_described_ends_in_a_fault(admin: Admin) -> None:
    """Schemathesis, as an administrator, over every operation; each is really reached."""
    url = str(admin.client.base_url).rstrip("/")
    statuses = described(url, 6, bearer(), PREFIX)
    assert not [one for one in statuses if one[1] >= 500]
    assert not [one for one in statuses if one[1] in {401, 403}]
    labels = {label for label, _ in statuses}
    assert len(labels) == 34
    reached = {label for label, status in statuses if status in {200, 201, 204, 404, 409}}
    assert labels - reached <= {f"POST {PREFIX}/broadcasts"}, labels - reached


def examples() -> list[str]:
    """The calls of the page, one line each."""
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return [line for line in lines if line.startswith("curl")]


def test_the_examples_of_the_page_work(admin: Admin) -> None:
    """One after the other, as they stand."""
    for n in range(60):
        admin.person(f"+1202556{n:04d}", 8, agent_id=1)
    admin.sql("""insert into vocero.subscriptions
        (person_id, question, frequency, at, language, next_due)
        values (4, '{"kind": "sales"}', 'daily', '08:00', 'es', now())""")
    done = 0
    for line in examples():
        words = shlex.split(line)[1:]
        method, headers, body, url = "GET", {}, None, ""
        while words:
            word = words.pop(0)
            match word:
                case "-s":
                    continue
                case "-X":
                    method = words.pop(0)
                case "-H":
                    name, _, value = words.pop(0).partition(": ")
                    headers[name] = value
                case "-d":
                    body = json.loads(words.pop(0))
                    method = "POST" if method == "GET" else method
                case _:
                    url = word
        token = SECOND if "SECOND" in headers["Authorization"] else number(1)
        path = url.removeprefix("$API")
        answer = admin.client.request(method, "/api/v1" + path, json=body,
                                      headers={**headers, **bearer(token)})  # fmt: skip
        assert answer.status_code < 300, f"{line}\n{answer.text}"
        done += 1
    assert done >= 15
