"""What a catalog knows of the words of its passages: ranking, frequencies, abbreviations."""

import json
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Protocol

_REMEMBERED = 1000  # rankings kept by a reader: the common words are slow and asked for most
# The ids, which settle ties, are looked up for the best alone: a common word is in every passage.
_ANY_DOCUMENT = """
WITH found AS MATERIALIZED (
    SELECT rowid AS number, -bm25(ranking) AS score FROM ranking WHERE ranking MATCH ?1),
best AS (SELECT score FROM found ORDER BY score DESC LIMIT ?2)
SELECT p.id, found.score FROM found JOIN passages p USING (number)
WHERE found.score >= (SELECT min(score) FROM best) ORDER BY 2 DESC, 1 LIMIT ?2"""
_SOME_DOCUMENTS = (
    "SELECT p.id, -bm25(ranking) FROM ranking JOIN passages p ON p.number = ranking.rowid "
    "WHERE ranking MATCH ? AND p.document_id IN (SELECT value FROM json_each(?)) "
    "ORDER BY 2 DESC, 1 LIMIT ?"
)
Ranking = tuple[tuple[str, float], ...]


class Rows(Protocol):
    """Runs a query on the catalog's database."""

    def __call__(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """Return the rows that the query finds."""


class Words:
    """The words of the passages of one catalog.

    A reader, whose passages do not change, finds the vocabulary once and remembers what it
    looked up.
    """

    def __init__(self, rows: Rows, *, read_only: bool = False) -> None:
        self._rows = rows
        self._ranked = lru_cache(_REMEMBERED)(self._rank) if read_only else self._rank
        self._counted = lru_cache(_REMEMBERED)(self._count) if read_only else self._count
        self._vocabulary: tuple[str, ...] | None = None
        self._abbreviations: dict[str, tuple[str, ...]] | None = None

    def rank(
        self, terms: Sequence[str], *, limit: int, documents: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Return (passage id, BM25 score) of passages with any of the terms, best first.

        Higher is better. A term in a title, a heading or the subjects counts like one in the text.
        documents limits the search to these ids.
        Source: Robertson and Zaragoza 2009, as implemented by SQLite FTS5.
        """
        query = " OR ".join(map(_quoted, terms))
        if not query:
            return []
        return list(self._ranked(query, limit, None if documents is None else frozenset(documents)))

    def _rank(self, query: str, limit: int, documents: frozenset[str] | None) -> Ranking:
        if documents is None:
            rows = self._rows(_ANY_DOCUMENT, query, limit)
        else:
            rows = self._rows(_SOME_DOCUMENTS, query, json.dumps(sorted(documents)), limit)
        return tuple((str(passage_id), float(str(score))) for passage_id, score in rows)

    def document_frequency(self, terms: Iterable[str]) -> dict[str, int]:
        """Return for each term in how many passages it occurs, in any of its English forms."""
        return {term: self._counted(term) for term in terms}

    def _count(self, term: str) -> int:
        rows = self._rows("SELECT count(*) FROM ranking WHERE ranking MATCH ?", _quoted(term))
        return int(str(rows[0][0]))

    def vocabulary(self) -> Sequence[str]:
        """Return the stems of all words of the passages."""
        if self._vocabulary is None:
            self._rows(
                "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary "
                "USING fts5vocab('main', 'ranking', 'row')"
            )
            rows = self._rows("SELECT term FROM vocabulary")
            self._vocabulary = tuple(str(row[0]) for row in rows)
        return self._vocabulary

    def abbreviations(self) -> dict[str, tuple[str, ...]]:
        """Return what each abbreviation stands for, where the documents define it."""
        if self._abbreviations is None:
            found: dict[str, list[str]] = {}
            for short, long in self._rows(
                "SELECT DISTINCT short, long FROM abbreviations ORDER BY short, long"
            ):
                found.setdefault(str(short), []).append(str(long))
            self._abbreviations = {short: tuple(longs) for short, longs in found.items()}
        return self._abbreviations


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'
