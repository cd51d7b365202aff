"""Where gold evidence stands in an index: from (source, quote) to spans and passages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.answer import Citation
from evals.questions import EvalQuestion
from ingest.catalog import Catalog
from ingest.document import Span
from ingest.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One evidence of a question, found: its document, its span, its part and grade.

    is_whole: the evidence is the document as a whole.
    """

    document_id: str
    span: Span
    part: int
    grade: int
    is_whole: bool

    def is_cited_by(self, citation: Citation) -> bool:
        """Tell whether a citation's span holds the evidence."""
        if citation.document.id != self.document_id:
            return False
        return self.is_whole or citation.span.holds(self.span)

    def meets(self, document_id: str, span: Span) -> bool:
        """Tell whether a passage has some of the evidence."""
        shared = min(span.end, self.span.end) - max(span.start, self.span.start)
        return document_id == self.document_id and (self.is_whole or shared > 0)


class Gold:
    """Finds the evidence of questions in a catalog; documents are looked up once."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._ids = {
            entry.source + name: document_id
            for entry in catalog.files()
            for name, document_id in entry.parts
        }
        self._spans: dict[str, dict[str, Span]] = {}

    def places(self, question: EvalQuestion) -> tuple[Place, ...]:
        """Return where the evidence of a question stands.

        Raises UsageError when a source is not in the index or a quote not exactly once in it.
        """
        found = []
        for evidence in question.evidence:
            document_id = self._ids.get(evidence.source)
            if document_id is None:
                raise UsageError(
                    f"{question.id}: {evidence.source} is not in the index; "
                    "bring it up to date with: python -m ingest"
                )
            text = self._catalog.document(document_id).text
            start = text.find(evidence.quote)
            if start < 0 or (evidence.quote and text.find(evidence.quote, start + 1) >= 0):
                count = text.count(evidence.quote)
                raise UsageError(
                    f"{question.id}: its quote stands {count} times in {evidence.source}, not "
                    "once; see: python -m evals check"
                )
            found.append(
                Place(
                    document_id=document_id,
                    span=Span(start=start, end=start + len(evidence.quote)),
                    part=evidence.part,
                    grade=evidence.grade,
                    is_whole=not evidence.quote,
                )
            )
        return tuple(found)

    def passages(self, places: Iterable[Place]) -> dict[str, int]:
        """Return the passages that have gold evidence, each with the highest grade it has."""
        grades: dict[str, int] = {}
        for place in places:
            for passage_id, span in self._passages_of(place.document_id).items():
                if place.meets(place.document_id, span):
                    grades[passage_id] = max(grades.get(passage_id, 0), place.grade)
        return grades

    def _passages_of(self, document_id: str) -> Mapping[str, Span]:
        if document_id not in self._spans:
            ids = sorted(self._catalog.passage_ids(document_id))
            found = self._catalog.passages(ids)
            self._spans[document_id] = {passage.id: passage.span for passage in found}
        return self._spans[document_id]


def judged(
    places: Sequence[Place], passages: Mapping[str, int], ranking: Sequence[tuple[str, str]]
) -> tuple[list[str], dict[str, int]]:
    """Return what is ranked, best first, and the grades of what should be.

    ranking has (passage id, document id). Passages are ranked, or documents, each by its best
    passage, when all evidence is whole documents, as in a benchmark that judges documents.
    """
    if places and all(place.is_whole for place in places):
        grades = {place.document_id: place.grade for place in places}
        return list(dict.fromkeys(document_id for _, document_id in ranking)), grades
    return [passage_id for passage_id, _ in ranking], dict(passages)
