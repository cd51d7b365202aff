"""Answers as files: Markdown, HTML and a certificate that `python -m bot verify` checks.

A certificate is read back into an Answer only through the index: what its documents no longer
hold at the spans it names is refused.
"""

import json
from collections.abc import Mapping, Sequence
from typing import cast

from bot.answer import (
    Abstention,
    Answer,
    Citation,
    Considered,
    Hit,
    Notice,
    NoticeKind,
    Statement,
)
from bot.markup import plain
from bot.render import NEAREST, account_line, citations, numbered, place, to_json
from ingest.catalog import Catalog
from ingest.document import Passage, Span
from ingest.errors import UnlocatedQuote, UsageError

_STYLE = """body{font:16px/1.55 system-ui,sans-serif;max-width:44rem;margin:2rem auto;
padding:0 1rem;color:#1c1917}h1{font-size:1.3rem}h2{font-size:1.05rem;margin-top:2rem}
blockquote{margin:.8rem 0;padding:.1rem 1rem;border-left:3px solid #3f6d5b}
ol,p.small{font-size:.875rem;color:#44403c}
.notice{color:#7c4a03}"""


def certificate(answers: Sequence[Answer]) -> str:
    """Return answers as JSON: one as itself, several as {"answers": [...]}."""
    values = [to_json(answer) for answer in answers]
    whole: object = values[0] if len(values) == 1 else {"answers": values}
    return json.dumps(whole, ensure_ascii=False, indent=2)


def to_markdown(answers: Sequence[Answer]) -> str:
    """Return answers as Markdown."""
    lines: list[str] = []
    for answer in answers:
        lines += [f"## {_escaped(answer.question)}", ""]
        for notice in answer.notices:
            lines += [f"*{_escaped(notice.text)}*", ""]
        if answer.abstention:
            lines += [f"No answer: {_escaped(answer.abstention.reason)}", ""]
            nearest = answer.abstention.nearest
            lines += [NEAREST, ""] if nearest else []
            for citation in nearest:
                quoted = _escaped(citation.quote).replace("\n", " ")
                lines.append(f"* {quoted} ({_escaped(citation.document.metadata.title)})")
            lines += [""] if nearest else []
        for statement, numbers in numbered(answer):
            quoted = _escaped(statement.text).replace("\n", "\n> ")
            lines += [f"> {quoted} {_escaped(numbers)}", ""]
        for number, citation in enumerate(citations(answer), 1):
            facts = (citation.document.metadata.title, account_line(citation), place(citation))
            lines.append(
                f"{number}. {_escaped('. '.join(filter(None, facts)))}. "
                f"{_escaped(citation.document.source)}, document {citation.document.id}"
            )
            lines += [f"   {_escaped(each)}" for each in _addresses(citation)]
        lines += ["", f"Generation {answer.generation} of the index.", ""]
    return "\n".join(lines)


def _addresses(citation: Citation) -> list[str]:
    """Return where a citation's document was published, and what source marks in it stand for."""
    own = [citation.document.metadata.url] if citation.document.metadata.url else []
    return [*own, *(f"[{each.mark}] {each.text}" for each in citation.references)]


def to_html_file(answers: Sequence[Answer]) -> str:
    """Return answers as an HTML page that needs nothing else."""
    return (
        "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width'>"
        f"<title>Verbatim Desk</title><style>{_STYLE}</style></head><body>"
        f"<h1>Verbatim Desk</h1>{''.join(map(_section, answers))}</body></html>\n"
    )


def _section(answer: Answer) -> str:
    parts = [f"<section><h2>{plain(answer.question)}</h2>"]
    parts += [f"<p class='notice'>{plain(notice.text)}</p>" for notice in answer.notices]
    if answer.abstention:
        parts.append(f"<p><b>No answer.</b> {plain(answer.abstention.reason)}</p>")
        nearest = "".join(
            f"<li>{plain(each.quote)} ({plain(each.document.metadata.title)})</li>"
            for each in answer.abstention.nearest
        )
        parts.append(f"<p>{NEAREST}</p><ul>{nearest}</ul>" if nearest else "")
    parts += [
        f"<blockquote><p>{plain(statement.text)} <sup>{numbers}</sup></p></blockquote>"
        for statement, numbers in numbered(answer)
    ]
    sources = "".join(
        f"<li>{plain(citation.document.metadata.title)}<br>{plain(account_line(citation))}<br>"
        f"{plain(place(citation))}<br>{plain(citation.document.source)}, document "
        f"{citation.document.id}{''.join(f'<br>{plain(a)}' for a in _addresses(citation))}</li>"
        for citation in citations(answer)
    )
    parts.append(f"<ol>{sources}</ol>" if sources else "")
    parts.append(f"<p class='small'>Generation {answer.generation} of the index.</p></section>")
    return "".join(parts)


