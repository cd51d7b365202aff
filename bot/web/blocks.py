"""The Gradio page, and its functions for programs: the only file that knows Gradio.

Handlers only call the desk and show what it gives. Gradio evaluates the templates of gr.HTML and
the scripts of events in the browser, which the page's security policy forbids: HTML stands in
gr.Markdown, and the script is desk.js.
"""

import logging
from collections.abc import Iterator
from typing import Literal, NamedTuple, TypedDict

import gradio as gr
from fastapi import FastAPI

from bot.answer import Inquiry
from bot.holdings import documents_html, welcome_html
from bot.markup import inert
from bot.strings import say, table, told
from bot.web import talk
from bot.web.desk import Desk
from bot.web.shell import TITLE
from bot.web.talk import Message, Record
from bot.web.tools import ASKING, add_tools, spoken, who
from ingest.errors import DeskError
from ingest.settings import Settings

logger = logging.getLogger(__name__)
_HEADER = f"<header class='desk-head'><span class='brand'>{TITLE}</span></header>"
_Update = dict[str, object]
_Chosen = tuple[list[str], list[str], list[str], str, str]


class _Private(TypedDict):
    api_visibility: Literal["private"]
    show_progress: Literal["hidden"]


_PRIVATE: _Private = {"api_visibility": "private", "show_progress": "hidden"}


class _Parts(NamedTuple):
    """The components that handlers read and write."""

    chat: gr.Chatbot
    box: gr.Textbox
    send: gr.Button
    stop: gr.Button
    command: gr.Textbox
    records: gr.BrowserState
    filters: list[gr.Dropdown | gr.Textbox]
    narrowing: gr.Accordion


def words() -> gr.I18n:
    """Return the page's words for Gradio's own components."""
    languages: dict[str, dict[str, str]] = {}
    for key, texts in table().items():
        for language, text in texts.items():
            languages.setdefault(language, {})[key] = text
    return gr.I18n(**languages)


def build(desk: Desk) -> gr.Blocks:
    """Return the page."""
    i18n = words()
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as page:
        add_tools(desk)
        gr.Markdown(_HEADER, sanitize_html=False, elem_id="head")
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab(i18n("chat"), id="chat"), gr.Row(elem_id="desk", equal_height=False):
                with gr.Column(scale=3, min_width=320, elem_id="talk"):
                    parts = _talk(i18n)
                with gr.Column(scale=2, min_width=320, elem_id="side"):
                    gr.Markdown("<div id='evidence'></div>", sanitize_html=False)
            with gr.Tab(i18n("documents"), id="documents"):
                search, listed = _documents(i18n)
        _wire(page, desk, parts)
        _wire_documents(page, desk, search, listed)
    blocks: gr.Blocks = page
    return blocks


def _talk(i18n: gr.I18n) -> _Parts:
    chat = gr.Chatbot(
        label=i18n("conversation"), show_label=False, elem_id="chat", layout="panel",
        height="100%", sanitize_html=False, latex_delimiters=[], buttons=[],
        feedback_options=None, container=False, autoscroll=False,
    )  # fmt: skip
    with gr.Row(elem_id="composer"):
        box = gr.Textbox(
            "",
            label=i18n("question"), placeholder=i18n("placeholder"), elem_id="question",
            autofocus=True, max_lines=5, scale=6, show_label=False, container=False,
        )  # fmt: skip
        send = gr.Button(i18n("ask"), variant="primary", scale=0, min_width=104, elem_id="ask")
        stop = gr.Button(i18n("stop"), scale=0, min_width=104, elem_id="stop", visible=False)
    with gr.Accordion(i18n("filters"), open=False, elem_id="filters") as narrowing:
        with gr.Row():
            documents = gr.Dropdown([], multiselect=True, label=i18n("filter_documents"))
            publishers = gr.Dropdown([], multiselect=True, label=i18n("filter_publishers"))
            languages = gr.Dropdown([], multiselect=True, label=i18n("filter_languages"))
        with gr.Row():
            since = gr.Textbox("", label=i18n("since"), max_lines=1, max_length=10)
            until = gr.Textbox("", label=i18n("until"), max_lines=1, max_length=10)
    command = gr.Textbox("", elem_id="command", label="command", show_label=False, container=False)
    # The browser alone has the conversation; its secret only keeps other pages' scripts guessing,
    # and a fixed one lets the conversation outlive the server.
    records = gr.BrowserState([], storage_key="desk-conversation", secret="verbatim-desk-v1")  # noqa: S106
    filters: list[gr.Dropdown | gr.Textbox] = [documents, publishers, languages, since, until]
    return _Parts(chat, box, send, stop, command, records, filters, narrowing)


