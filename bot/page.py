"""An Answer as it stands in the chat: statements with marks, or a refusal, and how it was found.

Everything from a document or a user is escaped. A fragment has no line break: the chat would
read what follows a blank line as Markdown.
"""

from collections.abc import Sequence
from itertools import count
from urllib.parse import urlencode

from bot.answer import Abstention, Answer, Citation, Considered, Statement
from bot.feedback import Verdict
from bot.markup import inert, one_line
from bot.smalltalk import is_reply
from bot.strings import decimal, say, told

_LONGEST_NEAREST = 300  # code points of a sentence shown with a refusal
_SHOWN_ROWS = 10
EXPORTS = {"md": "Markdown", "html": "HTML", "json": "certificate"}


def question_html(question: str) -> str:
    """Return a question as it stands in the chat."""
    return f"<div class='asked'>{inert(question)}</div>"


def answer_html(
    answer: Answer, *, key: str, number: int, language: str, ideas: Sequence[str]
) -> str:
    """Return an answer as it stands in the chat.

    key names it to the server, number counts the questions of the conversation from 0, ideas are
    what to ask instead of a question that was refused.
    """
    if answer.abstention and is_reply(answer):
        return notice_html(answer.abstention.reason)
    body = _statements(answer, language)
    if answer.abstention:
        body = _refusal(answer.abstention, language, ideas)
    kind = "refused" if answer.abstention else "answered"
    return (
        f"<div class='answer {kind}' data-answer='{inert(key)}' data-number='{number}'>"
        f"{_notices(answer, language)}{body}{_found(answer, language)}"
        f"{_actions(answer, key, number, language)}</div>"
    )


def pending_html(language: str) -> str:
    """Return what stands in the place of an answer that is being found."""
    return f"<div class='pending'>{inert(say(language, 'searching'))}<i></i><i></i><i></i></div>"


def notice_html(text: str) -> str:
    """Return a remark of the program that stands in the place of an answer."""
    return f"<div class='answer remark'><p>{inert(text)}</p></div>"


def quote_address(citation: Citation, number: int) -> str:
    """Return where a citation's passage is shown, from the page's own address."""
    return f"quote/{citation.document.id}?{span_query(citation)}&amp;n={number}"


def span_query(citation: Citation) -> str:
    """Return a citation's spans as the query of an address, as an attribute holds it."""
    values = {"start": citation.span.start, "end": citation.span.end}
    if citation.answer:
        values |= {"from": citation.answer.start, "to": citation.answer.end}
    return urlencode(values).replace("&", "&amp;")


def _notices(answer: Answer, language: str) -> str:
    return "".join(
        f"<p class='notice {str(notice.kind).replace(' ', '-')}'>"
        f"<b>{inert(say(language, str(notice.kind)))}</b> {inert(told(language, notice.text))}</p>"
        for notice in answer.notices
    )


def _statements(answer: Answer, language: str) -> str:
    numbers = count(1)
    return "".join(
        f"<blockquote class='statement'><p>{_words(statement, language)} {marks}</p>"
        f"<footer>{_sources(statement, language)}</footer></blockquote>"
        for statement in answer.statements
        if (marks := _marks(statement, numbers, language))
    )


def _marks(statement: Statement, numbers: "count[int]", language: str) -> str:
    marks = []
    for citation in statement.citations:
        number = next(numbers)
        label = say(
            language, "source_number", number=number, title=citation.document.metadata.title
        )
        marks.append(
            f"<a class='cite' href='{quote_address(citation, number)}' "
            f"aria-label='{inert(label)}'>{number}</a>"
        )
    return f"<span class='cites'>{''.join(marks)}</span>"


def _words(statement: Statement, language: str) -> str:
    """Return a statement's quote, the words that answer emphasised."""
    cited = statement.citations[0]
    text = cited.quote
    if not cited.answer:
        return say(language, "quoted", text=inert(text))
    begin, end = cited.answer.start - cited.span.start, cited.answer.end - cited.span.start
    exact = f"<strong class='exact'>{inert(text[begin:end])}</strong>"
    marked = f"{inert(text[:begin])}{exact}{inert(text[end:])}"
    return say(language, "quoted", text=marked)


def _sources(statement: Statement, language: str) -> str:
    lines = []
    for citation in statement.citations:
        metadata = citation.document.metadata
        date = metadata.event_date or metadata.date
        kind = told(language, metadata.kind or "")
        parts = [metadata.title, metadata.source or metadata.publisher, kind, date]
        lines.append(" · ".join(inert(part) for part in parts if part))
        if citation.quote.startswith("|") and "\n" not in citation.quote and citation.heading:
            lines.append(inert(citation.heading[-1]))  # the names of a row's columns
    return "<br>".join(dict.fromkeys(lines))


