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
_BREAK = re.compile(r"[^\w\s-]|\n")
_NAME = re.compile(r"(?<=[a-zа-яё] )[A-ZА-ЯЁ]\w+ [A-ZА-ЯЁ]\w+(?= \w|[.,])")
# Asked first, when the documents answer them: what newcomers to this corpus ask.
_USUAL = (
    "When and where did the group first meet?",
    "Who opened the meeting?",
    "What was signed at the end of the meeting?",
    "Which Russian agencies took part?",
)


def ideas(answer: Answer) -> list[str]:
    """Return what the documents do say near a refused question: phrases of its nearest passages.

    Phrases that share a word with the question come first, then longer ones.
    """
    asked = stems(answer.question)
    found: dict[str, tuple[int, int, int]] = {}
    for hit in answer.hits[:_IDEAS]:
        for phrase in _phrases(hit.passage.text):
            shared = len(asked & stems(phrase))
            found.setdefault(phrase, (-shared, -len(phrase.split()), len(found)))
    chosen: list[str] = []
    for phrase in sorted(found, key=lambda phrase: found[phrase]):
        if not any(stems(phrase) & stems(other) for other in chosen):
            chosen.append(phrase)
    return chosen[:_IDEAS]


def _phrases(text: str) -> Iterator[str]:
    """Yield runs of two to four words that carry meaning, as written, between stop words."""
    for clause in _BREAK.split(text):
        run: list[str] = []
        for word in [*clause.split(), "the"]:
            # Words with a capital would be cut out of the middle of names.
            if word.islower() and word not in STOP_WORDS and len(word) > 2:
                run.append(word)
                continue
            if 2 <= len(run) <= 4 and not word[:1].isupper():
                yield " ".join(run)
            run = []


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
