"""The running web chat: through its API, and in a real browser."""

import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from gradio_client import Client  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect, sync_playwright

from tests.conftest import ROOT, Run

CHROMIUM = shutil.which("chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]

pytestmark = pytest.mark.model


def test_a_running_chat_finds_a_document_ingested_by_another_process(
    chat: tuple[str, Path], run: Run, tmp_path: Path
) -> None:
    address, index = chat
    client = Client(address, verbose=False)
    question = "When was the Vardø lighthouse painted red?"
    _, history, _ = client.predict(question, [], api_name="/ask")
    assert "No answer" in str(history)
    new = tmp_path / "lighthouse.txt"
    new.write_text("The Vardø lighthouse was painted red in 1987.", encoding="utf-8")
    assert run("ingest", new, "--index", index).returncode == 0
    _, history, evidence = client.predict(question, [], api_name="/ask")
    assert "painted red in 1987" in str(history)
    assert "<mark>The Vardø lighthouse was painted red in 1987.</mark>" in evidence


@pytest.fixture
def page(chat: tuple[str, Path]):  # type: ignore[no-untyped-def]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        hosts: set[str | None] = set()
        page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
        page.goto(chat[0])
        yield page
        browser.close()
        assert hosts - {None} == {"127.0.0.1"}


def ask(page: Page, question: str) -> None:
    page.get_by_label("Question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")
def test_the_answer_and_its_marked_quote_are_shown(page: Page) -> None:
    ask(page, "Who opened the meeting?")
    mark = page.locator("#evidence mark").first
    expect(mark).to_contain_text("Pyotr Popov", timeout=30_000)
    expect(page.locator("#chat")).to_contain_text("Pyotr Popov")
    expect(page.locator("#evidence .citation").first).to_contain_text("published 2019-10-01")
    shot = ROOT / ".pytest_cache" / "chat.png"
    shot.parent.mkdir(exist_ok=True)
    page.screenshot(path=str(shot))


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")
def test_a_refusal_says_why_and_shows_no_evidence(page: Page) -> None:
    ask(page, "What is the capital of Australia?")
    expect(page.locator("#chat .refusal")).to_contain_text("never mention", timeout=30_000)
    expect(page.locator("#evidence")).to_contain_text("Nothing is cited")


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")
def test_markup_in_a_question_is_shown_as_text(page: Page) -> None:
    """The fixture also proves that the image is not fetched."""
    hostile = "Who <img src=x onerror=alert(1)> ![a](http://evil.example/a.png) opened it?"
    ask(page, hostile)
    expect(page.locator("#chat .refusal, #chat .statement")).to_be_visible(timeout=30_000)
    expect(page.locator("#chat")).to_contain_text(hostile)
    assert page.locator("#chat img[src*='evil'], #chat img[src='x']").count() == 0


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")
def test_an_empty_question_is_explained_and_the_conversation_stays(page: Page) -> None:
    ask(page, "Who opened the meeting?")
    expect(page.locator("#evidence mark").first).to_be_visible(timeout=30_000)
    ask(page, "  ")
    expect(page.get_by_text("the question is empty")).to_be_visible(timeout=30_000)
    expect(page.locator("#chat")).to_contain_text("Pyotr Popov")
    expect(page.locator("#evidence mark").first).to_be_visible()
    page.screenshot(path=str(ROOT / ".pytest_cache" / "empty.png"))
