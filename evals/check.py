"""Check eval sets before they are trusted: each quote stands once in its source, nothing twice."""

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from evals.questions import EvalQuestion, EvalSet
from evals.squad import normalized
from ingest.errors import UnreadableFile
from ingest.files import SourceFile
from ingest.parse import parse


def check(sets: Sequence[EvalSet], *, corpus: Path) -> list[str]:
    """Return what is wrong with sets, one line each; nothing when all is well.

    The sources are read anew from the corpus folder, or the set's own, not from an index.
    """
    folders = {each.documents or corpus for each in sets}
    sources = {folder: _Sources(folder) for folder in folders}
    problems = [
        f"{each.name}: {question.id}: {problem}"
        for each in sets
        for question in each.questions
        for problem in _problems(question, sources[each.documents or corpus])
    ]
    return problems + list(_repeated(sets))


class _Sources:
    """The texts of a folder's documents, each read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._texts: dict[str, str] = {}

    def text(self, source: str) -> str:
        """Return the text of a document. Raises UnreadableFile."""
        if source not in self._texts:
            path = PurePosixPath(source)
            if path.is_absolute() or ".." in path.parts:
                raise UnreadableFile(f"{source} is not a path inside {self._folder}")
            # The source of a file within a file goes on after the name of the outer one.
            for outer in (path, *path.parents):
                if (self._folder / outer).is_file():
                    file = SourceFile(path=self._folder / outer, source=str(outer))
                    parts = parse(file).parts
                    self._texts |= {str(outer) + name: part.text for name, part in parts}
            if source not in self._texts:
                raise UnreadableFile(f"{self._folder} has no document {source}")
        return self._texts[source]


def _problems(question: EvalQuestion, sources: _Sources) -> Iterator[str]:
    texts = []
    for evidence in question.evidence:
        try:
            text = sources.text(evidence.source)
        except UnreadableFile as exc:
            yield str(exc)
            continue
        texts.append(text)
        count = _count(text, evidence.quote)
        if count != 1:
            yield (
                f"its quote stands {count} times in {evidence.source}, not once: "
                f"“{evidence.quote[:60]}”"
            )
    told = [normalized(text) for text in texts]
    held = any(normalized(answer) in text for answer in question.answers for text in told)
    if question.answers and texts and not held:
        yield "none of its answers stands in a source of its evidence"


def _count(text: str, quote: str) -> int:
    """Return how often a quote stands in a text, overlapping ones too; a whole document once."""
    count, at = 0, text.find(quote)
    while quote and at >= 0:
        count, at = count + 1, text.find(quote, at + 1)
    return count if quote else 1


def _repeated(sets: Sequence[EvalSet]) -> Iterator[str]:
    """Yield the questions asked twice: in one set a duplicate, in two sets a leak."""
    seen: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[str, str]] = {}
    for each in sets:
        for question in each.questions:
            words = tuple(sorted(normalized(question.question).split()))
            turns = tuple(normalized(turn) for turn in question.turns)
            name, other = seen.setdefault((turns, words), (each.name, question.id))
            if (name, other) == (each.name, question.id):
                continue
            if name == each.name:
                yield f"{name}: {question.id} asks the same as {other}"
            else:
                yield f"{each.name}: {question.id} is in {name} too, as {other}: a leak"