def _documents(i18n: gr.I18n) -> tuple[gr.Textbox, gr.Markdown]:
    search = gr.Textbox("", label=i18n("search_documents"), max_lines=1, elem_id="search")
    return search, gr.Markdown("", sanitize_html=False, elem_id="listed")


def _wire(page: gr.Blocks, desk: Desk, parts: _Parts) -> None:
    chat, box, send, stop, command, records, filters, narrowing = parts
    outputs = [box, chat, records, send, stop]

    def answered(
        question: str, records: list[Record], at: int, chosen: _Chosen, request: gr.Request
    ) -> Iterator[tuple[object, ...]]:
        """Ask a question after the first `at` of a conversation; the one that stood there goes."""
        language = spoken(request)
        before, later = records[:at], records[at + 1 :]
        shown = talk.messages(desk, before, language)
        try:
            inquiry = Inquiry(
                text=question,
                turns=talk.turns(before),
                filters=talk.filters(*chosen),
                language=language,
            )
            asking = shown + talk.waiting(question, language)
            yield gr.skip(), asking, gr.skip(), _seen(False), _seen(True)
            for kept in desk.ask(inquiry, who=who(request)):
                record = talk.record(kept, seal=desk.seal(kept))
                after = [*before, record, *later][-talk.LONGEST :]
                yield "", talk.messages(desk, after, language), after, gr.skip(), gr.skip()
            yield "", gr.skip(), gr.skip(), _seen(True), _seen(False)
        except DeskError as exc:
            # An error raised here would cover the whole conversation.
            gr.Warning(inert(told(language, str(exc))), title=say(language, "not_asked"))
            whole = talk.messages(desk, records, language)
            yield question, whole, records, _seen(True), _seen(False)

    def reply(
        question: str, before: list[Record], documents: list[str], publishers: list[str],
        languages: list[str], since: str, until: str, request: gr.Request,
    ) -> Iterator[tuple[object, ...]]:  # fmt: skip
        chosen = (documents, publishers, languages, since, until)
        yield from answered(question, before, len(before), chosen, request)

    def obey(
        order: str, before: list[Record], documents: list[str], publishers: list[str],
        languages: list[str], since: str, until: str, request: gr.Request,
    ) -> Iterator[tuple[object, ...]]:  # fmt: skip
        what, number = (*order.split(":"), "")[:2]
        if what == "new":
            yield "", [], [], _seen(True), _seen(False)
        if not number.isdecimal() or int(number) >= len(before):
            return
        question = str(before[int(number)].get("question"))
        if what == "edit":
            yield question, *[gr.skip()] * 4
        elif what == "retry":
            chosen = (documents, publishers, languages, since, until)
            yield from answered(question, before, int(number), chosen, request)

    def shown_again(
        kept: list[Record], request: gr.Request
    ) -> tuple[list[Message], _Update, _Update]:
        messages = talk.messages(desk, kept, spoken(request))
        return messages, _seen(True), _seen(False)

    def start(kept: list[Record], request: gr.Request) -> tuple[_Update, ...]:
        language = spoken(request)
        try:
            held = desk.holdings()
        except DeskError as exc:
            reason = f"<p>{inert(say(language, 'not_ready', reason=str(exc)))}</p>"
            return (gr.update(placeholder=reason), *[gr.skip()] * 3)
        titles = [(each.metadata.title, each.id) for each in held.documents]
        return (
            gr.update(
                value=talk.messages(desk, kept, language), placeholder=welcome_html(held, language)
            ),
            gr.update(choices=titles),
            gr.update(choices=held.publishers),
            gr.update(choices=[(told(language, each), each) for each in held.languages]),
        )

    def suggest(request: gr.Request) -> _Update:
        language = spoken(request)
        try:
            return gr.update(examples=[{"text": told(language, q)} for q in desk.examples()])
        except DeskError as exc:
            logger.info("no examples: %s", exc)
            return gr.update(examples=[])

    def named(
        documents: list[str], publishers: list[str], languages: list[str], since: str, until: str,
        request: gr.Request,
    ) -> _Update:  # fmt: skip
        """Say how many filters there are, where they may be folded away."""
        count = len([*documents, *publishers, *languages, *filter(None, (since, until))])
        label = say(spoken(request), "filters")
        update: _Update = gr.update(label=f"{label} ({count})" if count else label)
        return update

    def cleared(order: str) -> tuple[object, ...]:
        """Take the filters off with a new conversation."""
        is_new = order.startswith("new")
        return ([], [], [], "", "") if is_new else tuple(gr.skip() for _ in filters)

    def taken(event: gr.SelectData) -> str:
        return str(event.value["text"])

    asked = gr.on(
        [box.submit, send.click],
        reply,
        inputs=[box, records, *filters],
        outputs=outputs,
        concurrency_id=ASKING,
        **_PRIVATE,
    )
    # Gradio tells of `input` only at a key, of `change` also when a script or a paste sets it.
    obeyed = command.change(
        obey, inputs=[command, records, *filters], outputs=outputs, concurrency_id=ASKING,
        **_PRIVATE,
    )  # fmt: skip
    command.change(cleared, inputs=command, outputs=[*filters], **_PRIVATE)
    changes = [each.change for each in filters]
    gr.on(changes, named, inputs=[*filters], outputs=narrowing, **_PRIVATE)
    chosen = chat.example_select(taken, outputs=box, **_PRIVATE)
    followed = chosen.then(
        reply, inputs=[box, records, *filters], outputs=outputs, concurrency_id=ASKING, **_PRIVATE
    )
    stop.click(
        shown_again, inputs=records, outputs=[chat, send, stop],
        cancels=[asked, obeyed, followed], **_PRIVATE,
    )  # fmt: skip
    page.load(start, inputs=records, outputs=[chat, *filters[:3]], **_PRIVATE).then(
        suggest, outputs=chat, concurrency_id=ASKING, **_PRIVATE
    )


