"""Questions with their passages and answers, from SQuAD-format and QED files.

Answers are spans of the passage's text. Nothing is made up here: see negatives.py for that.
"""

import gzip
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.document import Span
from ingest.errors import UsageError

# Titles that number reviews or name a whole crawl say nothing about a passage.
_EMPTY_TITLES = ("Amazon_Reviews", "Filtered_Reddit")
_NO_SPACE_BEFORE = frozenset(",.;:)?!%'’")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A paragraph, the title it stands under (may be empty), and a name for its article.

    document: all that its document says, empty where that is not known.
    """

    title: str
    text: str
    article: str
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question, the paragraph it was asked about, and its answers there; none: unanswerable.

    is_roughly: the answers are whole sentences, in which the words that answer are not marked.
    """

    id: str
    question: str
    passage: Text
    answers: tuple[Span, ...]
    is_roughly: bool = False

    @property
    def golds(self) -> tuple[str, ...]:
        """Return the answers' words, once each, in order."""
        return tuple(dict.fromkeys(span.of(self.passage.text) for span in self.answers))


def load(path: Path) -> list[Asked]:
    """Return the questions of a SQuAD 1.1 or 2.0 file, or of a QED file (.jsonl); gzipped or not.

    Raises UsageError for a file that is neither.
    """
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
        lines = ".jsonl" in path.suffixes
        return list(_qed(text) if lines else _squad(text))
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise UsageError(f"{path}: not a SQuAD or QED file ({exc}); name another") from exc


def hold_out(asked: Iterable[Asked], *, share: float) -> tuple[list[Asked], list[Asked]]:
    """Part questions into those to train on and those held out.

    Whole articles are held out, or whole paragraphs where all share one title, by a digest of
    their names: the same ones in every run.
    """
    train: list[Asked] = []
    held: list[Asked] = []
    for item in asked:
        digest = hashlib.sha256(item.passage.article.encode()).digest()
        (held if digest[0] < 256 * share else train).append(item)
    return train, held


def _squad(text: str) -> Iterator[Asked]:
    articles = json.loads(text)["data"]
    documents: dict[str, list[str]] = defaultdict(list)
    for article in articles:
        name = str(article.get("title", ""))
        documents[_document(name)] += [name, *(p["context"] for p in article["paragraphs"])]
    for article in articles:
        name = str(article.get("title", ""))
        is_empty = name.startswith(_EMPTY_TITLES)
        for number, paragraph in enumerate(article["paragraphs"]):
            passage = Text(
                title="" if is_empty else name.replace("_", " "),
                text=paragraph["context"],
                article=f"{name} {number}" if is_empty else name,
                document="" if is_empty else "\n".join(documents[_document(name)]),
            )
            for qa in paragraph["qas"]:
                answers = [_span(passage.text, a["answer_start"], a["text"]) for a in qa["answers"]]
                yield Asked(
                    id=str(qa["id"]),
                    question=" ".join(qa["question"].split()),
                    passage=passage,
                    answers=tuple(dict.fromkeys(span for span in answers if span)),
                    is_roughly=any(a.get("is_sentence", False) for a in qa["answers"]),
                )


def _document(title: str) -> str:
    """Return the title of a document; headings may follow on further lines."""
    return title.partition("\n")[0]


def _span(text: str, start: int, answer: str) -> Span | None:
    """Return the span without surrounding space and end punctuation, if it is where it says."""
    if text[start : start + len(answer)] != answer:
        return None
    left = len(answer) - len(answer.lstrip())
    stripped = answer.strip().rstrip(".,;:!?") or answer.strip()
    return Span(start=start + left, end=start + left + len(stripped)) if stripped else None


def _qed(text: str) -> Iterator[Asked]:
    for line in text.splitlines():
        row = json.loads(line)
        found = row["annotation"].get("answer") or []
        spans = [
            (a["paragraph_reference"]["start"], a["paragraph_reference"]["end"]) for a in found
        ]
        passage, moved = _joined(row["paragraph_text"], [at for span in spans for at in span])
        answers = [
            _span(passage, a, passage[a:b]) for a, b in zip(moved[::2], moved[1::2], strict=True)
        ]
        if answers := [span for span in answers if span]:
            title = str(row["title_text"])
            yield Asked(
                id=str(row["example_id"]),
                question=" ".join(str(row["question_text"]).split()),
                passage=Text(title=title, text=passage, article=title),
                answers=tuple(dict.fromkeys(answers)),
            )


def _joined(text: str, offsets: Sequence[int]) -> tuple[str, list[int]]:
    """Return a text without the spaces its tokens were parted by, and where offsets went."""
    kept: list[str] = []
    places = []
    for at, character in enumerate(text):
        places.append(len(kept))
        following = text[at + 1 : at + 2]
        is_gap = character == " " and (following in _NO_SPACE_BEFORE or text[at - 1 : at] in "(`")
        if not is_gap and not (character == following and character in "`'"):
            kept.append('"' if character in "`'" and text[at - 1 : at] == character else character)
    places.append(len(kept))
    return "".join(kept), [places[at] for at in offsets]
