"""Reports as files: opened by another library than wrote them, and by nobody who may not."""

import csv
import io
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import openpyxl
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from itsdangerous import URLSafeTimedSerializer
from PIL import Image
from pypdf import PdfReader

from tests.conftest import Ask, entities
from vocero.api import files
from vocero.conversation import filing
from vocero.conversation.answering import answer
from vocero.conversation.said import Reply, Said
from vocero.conversation.turn import Office
from vocero.people import links
from vocero.people.identity import Identity
from vocero.scheduler.jobs import throw_away
from vocero.settings import Settings
from vocero.storage.engine import Database

Talk = Callable[..., Reply]
Sql = Callable[..., list[sa.Row[tuple[object, ...]]]]
BY_BRANCH = {"period": "agosto", "dimension": ("sucursal", "branch")}


@pytest.fixture
def client(settings: Settings, database: Database) -> httpx.AsyncClient:
    """The route of files alone, in this process."""
    app = FastAPI()
    app.include_router(files.router(settings, database))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=settings.address)


@pytest.fixture
def export(reply: Talk, settings: Settings) -> Callable[..., bytes]:
    """Ask for August by branch as a level, then for a format; give the bytes of the file."""

    def made(level: int, words: str, value: str) -> bytes:
        reply(level, "ventas de agosto por sucursal", "ask_sales", **BY_BRANCH)
        answer = reply(level, f"mándalo en {words}", "export", format=(words, value))
        return content(settings, answer)

    return made


def content(settings: Settings, answer: Reply) -> bytes:
    """The bytes behind the link of an answer."""
    return path_of(settings, link_of(answer)).read_bytes()


def link_of(answer: Reply) -> str:
    """The link that an answer names."""
    return next(line for line in answer.text.splitlines() if line.startswith("http"))


def path_of(settings: Settings, link: str) -> Path:
    """Where the file of a link lies."""
    signed = urlsplit(link).path.split("/")[2]
    return settings.shelf / links.Links(settings.link_secret, "").read(signed).token


def test_a_workbook_has_typed_cells_a_frozen_header_and_definitions(
    export: Callable[..., bytes], sql: Sql
) -> None:
    """Read by openpyxl: numbers are numbers with a format, and equal independent SQL."""
    book = openpyxl.load_workbook(io.BytesIO(export(2, "excel", "xlsx")))
    assert book.sheetnames == ["Datos", "Cifras", "Sobre este reporte", "Definiciones"]
    data = book["Datos"]
    assert data.freeze_panes == "A2"
    assert [cell.value for cell in data[1]] == ["Sucursal", "Ventas netas", "Parte"]
    assert "#,##0.00" in data["B2"].number_format
    assert data["C2"].number_format == "0.0%"
    found = {row[0].value: row[1].value for row in data.iter_rows(min_row=2)}
    rows = sql("""
        select branch, sum(amount) from (
            select branch, amount from reporting.bookings
             where confirmed_on between '2026-08-01' and '2026-08-31'
            union all select branch, -amount from reporting.refunds
             where refunded_on between '2026-08-01' and '2026-08-31'
            union all select branch, -amount from reporting.commissions
             where accrued_on between '2026-08-01' and '2026-08-31') e group by 1""")
    assert found == {name: pytest.approx(float(value)) for name, value in rows}  # type: ignore[arg-type]
    names = [row[0].value for row in book["Definiciones"].iter_rows()]
    assert names[:2] == ["Ventas netas", "Ventas brutas"]


