"""The running web chat: through its API, and in a real browser."""

import asyncio
import json
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from gradio_client import Client  # type: ignore[import-untyped]
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from bot.feedback import FeedbackStore, Verdict
from bot.strings import say
from tests.answers import HOSTILE
from tests.conftest import ROOT, Run

expect.set_options(timeout=30_000)
CHROMIUM = shutil.which("chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
POPOV = "Who opened the meeting?"
SHOTS = ROOT / ".pytest_cache" / "shots"

pytestmark = pytest.mark.model
in_browser = pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")

Chat = tuple[str, Path]
Visit = Callable[..., Page]


def test_a_running_chat_finds_a_document_ingested_by_another_process(
    chat: Chat, run: Run, tmp_path: Path
) -> None:
    address, index = chat
    client = Client(address, verbose=False)
    question = "When was the Vardø lighthouse painted red?"
    assert client.predict(question, api_name="/ask")["abstention"]
    new = tmp_path / "lighthouse.txt"
    new.write_text("The Vardø lighthouse was painted red in 1987.", encoding="utf-8")
    assert run("ingest", new, "--index", index).returncode == 0
    answer = client.predict(question, api_name="/ask")
    (citation,) = answer["statements"][0]["citations"]
    assert citation["quote"] == "The Vardø lighthouse was painted red in 1987."
    found = client.predict("lighthouse painted", 1, api_name="/search")
    assert found[0]["document"] == citation["document"]
    text = client.predict(citation["document"], api_name="/document")["text"]
    assert text[citation["start"] : citation["end"]] == citation["quote"]
    client.close()


def test_the_same_can_be_called_as_mcp_tools(chat: Chat) -> None:
    async def call() -> tuple[list[str], str]:
        url = f"{chat[0]}/gradio_api/mcp/"
        async with (
            streamable_http_client(url) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            tools = [tool.name for tool in (await session.list_tools()).tools]
            result = await session.call_tool("ask", {"question": POPOV})
            return tools, str(result.content)

    tools, said = asyncio.run(call())
    assert tools == ["ask", "search", "document"]
    assert "Pyotr Popov" in said


@pytest.mark.parametrize(
    "path", ["gradio_api/file=/etc/passwd", "gradio_api/upload", "static/..%2f..%2fetc/passwd"]
)
def test_gradios_own_file_routes_are_closed(chat: Chat, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{chat[0]}/{path}", timeout=30)
    refused.value.close()
    assert refused.value.code == 404


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def visit(chat: Chat, browser: Browser) -> Iterator[Visit]:
    """Open the chat; afterwards prove that the page asked only this machine and broke no rule."""
    hosts: set[str | None] = set()
    errors: list[str] = []
    contexts: list[BrowserContext] = []

    def listen(said: ConsoleMessage) -> None:
        if said.type == "error":
            errors.append(said.text)

    def opened(
        width: int = 1280,
        height: int = 860,
        locale: str = "en-US",
        color_scheme: Literal["light", "dark"] = "light",
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            accept_downloads=True,
            locale=locale,
            color_scheme=color_scheme,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", listen)
        page.goto(chat[0])
        page.locator("#question textarea").wait_for()
        page.locator("#chat .example").first.wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert hosts - {None} == {"127.0.0.1"}
    assert not errors


def ask(page: Page, question: str, *, number: int = 1) -> None:
    page.locator("#ask").wait_for()  # hidden until the answer before is whole
    page.locator("#question textarea").fill(question)
    page.locator("#ask").click()
    expect(page.locator("#chat .answer")).to_have_count(number, timeout=60_000)


def shot(page: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(400)  # the panel's sliding in
    page.screenshot(path=str(SHOTS / f"{name}.png"))


@pytest.mark.browser
@in_browser
def test_a_mark_shows_its_quote_and_the_document_around_it(visit: Visit) -> None:
    page = visit()
    ask(page, POPOV)
    page.locator("#chat .cite").first.click()
    mark = page.locator("#evidence mark")
    expect(mark).to_contain_text("Pyotr Popov")
    expect(mark).to_be_in_viewport()
    expect(page.locator("#evidence .facts")).to_contain_text("published 2019-10-01")
    expect(page.locator("#evidence .facts")).to_contain_text("Russian Federation Government")
    shot(page, "answer")
    page.locator("#evidence a.open").click()
    expect(page.locator("#evidence .document mark")).to_be_in_viewport()
    expect(page.locator("#evidence .document")).to_contain_text("friendly atmosphere")
    page.locator("#evidence .back").click()
    expect(page.locator("#evidence .passage mark")).to_be_visible()
    ask(page, "What was signed at the end of the meeting?", number=2)
    expect(page.locator("#evidence mark")).to_contain_text("tripartite protocol")
    page.locator("#evidence a.open").click()  # of what the panel shows by itself
    page.locator("#evidence .back").click()
    expect(page.locator("#evidence .passage mark")).to_contain_text("tripartite protocol")


@pytest.mark.browser
@in_browser
def test_a_refusal_looks_like_one_and_offers_what_the_documents_do_say(visit: Visit) -> None:
    page = visit()
    ask(page, "What is the capital of Australia?")
    refusal = page.locator("#chat .refusal")
    expect(refusal).to_contain_text("never mention “Australia”")
    expect(refusal.locator(".nearest li").first).to_be_visible()
    expect(page.locator("#evidence")).to_contain_text("Nothing is cited")
    shot(page, "refusal")
    idea = refusal.locator(".idea").first
    text = idea.inner_text()
    idea.click()
    expect(page.locator("#chat .answer")).to_have_count(2)
    expect(page.locator("#chat .asked").last).to_have_text(text)


@pytest.mark.browser
@in_browser
def test_a_conversation_goes_on_is_kept_by_the_browser_and_can_be_changed(visit: Visit) -> None:
    page = visit()
    ask(page, POPOV)
    ask(page, "What was signed at the end of the meeting?", number=2)
    expect(page.locator("#stop")).to_be_hidden()
    page.reload()
    expect(page.locator("#chat .answer")).to_have_count(2)
    expect(page.locator("#chat .answer").last).to_contain_text("tripartite protocol")
    first = page.locator("#chat .answer").first
    key = first.get_attribute("data-answer") or ""
    page.locator("[data-do='retry:0']").click()
    expect(first).not_to_have_attribute("data-answer", key)
    expect(page.locator("#chat .answer").last).to_contain_text("tripartite protocol")
    expect(page.locator("#stop")).to_be_hidden()
    page.locator("[data-do='edit:0']").click()
    expect(page.locator("#question textarea")).to_have_value(POPOV)
    expect(page.locator("#chat .answer")).to_have_count(2)
    page.locator(".tools .fresh").click()
    expect(page.locator("#chat .answer")).to_have_count(0)


@pytest.mark.browser
@in_browser
def test_tabs_show_one_conversation_and_a_draft_outlives_a_reload(visit: Visit) -> None:
    first = visit()
    ask(first, POPOV)
    second = first.context.new_page()
    second.goto(first.url)
    expect(second.locator("#chat .answer")).to_have_count(1)
    second.locator("#question textarea").fill("And when")
    ask(first, "Where was the meeting?", number=2)
    second.bring_to_front()
    second.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(second.locator("#chat .answer")).to_have_count(2)
    expect(second.locator("#question textarea")).to_have_value("And when")


@pytest.mark.browser
@in_browser
def test_what_is_exported_is_verified(visit: Visit, chat: Chat, run: Run, tmp_path: Path) -> None:
    page = visit()
    ask(page, POPOV)
    ask(page, "What is the capital of Australia?", number=2)
    page.locator("#chat .actions summary").first.click()
    with page.expect_download() as one:
        page.locator("#chat a[href$='.json']").first.click()
    page.locator(".tools summary").click()
    for button in page.locator(".tools .sheet button").all():  # none is hidden by the header
        box = button.bounding_box()
        assert box
        middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        at = page.evaluate("([x, y]) => document.elementFromPoint(x, y)?.innerText", middle)
        assert at == button.inner_text()
    with page.expect_download() as all_of_it:
        page.locator(".tools .sheet button").nth(2).click()
    for download, answers in ((one.value, 1), (all_of_it.value, 2)):
        path = tmp_path / download.suggested_filename
        download.save_as(path)
        exported = json.loads(path.read_text())
        assert len(exported.get("answers", [exported])) == answers
        done = run("bot", "verify", path, "--index", chat[1])
        assert done.returncode == 0, done.stdout
        assert "identical" in done.stdout


@pytest.mark.browser
@in_browser
def test_feedback_is_kept_without_saying_whose_it_is(visit: Visit, chat: Chat) -> None:
    page = visit()
    ask(page, POPOV)
    page.locator("#chat .actions summary").last.click()
    page.get_by_label("Wrong evidence").check()
    page.get_by_label("Comment").fill("look at paragraph 2")
    page.locator("#chat .feedback button").click()
    expect(page.locator("#chat .said")).to_have_text(say("en", "thanks"))
    said = FeedbackStore(chat[1].parent / "feedback.sqlite").all()[-1]
    assert (said.verdict, said.comment) == (Verdict.WRONG_EVIDENCE, "look at paragraph 2")


@pytest.mark.browser
@in_browser
def test_hostile_questions_are_shown_as_text(visit: Visit) -> None:
    """The fixture also proves that nothing is fetched and no script runs."""
    page = visit()
    ask(page, f"Who {HOSTILE} opened it?")
    shown = HOSTILE.replace("\u202e", "⟨U+202E⟩")
    expect(page.locator("#chat .asked")).to_have_text(f"Who {shown} opened it?")
    assert page.locator("#chat :is(img, script, .katex)").count() == 0


@pytest.mark.browser
@in_browser
def test_an_empty_question_is_explained_and_the_conversation_stays(visit: Visit) -> None:
    page = visit()
    ask(page, POPOV)
    ask(page, "  ")
    expect(page.get_by_text("the question is empty")).to_be_visible()
    expect(page.locator("#chat")).to_contain_text("Pyotr Popov")


@pytest.mark.browser
@in_browser
def test_the_language_is_the_browsers_and_can_be_switched(visit: Visit) -> None:
    page = visit(locale="ru-RU")
    expect(page.locator("#ask")).to_have_text("Спросить")
    expect(page.get_by_role("tab", name="Документы")).to_be_visible()
    ask(page, POPOV)
    expect(page.locator("#evidence .facts")).to_contain_text("опубликовано 2019-10-01")
    shot(page, "russian")
    page.locator("#language").select_option("fi")
    expect(page.locator("#ask")).to_have_text("Kysy")
    expect(page.locator("#chat .answer summary").first).to_have_text("Miten tämä löytyi?")
    expect(page.locator("html")).to_have_attribute("lang", "fi")


@pytest.mark.browser
@in_browser
def test_the_filters_and_the_documents_page_know_what_is_indexed(visit: Visit) -> None:
    page = visit()
    page.get_by_role("tab", name="Documents").click()
    expect(page.locator("#listed .holdings li").first).to_be_visible()
    expect(page.locator("#listed")).to_contain_text("Generation")
    page.get_by_label("Search titles").fill("nothing of this kind")
    expect(page.locator("#listed")).to_contain_text("No document matches")
    page.get_by_role("tab", name="Chat").click()
    page.locator("#filters > button").click()
    since = page.get_by_label("From (")
    since.wait_for()
    page.wait_for_timeout(500)  # Gradio fills the boxes as they come into sight
    since.fill("yesterday")
    expect(since).to_have_value("yesterday")
    ask(page, POPOV, number=0)
    expect(page.get_by_text("is not a date such as")).to_be_visible()
    expect(page.locator("#filters > button")).to_contain_text("(1)")
    page.locator(".tools .fresh").click()
    expect(since).to_have_value("")
    expect(page.locator("#filters > button")).not_to_contain_text("(1)")


@pytest.mark.browser
@in_browser
def test_a_phone_shows_the_answer_and_the_proof_without_scrolling_sideways(visit: Visit) -> None:
    page = visit(390, 844)
    ask(page, POPOV)
    page.locator("#chat .cite").first.click()
    expect(page.locator("#evidence mark")).to_be_in_viewport()
    shot(page, "phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#evidence .close").click()
    expect(page.locator("#side")).to_be_hidden()
    expect(page.locator("#chat .cite").first).to_be_focused()


@pytest.mark.browser
@in_browser
def test_the_keyboard_alone_leads_from_a_question_to_its_proof(visit: Visit) -> None:
    page = visit()
    expect(page.locator("#question textarea")).to_be_focused()
    page.keyboard.type(POPOV)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .answer")).to_have_count(1)
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.cite')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("#evidence h3")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#evidence .document h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#chat .cite")).to_be_focused()


@pytest.mark.browser
@in_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(visit: Visit, scheme: str) -> None:
    page = visit(color_scheme=scheme)
    violations = serious(page)
    ask(page, POPOV)
    ask(page, "What is the capital of Australia?", number=2)
    page.locator(".found summary").first.click()
    page.locator("#chat .actions summary").last.click()
    page.locator("#chat .cite").first.click()
    expect(page.locator("#evidence mark")).to_be_visible()
    shot(page, scheme)
    violations += serious(page)
    page.get_by_role("tab").nth(1).click()
    expect(page.locator("#listed .holdings li").first).to_be_visible()
    violations += serious(page)
    assert not violations


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['html'][:160]} {node['any'][:1]}"
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


def test_a_chat_that_others_can_reach_asks_for_sign_in_first(run: Run) -> None:
    done: subprocess.CompletedProcess[str] = run("bot", "--host", "0.0.0.0", "--port", "0")
    assert done.returncode == 2
    assert "--open" in done.stderr
