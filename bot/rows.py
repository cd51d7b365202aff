"""Rows of tables: which of them is asked for, and which of its cells answers.

A row says little by itself: what it tells is in the names of its columns, in its caption and in
what leads up to the table. A reader of sentences makes nothing of that.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.answer import Hit
from bot.query import Query
from bot.terms import content_words, instead_of, stem, stems
from bot.wanted import PERSON, wanted
from ingest.catalog import Catalog
from ingest.document import Document, Span
from ingest.loaders.tables import Cell, named_cells, table_of
from ingest.stem import words

_LIKELY = 0.8  # probability of a row that has all that is asked for
_LEAD = 400  # code points before a table that may tell what it shows
_LONG = 40  # rows of a table that are all looked at
_SHARE = 0.5  # of the words of a cell, more than which a question that names it has
_PREFIX = 4  # letters of a stem that longer ones may begin with
_TOTAL = frozenset(map(stem, "total totals overall altogether sum all".split()))
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
# Words of a question that say only that a number, or a name, is asked for.
_NO_MATTER = frozenset(
    map(
        stem,
        """many much number amount figure total overall altogether there year record must before
        during since until within most fewest least highest lowest largest smallest biggest greatest
        country""".split(),
    )
)
_SAYS = re.compile(r"\D+ \D+")  # a cell of words
_PERSON = re.compile(r"\b[A-ZÅÄÖÆØ][\w’-]+ [A-ZÅÄÖÆØ]")
_WHAT = re.compile(r"^\W*what\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row that was looked at with its table.

    likely is how likely it answers, 0 where nothing tells; cell is where the answer stands; flaw
    says why it cannot.
    """

    likely: float = 0.0
    cell: Span | None = None
    flaw: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows of a table, or some of them, and what stands around it."""

    document: Document
    rows: tuple[Span, ...]
    cells: list[list[Cell]]
    around: str
    is_whole: bool

    def text(self, at: int) -> str:
        """Return a row with the names of its columns."""
        names = " ".join(cell.name for cell in self.cells[at])
        return f"{names} {self.rows[at].of(self.document.text)}"


def rows_read(query: Query, hits: Sequence[Hit], catalog: Catalog) -> Mapping[str, Row]:
    """Return by passage id what is to be said of the rows of tables among the hits, and beside.

    Rows beside a hit are those of its table that a question asks for.
    """
    found: dict[str, Row] = {}
    for table in tables(hits, catalog):
        for span, row in zip(table.rows, _rows_of(query, table), strict=True):
            found[f"{table.document.id}:{span.start}-{span.end}"] = row
    read = {hit.passage.id for hit in hits}
    return {key: row for key, row in found.items() if row.likely or key in read}


def tables(hits: Sequence[Hit], catalog: Catalog) -> Iterator[Table]:
    """Yield the tables that hits are rows of, if they have several rows.

    Of a long one it has the rows among the hits alone: retrieval tells them apart.
    """
    read: dict[tuple[str, Span], list[Hit]] = {}
    for hit in hits:
        rows = table_of(catalog.document(hit.passage.document_id), hit.passage.span)
        if len(rows) > 1:
            read.setdefault((hit.passage.document_id, rows[0]), []).append(hit)
    for (document_id, first), found in read.items():
        document, passage = catalog.document(document_id), found[0].passage
        whole = table_of(document, first)
        is_whole = len(whole) <= _LONG
        rows = whole if is_whole else tuple(sorted(hit.passage.span for hit in found))
        yield Table(
            document=document,
            rows=rows,
            cells=named_cells(document, rows, first=first),
            around=" ".join((passage.title, *passage.heading, _lead(document, first))),
            is_whole=is_whole,
        )


def beside(rows: Mapping[str, Row], hits: Sequence[Hit], catalog: Catalog) -> list[Hit]:
    """Return as hits the rows that are asked for and are not among the hits."""
    read = {hit.passage.id for hit in hits}
    asked = [key for key, row in rows.items() if row.likely and key not in read]
    best = {hit.passage.document_id: hit for hit in reversed(hits)}
    return [
        replace(best[each.document_id], passage=each, dense_rank=None, lexical_rank=None)
        for each in catalog.passages(asked)
    ]


def _lead(document: Document, first: Span) -> str:
    """Return the paragraph before a table, which mostly says what it shows."""
    at = bisect_left(document.records, first)
    after = document.records[at - 1].end if at else 0
    text = document.text[max(after, first.start - _LEAD) : first.start]
    blocks = [block for block in text.split("\n\n") if block.strip()]
    return " ".join(blocks[-2:])


def asked_words(query: Query) -> dict[str, Collection[str]]:
    """Return the stems of a question that tell what is asked for, each with what may be said."""
    return {
        stem(word): {stem(word), *map(stem, instead_of(word))}
        for word in content_words(query.text)
        if stem(word) not in _NO_MATTER
    }


def _rows_of(query: Query, table: Table) -> list[Row]:
    """Return a row for each of a table's."""
    asked = asked_words(query)
    around = stems(table.around)
    told = [stems(table.text(at)) for at in range(len(table.rows))]
    own = [_of_cells(table, at) for at in range(len(table.rows))]
    most = max(len(each & asked.keys()) for each in own)
    best = [at for at, each in enumerate(own) if most and len(each & asked.keys()) == most]
    if not most and _TOTAL & stems(query.text):
        best = [at for at in range(len(table.rows)) if is_total(table, at)]
    of_best = frozenset[str]().union(*(own[at] for at in best))
    rows = []
    for at in range(len(table.rows)):
        here = told[at] | around
        lacking = [each.word for each in query.required if not each.is_in(here)]
        of_others = [
            each.word
            for each in query.required
            if stem(each.word) in of_best and not each.is_in(told[at])
        ]
        years = [word for word in lacking if _YEAR.fullmatch(word)]
        cells = _cells_asked(query, table.cells[at], table.document.text)
        cell = cells[0].span if len(cells) == 1 else None
        if of_others and at not in best:
            rows.append(Row(flaw=f"is a row beside that of “{of_others[0]}”"))
        elif years and _YEAR.search(f"{table.text(at)} {table.around}"):
            rows.append(Row(flaw=f"is in a table without “{years[0]}”"))
        elif (
            at in best and len(best) < max(2, len(told)) and cells and not lacking and not of_others
        ):
            rows.append(Row(likely=_likely(query, asked, here, cells), cell=cell))
        else:
            rows.append(Row(cell=cell))
    return rows