def test_a_page_says_who_asked_at_which_level_and_for_when(export: Callable[..., bytes]) -> None:
    """Read by pypdf: title, period, asker, level, headline, table, definitions, page number."""
    pages = PdfReader(io.BytesIO(export(2, "pdf", "pdf"))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert len(pages) == 1
    for words in ("Ventas netas por sucursal", "1–31 de ago de 2026", "2, dirección general",
                  "toda la empresa", "$9,468,314.10", "Playa del Carmen", "Definiciones",
                  "Página 1 de 1", "Preparado para", "Spirit Tours"):  # fmt: skip
        assert words in text, words
    assert len(pages[0].images) == 1


def test_a_picture_is_as_wide_as_a_phone_and_light(export: Callable[..., bytes]) -> None:
    """Read by Pillow: a PNG of 1,080 pixels across, under 300 KB."""
    raw = export(2, "gráfica", "chart")
    with Image.open(io.BytesIO(raw)) as picture:
        assert picture.format == "PNG"
        assert picture.width == 1080
    assert len(raw) < 300 * 1024


def test_separated_values_open_right_in_a_spreadsheet(
    export: Callable[..., bytes], ask: Ask
) -> None:
    """UTF-8 with BOM, numbers plain; where commas mark decimals, semicolons part the cells."""
    raw = export(2, "csv", "csv")
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert rows[0] == ["Sucursal", "Ventas netas", "Parte"]
    assert [len(row) for row in rows] == [3] * 9
    assert float(rows[1][1]) > float(rows[2][1]) > 0


def test_whoever_may_not_have_files_is_told_so(reply: Talk) -> None:
    """A customer gets the answer and no file; the bare wish is refused."""
    text = reply(10, "mis reservas de agosto en pdf", "ask_bookings", period="agosto",
                 format=("pdf", "pdf")).text  # fmt: skip
    assert "Tu nivel no incluye archivos" in text
    for intent in ("export", "refine"):
        assert "🔒" in reply(10, "mándalo en pdf", intent, format=("pdf", "pdf")).text


def test_without_a_report_there_is_nothing_to_send(reply: Talk) -> None:
    """The first word of a conversation cannot be "send it"."""
    text = reply(2, "mándalo en excel", "export", format=("excel", "xlsx")).text
    assert text.startswith("¿Qué te mando?")


def test_the_first_message_may_be_question_and_file_in_one(
    office: Office, settings: Settings
) -> None:
    """ "Send me August's sales in excel", taken for a wish, is the report that it is like."""
    text = "mándame las ventas de agosto en excel"
    said = Said(text, "export", entities(text, period="agosto", format=("excel", "xlsx")),
                ranking=(("export", 0.8), ("ask_sales", 0.19)))  # fmt: skip
    given = answer(office, Identity("+12025550102", "rest", "files:first", ""), said)
    assert "Ventas netas" in given.text
    assert content(settings, given)[:2] == b"PK"


def test_a_format_that_was_not_said_is_asked_for(reply: Talk, settings: Settings) -> None:
    """Four choices; a number or a name answers, another question is answered instead."""
    reply(2, "ventas de agosto por sucursal", "ask_sales", **BY_BRANCH)
    asked = reply(2, "expórtalo", "export")
    assert asked.choices == ("PDF", "Excel", "CSV", "Gráfica")
    assert content(settings, reply(2, "1", "inform")).startswith(b"%PDF")
    reply(2, "expórtalo", "export")
    assert content(settings, reply(2, "excel", "export", format=("excel", "xlsx")))[:2] == b"PK"
    reply(2, "expórtalo", "export")
    assert "💰" in reply(2, "ventas de hoy", "ask_sales", period="hoy").text


def test_the_same_file_is_written_once(reply: Talk, settings: Settings) -> None:
    """Asked again, even by somebody else of the same scope and level, a picture is the same."""
    def drawn(who: int | str) -> Path:
        reply(who, "ventas de julio por canal", "ask_sales", period="julio",
              dimension=("canal", "channel"))  # fmt: skip
        answer = reply(who, "en gráfica", "export", format=("gráfica", "chart"))
        return path_of(settings, link_of(answer))

    first = drawn(2)
    made = first.stat().st_mtime_ns
    assert drawn(2) == first
    assert first.stat().st_mtime_ns == made


def test_people_of_different_scope_never_share_a_file(export: Callable[..., bytes]) -> None:
    """A branch's workbook holds that branch; the company's holds all."""
    def branches(level: int) -> set[object]:
        book = openpyxl.load_workbook(io.BytesIO(export(level, "excel", "xlsx")))
        return {row[0].value for row in book["Datos"].iter_rows(min_row=2)}

    assert len(branches(2)) == 8
    assert len(branches(4)) == 1


def test_a_new_load_makes_a_new_file(
    export: Callable[..., bytes], reply: Talk, settings: Settings, database: Database
) -> None:
    """A file belongs to the version of the data that it was made from."""
    def made() -> Path:
        reply(2, "ventas de agosto por sucursal", "ask_sales", **BY_BRANCH)
        answer = reply(2, "en csv", "export", format=("csv", "csv"))
        return path_of(settings, link_of(answer))

    before = made()
    with database.owner.begin() as connection:
        connection.execute(sa.text("update tours.loads set version = version + 1"))
    assert made() != before


async def test_a_link_is_served_with_its_type_and_name(
    reply: Talk, client: httpx.AsyncClient
) -> None:
    """GET and HEAD agree, and say what it is."""
    reply(2, "ventas de agosto por sucursal", "ask_sales", **BY_BRANCH)
    link = link_of(reply(2, "en pdf", "export", format=("pdf", "pdf")))
    got, head = await client.get(link), await client.head(link)
    assert (got.status_code, head.status_code) == (200, 200)
    assert got.headers["content-type"] == head.headers["content-type"] == "application/pdf"
    assert got.headers["content-length"] == head.headers["content-length"]
    assert "ventas-netas-por-sucursal-2026-08-01-2026-08-31.pdf" in head.headers[
        "content-disposition"]  # fmt: skip
    assert head.content == b""


async def test_a_person_who_may_see_less_by_now_cannot_open_it(
    reply: Talk, client: httpx.AsyncClient, database: Database
) -> None:
    """Level lowered or gone: 403 with a sentence, for a link that was theirs."""
    reply(2, "ventas de agosto por sucursal", "ask_sales", **BY_BRANCH)
    link = link_of(reply(2, "en pdf", "export", format=("pdf", "pdf")))
    phone = {"phone": "+12025550102"}
    for change, back in (("level = 4, branch_id = 2", "level = 2, branch_id = null"),
                         ("active = false", "active = true")):  # fmt: skip
        with database.owner.begin() as connection:
            connection.execute(
                sa.text(f"update vocero.people set {change} where phone = :phone"), phone)
        try:
            refused = await client.get(link)
        finally:
            with database.owner.begin() as connection:
                connection.execute(
                    sa.text(f"update vocero.people set {back} where phone = :phone"), phone)
        assert refused.status_code == 403
        assert "ya no está entre lo que puedes ver" in refused.text
    assert (await client.get(link)).status_code == 200


async def test_a_forged_or_old_link_opens_nothing(
    reply: Talk, client: httpx.AsyncClient, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """404 for what was never signed, 410 for what has expired: a day for people, six hours else."""
    reply(2, "ventas de agosto por sucursal", "ask_sales", **BY_BRANCH)
    link = link_of(reply(2, "en pdf", "export", format=("pdf", "pdf")))
    forged = link.replace("/files/", "/files/x")
    assert (await client.get(forged)).status_code == 404
    sent = reply(2, "en pdf", "export", door="twilio", format=("pdf", "pdf")).media
    assert sent is not None
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 7 * 3600)
    assert (await client.get(link)).status_code == 200
    assert (await client.get(sent.url)).status_code == 410
    monkeypatch.setattr(time, "time", lambda: now + 25 * 3600)
    expired = await client.get(link)
    assert expired.status_code == 410
    assert "ya venció" in expired.text


async def test_a_link_signed_with_another_secret_opens_nothing(client: httpx.AsyncClient) -> None:
    """Only our own signature counts, and only one made for files."""
    for secret, salt in (("another", "vocero.files"), ("a secret of tests", "other")):
        signed = URLSafeTimedSerializer(secret, salt=salt).dumps(["x", 1])
        assert (await client.get(f"/files/{signed}/x.pdf")).status_code == 404


def test_what_nobody_wants_any_more_is_thrown_away(
    reply: Talk, settings: Settings, database: Database
) -> None:
    """After two days the row and the bytes go; bytes that no row names go too; others stay."""
    reply(2, "ventas de junio por sucursal", "ask_sales", period="junio",
          dimension=("sucursal", "branch"))  # fmt: skip
    old, fresh = (path_of(settings, link_of(reply(2, f"en {kind}", "export", format=(kind, kind))))
                  for kind in ("csv", "pdf"))  # fmt: skip
    stray = settings.shelf / "stray"
    stray.write_bytes(b"x")
    os.utime(stray, (0, 0))
    with database.owner.begin() as connection:
        connection.execute(
            sa.text("update vocero.files set wanted_at = now() - interval '49 hours'"
                    " where token = :token"), {"token": old.name})  # fmt: skip
    throw_away(Office(database.settings, database))
    assert (old.exists(), stray.exists(), fresh.exists()) == (False, False, True)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A world in which files hold little."""
    monkeypatch.setattr(filing, "MOST_BOOKINGS", 10)
    return


def test_what_does_not_fit_is_refused_with_a_narrower_proposal(reply: Talk, few: None) -> None:
    """The report is there, the file is not, and what would fit is said."""
    asked = reply(2, "reservas de agosto en excel", "ask_bookings", period="agosto",
                  format=("excel", "xlsx"))  # fmt: skip
    assert "📒 *Reservas: 1,878*" in asked.text
    assert "Pide un periodo más corto" in asked.text


def test_every_booking_is_in_the_workbook(reply: Talk, settings: Settings, sql: Sql) -> None:
    """Not the ten lines of the message: all that were counted, in typed cells."""
    asked = reply(2, "reservas de agosto en excel", "ask_bookings", period="agosto",
                  format=("excel", "xlsx"))  # fmt: skip
    sheet = openpyxl.load_workbook(io.BytesIO(content(settings, asked)))["Datos"]
    ((count, amount),) = sql("""
        select count(*), sum(amount) from reporting.bookings
         where created_on between '2026-08-01' and '2026-08-31'""")
    header = [cell.value for cell in sheet[1]]
    column = header.index("Importe")
    assert sheet.max_row - 1 == count
    total = sum(row[column].value for row in sheet.iter_rows(min_row=2))
    assert total == pytest.approx(float(amount))  # type: ignore[arg-type]
    assert sheet.cell(2, header.index("Creada") + 1).is_date


def test_an_auditors_file_names_no_customer(reply: Talk, settings: Settings) -> None:
    """The masks of a level hold in files as they do in messages."""
    asked = reply(7, "reservas de ayer en csv", "ask_bookings", period="ayer",
                  format=("csv", "csv"))  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(content(settings, asked).decode("utf-8-sig"))))
    assert rows
    assert all(row["Cliente"].startswith("Cliente ") for row in rows)