def _escaped(text: str) -> str:
    """Return a text that Markdown shows as it is."""
    shown = plain(text).replace("&#x27;", "'").replace("&quot;", '"')
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+!|~$" else c for c in shown)


def read_certificate(values: Mapping[str, object], catalog: Catalog) -> Answer:
    """Return the answer that `to_json` gave, its quotes read from the index.

    Raises UsageError when it is none, or when the index no longer holds what it cites. What
    the scores are made of is not in a certificate and comes back as 0.
    """
    try:
        return _answer(values, catalog)
    except (LookupError, TypeError, ValueError, AttributeError, UnlocatedQuote) as exc:
        raise UsageError(f"not an answer of this index ({type(exc).__name__}: {exc})") from exc


def _answer(values: Mapping[str, object], catalog: Catalog) -> Answer:
    passages = _Passages(catalog)
    ledger = [
        Considered(
            hit=hit,
            rank=_whole(each["rank"]),
            score=None if each["reader_score"] is None else _number(each["reader_score"]),
            verdict=str(each["verdict"]),
        )
        for each in _rows(values["ledger"])
        if (hit := passages.hit(each))
    ]
    abstention = values["abstention"]
    return Answer(
        question=str(values["question"]),
        query=str(values["query"]),
        notices=tuple(
            Notice(kind=NoticeKind(str(each["kind"])), text=str(each["text"]))
            for each in _rows(values["notices"])
        ),
        statements=tuple(
            _statement(tuple(_citation(cited, catalog) for cited in _rows(each["citations"])))
            for each in _rows(values["statements"])
        ),
        abstention=_abstention(abstention, catalog) if isinstance(abstention, dict) else None,
        confidence=_number(values["confidence"]),
        threshold=_number(values["threshold"]),
        hits=tuple(hit for each in _rows(values["hits"]) if (hit := passages.hit(each))),
        ledger=tuple(ledger),
        answerer=str(values["answerer"]),
        generation=_whole(values["generation"]),
        seconds=_number(values["seconds"]),
    )


def _statement(cited: tuple[Citation, ...]) -> Statement:
    """Return what a statement says: the quote, whatever a certificate gives as its text."""
    return Statement(text=cited[0].quote, citations=cited)


def _abstention(values: Mapping[str, object], catalog: Catalog) -> Abstention:
    missing = cast("list[object]", values["missing"])
    return Abstention(
        reason=str(values["reason"]),
        missing=tuple(str(word) for word in missing),
        nearest=tuple(_citation(each, catalog) for each in _rows(values["nearest"])),
    )


def _citation(values: Mapping[str, object], catalog: Catalog) -> Citation:
    document_id = str(values["document"])
    if document_id not in catalog:
        raise UnlocatedQuote(f"no document {document_id} in the index")
    answer = values.get("answer")
    citation = Citation(
        document=catalog.document(document_id),
        span=Span(start=_whole(values["start"]), end=_whole(values["end"])),
        answer=Span(start=_whole(answer[0]), end=_whole(answer[1]))
        if isinstance(answer, list)
        else None,
    )
    if citation.quote != values["quote"]:
        raise UnlocatedQuote(f"{document_id} says something else there")
    return citation


class _Passages:
    """Makes hits of what a certificate says of passages; none where the index lost one."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._known: dict[str, Passage | None] = {}

    def hit(self, values: Mapping[str, object]) -> Hit | None:
        passage_id = str(values["passage"])
        if passage_id not in self._known:
            self._known[passage_id] = self._passage(passage_id)
        passage = self._known[passage_id]
        dense, lexical = values["dense_rank"], values["lexical_rank"]
        if passage is None:
            return None
        return Hit(
            passage=passage,
            score=_number(values.get("score", 0.0)),
            similarity=0.0,
            alignment=0.0,
            dense_rank=None if dense is None else _whole(dense),
            lexical_rank=None if lexical is None else _whole(lexical),
        )

    def _passage(self, passage_id: str) -> Passage | None:
        try:
            return self._catalog.passages([passage_id])[0]
        except KeyError:
            return None


def _rows(values: object) -> list[Mapping[str, object]]:
    if not isinstance(values, list) or not all(isinstance(each, dict) for each in values):
        raise TypeError("a list of objects was expected")
    return values


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError("a whole number was expected")
    return value


def _number(value: object) -> float:
    if not isinstance(value, (int, float)):
        raise TypeError("a number was expected")
    return float(value)