def _likely(
    query: Query,
    asked: Mapping[str, Collection[str]],
    here: frozenset[str],
    cells: Sequence[Cell],
) -> float:
    """Return how likely a row is what is asked for, by the words of the question that it has.

    0 if it lacks most of those that are no names, unless the name of the column is asked for whole.
    """
    names = {stem(each.word) for each in query.required}
    covered = [key for key, forms in asked.items() if is_said(forms, here)]
    plain = [key for key in asked if key not in names]
    lacking = sum(key not in covered for key in plain)
    column = [stem(word) for word in content_words(cells[0].name)]
    is_column = len(cells) == 1 and len(column) > 1 and asked.keys() >= set(column)
    is_told = 2 * lacking < len(plain) + (len(cells) == 1)
    return _LIKELY * len(covered) / max(len(asked), 1) if is_told or is_column else 0.0


def is_said(forms: Collection[str], here: frozenset[str]) -> bool:
    """Tell whether a text has a word, or one that begins with it: "seizures" for "seized"."""
    begins = tuple(form for form in forms if len(form) >= _PREFIX)
    return not here.isdisjoint(forms) or any(each.startswith(begins) for each in here)


def _of_cells(table: Table, at: int) -> frozenset[str]:
    """Return the stems of a row's cells."""
    text = table.document.text
    return stems(" ".join(cell.span.of(text) for cell in table.cells[at]))


def is_total(table: Table, at: int) -> bool:
    """Tell whether a row sums up the others."""
    return bool(_TOTAL & stems(table.cells[at][0].span.of(table.document.text)))


def _cells_asked(query: Query, cells: Sequence[Cell], text: str) -> list[Cell]:
    """Return the cells whose columns are asked for, or the only one of the kind asked for."""
    asked = [stem(word) for word in words(query.text)]
    left = [cell for cell in cells if not _is_asked(cell.span.of(text), asked)]

    def fit(cell: Cell) -> tuple[int, int, float]:
        name = [stem(word) for word in words(cell.name)]
        said = frozenset(map(stem, content_words(cell.name)))
        shared = [key for key in set(asked) if is_said([key], said)]
        return len(shared), _in_order(name, asked), len(shared) / max(len(name), 1)

    best = max(left, key=fit, default=None)
    if best and fit(best)[0]:
        return [cell for cell in left if fit(cell) == fit(best)]
    if kind := wanted(query.text):
        kind = _PERSON if kind is PERSON else kind
        left = [cell for cell in left if kind.search(cell.span.of(text))]
    elif _WHAT.match(query.text):
        left = [cell for cell in left if _SAYS.fullmatch(cell.span.of(text))]
    return left if len(left) == 1 else []


def _is_asked(value: str, asked: Collection[str]) -> bool:
    """Tell whether a question has the words of a cell, which then is what a row is asked for by."""
    own = {stem(word) for word in content_words(value)}
    return bool(own) and sum(word in asked for word in own) > _SHARE * len(own)


def _in_order(name: Sequence[str], asked: Sequence[str]) -> int:
    """Return how many words of a name follow each other in a question as they do in the name."""
    pairs = set(pairwise(asked))
    return sum(pair in pairs for pair in pairwise(name))
