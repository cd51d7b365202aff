"""Which row of a table has the most, or the least, of what a column counts."""

import re
from collections.abc import Sequence

from bot.answer import Citation, Hit, Statement
from bot.query import Query
from bot.rows import Table, asked_words, is_said, is_total, tables
from bot.terms import stems
from ingest.catalog import Catalog
from ingest.document import Span
from ingest.loaders.tables import with_head

LIKELY = 0.7  # probability that the row is the one asked for
_MOST_ROWS = 15  # of a table that is quoted whole, so that it can be seen
_ASKS = re.compile(
    r"^\W*(?:which|what|who|where)\b.*\b(?:(?P<most>most|highest|largest|biggest|greatest)|"
    r"(?P<least>fewest|least|lowest|smallest))\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\W{0,2}(\d{1,3}(?:[ ,.\u00a0\u202f]\d{3})+|\d+(?:[.,]\d{1,2})?)\s*[%\w]{0,3}"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:[ ,.\u00a0\u202f]\d{3})+")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_LEAST = 0.5  # share of the words of a question that a table must have


def row_with_most(query: Query, hits: Sequence[Hit], catalog: Catalog) -> Statement | None:
    """Return a table as a whole, its cell with the most or least marked, if that is asked for."""
    asks = _ASKS.search(query.text)
    if not asks or query.language != "en":
        return None
    for table in tables(hits, catalog):
        if cell := _extreme(query, table, is_most=bool(asks["most"])):
            whole = with_head(table.document, table.rows)
            cited = Citation(document=table.document, span=whole, answer=cell)
            return Statement(text=cited.quote, citations=(cited,))
    return None


def _extreme(query: Query, table: Table, *, is_most: bool) -> Span | None:
    """Return the first cell of the row that has most of the column that is asked for."""
    text = table.document.text
    asked = asked_words(query)
    names = {cell.name for row in table.cells for cell in row[1:]}
    here = stems(" ".join([*names, table.around]))
    years = _YEAR.findall(query.text)
    fit = {name: len(stems(name) & asked.keys()) for name in names if name}
    best = [name for name in fit if fit[name] == max(fit.values())]
    kind = stems(table.cells[0][0].name)
    told = sum(is_said(forms, here) for forms in asked.values())
    if (
        not table.is_whole
        or len(table.rows) > _MOST_ROWS
        or (len(best) != 1 and len(names) != 1)
        or not all(each.is_in(here) for each in query.required)
        or (kind and not kind & stems(query.text))
        or told <= _LEAST * len(asked)
        or not all(year in f"{best[0]} {table.around}" for year in years)
    ):
        return None
    values: list[tuple[float, Span]] = []
    for at, row in enumerate(table.cells):
        if is_total(table, at):
            continue
        counted = [_value(cell.span.of(text)) for cell in row[1:] if cell.name == best[0]]
        if len(counted) != 1 or counted[0] is None:
            return None
        values.append((counted[0], row[0].span))
    edge = (max if is_most else min)(value for value, _ in values)
    found = [span for value, span in values if value == edge]
    return found[0] if len(found) == 1 and len(values) > 1 else None


def _value(text: str) -> float | None:
    """Return the number that a cell holds: thousands may be set apart, decimals follow a comma."""
    found = _NUMBER.fullmatch(text.strip())
    if not found:
        return None
    if _THOUSANDS.fullmatch(found[1]):
        return float(re.sub(r"\D", "", found[1]))
    return float(found[1].replace(",", "."))
