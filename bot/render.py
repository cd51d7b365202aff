"""An Answer as text and as JSON."""

from itertools import count

from bot.answer import Answer, Citation, Statement
from bot.smalltalk import is_reply
from ingest.document import Page

NEAREST = "Nearest sentences (not an answer):"


def place(citation: Citation) -> str:
    """Return where a quote stands: heading path, page, paragraph, characters."""
    parts = [" › ".join(citation.heading)] if citation.heading else []
    if citation.page:
        parts.append(page_name(citation.page))
    if not citation.heading or not citation.heading[-1].startswith("paragraph "):
        parts.append(f"paragraph {citation.paragraph}")  # counted here, not by an article
    parts.append(f"characters {citation.span.start}–{citation.span.end}")
    return ", ".join(parts)


def page_name(page: Page) -> str:
    """Return a page's printed label, and its physical number where the two differ."""
    if page.label is None:
        return f"page {page.number}"
    return f"page {page.label} (sheet {page.number})"


def source_line(citation: Citation) -> str:
    """Return title, publisher and dates of a citation's document."""
    return ". ".join(filter(None, (citation.document.metadata.title, account_line(citation))))


def account_line(citation: Citation) -> str:
    """Return whose account a citation's document is, its kind and its dates."""
    metadata = citation.document.metadata
    account = " for ".join(filter(None, (metadata.publisher, metadata.source)))
    account = ", ".join(filter(None, (account, metadata.kind)))
    dates = [f"published {metadata.date}"] if metadata.date else []
    dates += [f"event of {metadata.event_date}"] if metadata.event_date else []
    return ". ".join(filter(None, (account, ", ".join(dates))))


def citations(answer: Answer) -> list[Citation]:
    """Return an answer's citations in order; the first is number 1."""
    return [citation for statement in answer.statements for citation in statement.citations]


def numbered(answer: Answer) -> list[tuple[Statement, str]]:
    """Return each statement with the numbers of its citations: [1] or [2][3]."""
    numbers = count(1)
    return [
        (statement, "".join(f"[{next(numbers)}]" for _ in statement.citations))
        for statement in answer.statements
    ]


def to_text(answer: Answer) -> str:
    """Return the answer for a terminal."""
    said = [notice.text for notice in answer.notices]
    return "\n".join([*said, "", _answer_text(answer)] if said else [_answer_text(answer)])


def _answer_text(answer: Answer) -> str:
    if answer.abstention and is_reply(answer):
        return answer.abstention.reason
    if answer.abstention:
        lines = [f"No answer: {answer.abstention.reason}", "", NEAREST]
        for citation in answer.abstention.nearest:
            lines += [f"  “{citation.quote}”", f"    {source_line(citation)}: {place(citation)}"]
        return "\n".join(lines if answer.abstention.nearest else lines[:1])
    lines = []
    for statement, numbers in numbered(answer):
        lines += [f"“{statement.text}” {numbers}", ""]
    for number, citation in enumerate(citations(answer), 1):
        lines += [f"[{number}] {source_line(citation)}", f"    {place(citation)}"]
        lines += [f"    {citation.document.source}"]
        lines += [f"    [{each.mark}] {each.text}" for each in citation.references]
    return "\n".join(lines)


def ledger_text(answer: Answer) -> str:
    """Return every passage that was considered, and what became of it, for a terminal."""
    lines = [f"confidence {answer.confidence:.3f}", "rank  dense  words  reader  passage"]
    for each in answer.ledger:
        score = "     –" if each.score is None else f"{each.score:6.3f}"
        lines.append(
            f"{each.rank:>4}  {each.hit.dense_rank or '–':>5}  {each.hit.lexical_rank or '–':>5}  "
            f"{score}  {each.hit.passage.id}  {each.hit.passage.title[:60]}: {each.verdict}"
        )
    return "\n".join(lines)


def to_json(answer: Answer) -> dict[str, object]:
    """Return the answer as values for JSON. A citation's document is its content hash."""
    return {
        "question": answer.question,
        "query": answer.query,
        "statements": [
            {
                "text": statement.text,
                "citations": [_citation(citation) for citation in statement.citations],
            }
            for statement in answer.statements
        ],
        "abstention": answer.abstention
        and {
            "reason": answer.abstention.reason,
            "missing": list(answer.abstention.missing),
            "nearest": [_citation(citation) for citation in answer.abstention.nearest],
        },
        "confidence": answer.confidence,
        "hits": [
            {
                "passage": hit.passage.id,
                "score": round(hit.score, 6),
                "dense_rank": hit.dense_rank,
                "lexical_rank": hit.lexical_rank,
                "text": hit.passage.text,
            }
            for hit in answer.hits
        ],
        "answerer": answer.answerer,
        "seconds": answer.seconds,
        "threshold": answer.threshold,
        "generation": answer.generation,
        "notices": [{"kind": str(each.kind), "text": each.text} for each in answer.notices],
        "ledger": [
            {
                "passage": each.hit.passage.id,
                "title": each.hit.passage.title,
                "dense_rank": each.hit.dense_rank,
                "lexical_rank": each.hit.lexical_rank,
                "rank": each.rank,
                "reader_score": each.score,
                "verdict": each.verdict,
            }
            for each in answer.ledger
        ],
    }


def _citation(citation: Citation) -> dict[str, object]:
    document = citation.document
    return {
        "document": document.id,
        "anchor": f"{document.id}:{citation.span.start}-{citation.span.end}",
        "source": document.source,
        "title": document.metadata.title,
        "publisher": document.metadata.publisher,
        "date": document.metadata.date,
        "kind": document.metadata.kind,
        "heading": list(citation.heading),
        "page": citation.page and (citation.page.label or str(citation.page.number)),
        "physical_page": citation.page and citation.page.number,
        "start": citation.span.start,
        "end": citation.span.end,
        "quote": citation.quote,
        "answer": citation.answer and [citation.answer.start, citation.answer.end],
        "references": [
            {"mark": each.mark, "url": each.url, "read": each.read} for each in citation.references
        ],
    }
