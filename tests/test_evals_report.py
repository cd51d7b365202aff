"""The report is one page that needs nothing else, and shows every text as text."""

import re
import shutil
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from evals.compare import compare
from evals.record import Run, save
from evals.report import report_page
from evals.serve import Shelf, server
from ingest.errors import PortInUse, UsageError
from ingest.settings import Settings
from tests.evals_toy import build, changed, generation_of, perfect, questions, run_toy, toy_set
from tests.test_evals_gate import unfound

CHROMIUM = shutil.which("chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
NASTY = "<script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}\"'></details>\u202e"


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return build(tmp_path_factory.mktemp("toy"))


@pytest.fixture(scope="module")
def runs(toy: Settings) -> tuple[Run, Run]:
    asked = [replace(each, note=NASTY) for each in questions()]
    asked[0] = replace(asked[0], question=NASTY, category=NASTY, answers=(NASTY,))
    chain = perfect(generation_of(toy), asked)
    first = {question.question for question in asked[:3]}
    before = run_toy(toy, chain, toy_set(asked, name="<b>toy</b>"))
    worse = changed(chain, lambda a: unfound(a) if a.question in first else a)
    return before, run_toy(toy, worse, toy_set(asked, name="<b>toy</b>"))


class Elements(HTMLParser):
    """Notes what elements a page has, and every address that it names."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.handlers: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [str(value) for name, value in attrs if name in ("src", "href")]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]


def test_the_page_is_self_contained_and_every_text_is_escaped(runs: tuple[Run, Run]) -> None:
    page = report_page(runs[1], compare(*runs))
    found = Elements(page)
    assert found.tags.count("script") == 1
    assert "img" not in found.tags
    assert found.addresses == found.handlers == []
    assert "49" not in re.findall(r"onerror=alert\(2\)&gt;(\d*)", page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "url(" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_the_page_tells_figures_failures_and_both_sides_of_what_flipped(
    runs: tuple[Run, Run],
) -> None:
    page = report_page(runs[1], compare(*runs))
    for text in ("Failures 3", "Refused 13", "Flipped 3", "nothing was found", "recall@5", "n=30"):
        assert text in page
    assert page.count("Before: right") == 3
    assert "Flipped" not in report_page(runs[1])
    assert page.count("<svg") == 4


def test_a_page_of_refusals_only_has_no_plots_of_answers(toy: Settings) -> None:
    asked = questions()[20:]
    run = run_toy(toy, perfect(generation_of(toy), asked), toy_set(asked))
    page = report_page(run)
    assert page.count("<svg") == 1
    assert "AUROC" not in page


@pytest.fixture(scope="module")
def shelf(runs: tuple[Run, Run], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    for number, run in enumerate(runs):
        save(replace(run, id=f"2026112{number}-000000-aaaa"), folder)
    (folder / "20261122-000000-bad0.json").write_text("{}")
    return folder


def test_the_shelf_lists_runs_with_trends_and_names_what_is_unreadable(shelf: Path) -> None:
    page = Shelf(shelf).page("/")
    assert page
    assert page.index("20261121-") < page.index("20261120-")
    assert "/compare/20261120-000000-aaaa/20261121-000000-aaaa" in page
    assert "is not a run" in page
    assert "<polyline" in page
    assert "<b>toy" not in page


@pytest.mark.parametrize("path", ["/x", "/run", "/run/..", "/run/a/b", "/compare/1", "/run/%2e%2e"])
def test_the_shelf_has_no_other_pages(shelf: Path, path: str) -> None:
    assert Shelf(shelf).page(path) is None


def test_an_empty_shelf_is_a_page(tmp_path: Path) -> None:
    assert "0 runs" in str(Shelf(tmp_path / "none").page("/"))


@pytest.fixture
def address(shelf: Path) -> Iterator[str]:
    with server(shelf, port=0) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()
        thread.join()


def test_the_server_answers_this_machine_only(address: str) -> None:
    with urllib.request.urlopen(f"{address}/run/20261120-000000-aaaa") as reply:
        assert b"<svg" in reply.read()
    elsewhere = urllib.request.Request(address, headers={"Host": "evil.example"})
    for request, code in ((elsewhere, 403), (f"{address}/etc/passwd", 404)):
        with pytest.raises(urllib.error.HTTPError) as raised:
            urllib.request.urlopen(request)
        assert raised.value.code == code
        raised.value.close()
    with pytest.raises(PortInUse):
        server(Path(), port=int(address.rsplit(":", 1)[1]))


def test_an_unreadable_run_is_told(shelf: Path) -> None:
    with pytest.raises(UsageError, match="is not a run"):
        Shelf(shelf).page("/run/20261122-000000-bad0")


@pytest.fixture
def page(runs: tuple[Run, Run], tmp_path: Path) -> Iterator[Page]:
    file = tmp_path / "report.html"
    file.write_text(report_page(runs[1], compare(*runs)), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 390, "height": 800}, color_scheme="dark")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: asked.append(dialog.message))
        page.goto(file.as_uri())
        yield page
        browser.close()
        assert asked == [file.as_uri()]


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")
def test_filters_work_from_a_file_and_the_page_fits_a_phone(page: Page) -> None:
    shown = page.locator(".q:visible")
    expect(shown).to_have_count(30)
    page.get_by_role("button", name="Flipped 3").click()
    expect(shown).to_have_count(3)
    page.get_by_role("button", name="Refused 13").click()
    expect(shown).to_have_count(13)
    page.get_by_label("category").select_option("near miss")
    expect(shown).to_have_count(10)
    page.get_by_label("Search").fill("number 7?")
    expect(shown).to_have_count(1)
    expect(page.locator("#shown")).to_have_text("1 shown")
    shown.locator("summary").first.click()
    expect(shown).to_contain_text("There is no answer")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(28, 25, 23)"
