"""The Gradio chat: a question box, the answers, and a panel with the evidence."""

import socket
from html import escape

import gradio as gr
from langchain_core.runnables import Runnable

from bot.answer import Answer
from bot.render import evidence_html, inert, to_html
from ingest.errors import DeskError, PortInUse
from ingest.settings import Settings

TITLE = "Verbatim Desk"
_INTRO = (
    "Ask about the Finland–Norway–Russia group on law enforcement cooperation. Every answer is a "
    "verbatim quote with its place in a source document; what the documents do not say is refused."
)
_EXAMPLES = (
    "When and where did the group first meet?",
    "Who opened the meeting?",
    "What was signed at the end of the meeting?",
    "Which Russian agencies took part?",
)
_EMPTY = "<p class='empty'>The cited passages appear here, with the quote marked.</p>"
_CSS = """
.gradio-container { max-width: 1280px !important; margin: 0 auto !important; }
.statement { border-left: 3px solid var(--primary-500); margin: .4em 0; padding: .2em .8em; }
.refusal { border-left: 3px solid #b45309; padding: .2em .8em; }
.citation { border: 1px solid var(--border-color-primary); border-radius: 8px;
  padding: .6em .9em; margin-bottom: .8em; }
.citation h3 { margin: 0 0 .3em; font-size: 1em; }
.citation .source, .empty { opacity: .8; font-size: .9em; }
.citation .source { overflow-wrap: anywhere; }
.citation mark { background: #fde68a; color: #1c1917; padding: .05em .1em; }
"""

_Message = dict[str, str]


def build(chain: Runnable[str, Answer]) -> gr.Blocks:
    """Return the page. Its handlers only call the chain and render what it gives."""

    def ask(
        question: str, history: list[_Message]
    ) -> tuple[str, list[_Message], str | dict[str, str]]:
        try:
            answer = chain.invoke(question)
            shown, evidence = to_html(answer), evidence_html(answer)
        except DeskError as exc:
            # An error raised here would cover the whole conversation.
            gr.Warning(escape(str(exc)), title="Not asked")
            return question, history, gr.skip()
        asked: list[_Message] = [
            {"role": "user", "content": inert(question)},
            {"role": "assistant", "content": shown},
        ]
        return "", history + asked, evidence

    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as page:
        gr.Markdown(f"# {TITLE}\n{_INTRO}")
        with gr.Row():
            with gr.Column(scale=3):
                chat = gr.Chatbot(
                    label="Answers", height=520, buttons=["copy"], elem_id="chat",
                    layout="panel", feedback_options=None,
                )  # fmt: skip
                with gr.Row():
                    box = gr.Textbox(
                        label="Question", placeholder="Ask a question", scale=5, autofocus=True,
                        max_lines=4, elem_id="question",
                    )  # fmt: skip
                    send = gr.Button("Ask", variant="primary", scale=1, elem_id="ask")
                gr.Examples([[example] for example in _EXAMPLES], inputs=box, label="Examples")
            with gr.Column(scale=2):
                gr.Markdown("## Evidence")
                evidence = gr.HTML(_EMPTY, elem_id="evidence")
        gr.on(
            [box.submit, send.click], ask, inputs=[box, chat], outputs=[box, chat, evidence],
            api_name="ask",
        )  # fmt: skip
    blocks: gr.Blocks = page
    return blocks


def serve(settings: Settings, chain: Runnable[str, Answer]) -> None:
    """Open the chat on a port that `free_port` gave, and block until it is stopped."""
    # No local or web font is named: the page uses the system's, so nothing is fetched.
    theme = gr.themes.Default(
        font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]
    )
    build(chain).queue(default_concurrency_limit=2, max_size=200).launch(
        server_name=settings.host,
        server_port=settings.port,
        share=False,
        ssr_mode=False,
        quiet=True,
        footer_links=[],
        theme=theme,
        css=_CSS,
    )


def free_port(settings: Settings) -> int:
    """Return the port to listen on, any free one for 0. Raises PortInUse."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as exc:
            raise PortInUse(
                f"cannot listen on {settings.host}:{settings.port} ({exc.strerror}); stop the "
                "other program or choose another port with --port"
            ) from exc
        port: int = probe.getsockname()[1]
    return port