def _wire_documents(page: gr.Blocks, desk: Desk, search: gr.Textbox, listed: gr.Markdown) -> None:
    def look(query: str, request: gr.Request) -> str:
        language = spoken(request)
        try:
            return documents_html(desk.holdings(), desk.documents(query), language)
        except DeskError as exc:
            return f"<p>{inert(say(language, 'not_ready', reason=str(exc)))}</p>"

    gr.on(
        [page.load, search.change], look, inputs=search, outputs=listed,
        api_visibility="private", show_progress="hidden", trigger_mode="always_last",
    )  # fmt: skip


def mount(app: FastAPI, blocks: gr.Blocks, settings: Settings) -> FastAPI:
    """Put the page into an application, at its root."""
    # No local or web font is named: the page uses the system's, so nothing is fetched.
    theme = gr.themes.Default(
        primary_hue="emerald", neutral_hue="stone",
        font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"],
    )  # fmt: skip
    blocks.queue(default_concurrency_limit=settings.workers, max_size=settings.queue)
    mounted: FastAPI = gr.mount_gradio_app(
        app, blocks, path="/", i18n=words(), theme=theme, footer_links=[], run_history=False,
        ssr_mode=False, mcp_server=True, show_error=False, server_port=settings.port,
    )  # fmt: skip
    return mounted


def _seen(visible: bool) -> _Update:
    update: _Update = gr.update(visible=visible)
    return update