def _refusal(abstention: Abstention, language: str, ideas: Sequence[str]) -> str:
    parts = [
        f"<p class='refusal-title'>{inert(say(language, 'no_answer'))}</p>"
        f"<p>{inert(abstention.reason)}</p>"
    ]
    if abstention.missing:
        words = "".join(f"<li>{inert(word)}</li>" for word in abstention.missing)
        parts.append(_section(language, "missing", f"<ul class='words'>{words}</ul>"))
    if abstention.nearest:
        nearest = "".join(
            f"<li><a class='cite-near' href='quote/{citation.document.id}?{span_query(citation)}"
            f"&amp;near=1'>{inert(citation.document.metadata.title)}</a><br>"
            f"{say(language, 'quoted', text=inert(quote))}</li>"
            for citation in abstention.nearest
            for quote in (one_line(citation.quote, limit=_LONGEST_NEAREST),)
        )
        parts.append(_section(language, "nearest", f"<ol class='nearest'>{nearest}</ol>"))
    if ideas:
        buttons = "".join(
            f"<button type='button' class='idea' data-ask='{inert(idea)}'>{inert(idea)}</button>"
            for idea in (told(language, each) for each in ideas)
        )
        parts.append(_section(language, "instead", f"<p class='ideas'>{buttons}</p>"))
    return f"<div class='refusal'>{''.join(parts)}</div>"


def _section(language: str, key: str, body: str) -> str:
    return f"<p class='label'>{inert(say(language, key))}</p>{body}"


def _found(answer: Answer, language: str) -> str:
    columns = ("rank", "by_meaning", "by_words", "reader", "passage", "outcome")
    head = "".join(f"<th scope='col'>{inert(say(language, key))}</th>" for key in columns)
    read = [each for each in answer.ledger if each.score is not None][:_SHOWN_ROWS]
    rows = "".join(_row(each, language) for each in read)
    further = len(answer.ledger) - len(read)
    said = say(
        language,
        "confidence",
        value=decimal(language, answer.confidence, places=2),
        threshold=decimal(language, answer.threshold, places=2),
    )
    read_as = (
        f"<p>{inert(say(language, 'read_as'))}: <q>{inert(answer.query)}</q></p>"
        if answer.query != answer.question
        else ""
    )
    more = f"<p>{inert(say(language, 'further', count=further))}</p>" if further else ""
    return (
        f"<details class='found'><summary>{inert(say(language, 'how'))}</summary>"
        f"<p class='confidence'><meter min='0' max='1' value='{answer.confidence:.3f}' "
        f"aria-label='{inert(said)}'></meter> {inert(said)} · {inert(answer.answerer)} · "
        f"{decimal(language, answer.seconds, places=2)} s</p>{read_as}"
        f"<div class='scroll' role='region' tabindex='0' "
        f"aria-label='{inert(say(language, 'how'))}'><table><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>{more}</details>"
    )


def _row(each: Considered, language: str) -> str:
    passage = each.hit.passage
    place = " › ".join(passage.heading) or one_line(passage.text, limit=70)
    score = "–" if each.score is None else decimal(language, each.score, places=3)
    return (
        f"<tr><td>{each.rank}</td><td>{each.hit.dense_rank or '–'}</td>"
        f"<td>{each.hit.lexical_rank or '–'}</td><td>{score}</td>"
        f"<td>{inert(place)}<br><small>{inert(passage.title)}</small></td>"
        f"<td>{inert(told(language, each.verdict))}</td></tr>"
    )


def _actions(answer: Answer, key: str, number: int, language: str) -> str:
    def button(name: str, what: str) -> str:
        return f"<button type='button' data-do='{what}'>{inert(say(language, name))}</button>"

    links = "".join(
        f"<a href='answer/{inert(key)}.{kind}' download>"
        f"{inert(say(language, label) if kind == 'json' else label)}</a>"
        for kind, label in EXPORTS.items()
    )
    return (
        f"<div class='actions'>{button('copy', 'copy')}{button('retry', f'retry:{number}')}"
        f"{button('edit', f'edit:{number}')}"
        f"<details class='menu'><summary>{inert(say(language, 'export'))}</summary>"
        f"<div class='sheet'>{links}</div></details>"
        f"{_feedback(answer, key, language)}</div>"
    )


def _feedback(answer: Answer, key: str, language: str) -> str:
    fitting = [
        verdict for verdict in Verdict if verdict.fits(refused=answer.abstention is not None)
    ]
    choices = "".join(
        f"<label><input type='radio' name='verdict' value='{verdict}' required> "
        f"{inert(say(language, verdict))}</label>"
        for verdict in fitting
    )
    return (
        f"<details class='menu'><summary>{inert(say(language, 'feedback'))}</summary>"
        f"<form class='sheet feedback' action='answer/{inert(key)}/feedback'>{choices}"
        f"<label>{inert(say(language, 'comment'))}<textarea name='comment' rows='2' "
        f"maxlength='2000'></textarea></label>"
        f"<button type='submit'>{inert(say(language, 'send'))}</button>"
        f"<p class='said' role='status'></p></form></details>"
    )
