"""Questions to ask, in the documents' own words: in the place of a refused one, and to begin."""

import re
from collections.abc import Callable, Iterator
from itertools import islice

from bot.answer import Answer
from bot.terms import STOP_WORDS, stem, stems
from ingest.catalog import Catalog

_IDEAS = 3
_EXAMPLES = 4
_TRIED = 12  # candidates asked to find the examples; each costs a question
_NAME = re.compile(r"(?<=[a-zа-яё] )[A-ZА-ЯЁ]\w+ [A-ZА-ЯЁ]\w+(?= \w|[.,])")
# Asked first, when the documents answer them: what newcomers to this corpus ask.
_USUAL = (
    "When and where did the group first meet?",
    "Who opened the meeting?",
    "What was signed at the end of the meeting?",
    "Which Russian agencies took part?",
)


def ideas(answer: Answer) -> list[str]:
    """Return what may be asked instead of a refused question: for what came nearest, summed up."""
    titles = dict.fromkeys(hit.passage.title for hit in answer.hits)
    return [f"Summarise “{title}”" for title in titles][:_IDEAS]


def example_questions(catalog: Catalog, ask: Callable[[str], Answer]) -> list[str]:
    """Return questions that the documents answer, the usual ones first. Asks each to be sure."""
    found: list[str] = []
    for question in islice(_candidates(catalog), _TRIED):
        if ask(question).statements:
            found.append(question)
        if len(found) == _EXAMPLES:
            break
    return found


def _candidates(catalog: Catalog) -> Iterator[str]:
    known = set(catalog.words.vocabulary())
    for question in _USUAL:
        words = [word for word in stems(question) if word not in STOP_WORDS]
        if sum(stem(word) in known for word in words) >= len(words) - 1:
            yield question
    seen: set[str] = set()
    for document_id in catalog.document_ids()[:_TRIED]:
        for name in _NAME.findall(catalog.document(document_id).text[:50_000]):
            if name not in seen:
                seen.add(name)
                yield f"Who is {name}?"
                break
