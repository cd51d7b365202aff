"""Training groups: a question with the passage that answers it, and near misses of both.

A group is read together: its loss compares its members. The first member answers, others do not.
"""

import math
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bot.reader.data import Asked, Text
from bot.reader.elsewhere import told_elsewhere, with_names
from bot.reader.member import Member
from bot.reader.negatives import Swap, opposed, reworded, styled, swaps
from bot.terms import STOP_WORDS, stem
from ingest.document import Span
from ingest.split import sentences
from ingest.stem import words

_SHORTEST, _LONGEST = 200, 1000  # code points of a passage as it is read in training
_NEAREST = 6  # passages from which a hard negative is drawn
_WRITTEN = 0.8  # how often a near miss is one that was written for the passage, if there is one


class Neighbours:
    """Ranks paragraphs by BM25 for the words of a question."""

    def __init__(self, passages: Sequence[Text]) -> None:
        self.passages = list(passages)
        postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        lengths = []
        for number, passage in enumerate(self.passages):
            counted = Counter(_stems(f"{passage.title} {passage.text}"))
            lengths.append(sum(counted.values()))
            for term, count in counted.items():
                postings[term].append((number, count))
        usual = sum(lengths) / max(len(lengths), 1)
        self._weights: dict[str, tuple[NDArray[np.int64], NDArray[np.float32]]] = {}
        for term, found in postings.items():
            rarity = math.log(1 + (len(lengths) - len(found) + 0.5) / (len(found) + 0.5))
            weights = [
                rarity * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * lengths[number] / usual))
                for number, count in found
            ]
            ids = np.array([number for number, _ in found])
            self._weights[term] = (ids, np.array(weights, dtype=np.float32))

    def of(self, question: str, *, limit: int) -> list[Text]:
        """Return the best passages, best first, ties in their own order."""
        scores = np.zeros(len(self.passages), dtype=np.float32)
        for term in set(_stems(question)):
            if term in self._weights:
                ids, weights = self._weights[term]
                scores[ids] += weights
        order = np.argsort(-scores, kind="stable")[:limit]
        return [self.passages[i] for i in order]


def _stems(text: str) -> list[str]:
    return [stem(word) for word in words(text) if word.casefold() not in STOP_WORDS]


class Grouper:
    """Makes groups. The same question and chance make the same group.

    Questions without an answer serve as near misses of those that their passage answers.
    """

    def __init__(self, asked: Sequence[Asked], *, misses: int = 2) -> None:
        passages = list(dict.fromkeys(item.passage for item in asked))
        self._written: dict[Text, list[str]] = defaultdict(list)
        for item in asked:
            if not item.answers:
                self._written[item.passage].append(item.question)
        self._neighbours = Neighbours(passages)
        self._passages = passages
        self._misses = misses

    def group(self, item: Asked, chance: random.Random) -> list[Member]:
        """Return the member that answers, then as many that do not as were asked for."""
        gold = chance.choice(item.answers)
        room = chance.randint(_SHORTEST, _LONGEST)
        title = item.passage.title if chance.random() < 0.85 else ""
        text, answer = _crop(item.passage.text, gold, room, chance)
        right = Member(
            question=item.question,
            title=title,
            text=text,
            document=item.passage.document,
            answer=answer,
            is_roughly=item.is_roughly,
        )
        right = told_elsewhere(right, chance)
        near = [
            other
            for other in self._neighbours.of(f"{title} {item.question}", limit=_NEAREST * 2)
            if other != item.passage and not _holds(other, item.golds)
        ][:_NEAREST]
        right, twin = self._twin(right, near, chance)
        members = [right, self._other_passage(right, item, near, room, chance)]
        while len(members) <= self._misses:
            miss = twin or self._near_miss(right, item, near, chance)
            if miss is None or miss in members:
                miss = self._other_passage(right, item, near, room, chance)
            members.append(miss)
            twin = None
        style = chance.random()
        return [
            replace(member, question=styled(member.question, random.Random(style)))  # noqa: S311
            for member in map(with_names, members)
        ]

    def _twin(
        self, right: Member, near: Sequence[Text], chance: random.Random
    ) -> tuple[Member, Member | None]:
        """Sometimes change name or year in question and passage alike, which still answers.

        So an unusual name alone is no sign of a near miss. The twin keeps the old question.
        """
        if chance.random() > 0.25 or right.answer is None:
            return right, None
        swap = self._swap(right, near, chance)
        if swap is None or swap.is_in(right.answer.of(right.text)):
            return right, None
        before, answer = right.text[: right.answer.start], right.answer.of(right.text)
        start = len(swap.of(before))
        changed = replace(
            right,
            question=swap.of(right.question),
            title=swap.of(right.title),
            document=swap.of(right.document),
            text=swap.of(before) + answer + swap.of(right.text[right.answer.end :]),
            answer=Span(start=start, end=start + len(answer)),
        )
        return changed, replace(changed, question=right.question, answer=None)

    def _swap(self, right: Member, near: Sequence[Text], chance: random.Random) -> Swap | None:
        """Return an exact swap of words that question and passage share, if there is one."""
        others = [right.text] if chance.random() < 0.25 else [other.text for other in near]
        found = swaps(right.question, right.text, others, chance)
        shared = [swap for swap in found if swap.is_in(f"{right.title} {right.text}")]
        return chance.choice(shared) if shared else None

    def _near_miss(
        self, right: Member, item: Asked, near: Sequence[Text], chance: random.Random
    ) -> Member | None:
        written = self._written.get(item.passage)
        if written and chance.random() < _WRITTEN:
            return replace(right, question=chance.choice(written), answer=None)
        draw = chance.random()
        if draw < 0.60:
            swap = self._swap(right, near, chance)
            if swap is not None and draw < 0.40:
                return replace(right, question=swap.of(right.question), answer=None)
            if swap is not None:
                title, text = swap.of(right.title), swap.of(right.text)
                document = swap.of(right.document)
                return replace(right, title=title, text=text, document=document, answer=None)
            draw = 0.60 + chance.random() * 0.4
        if draw < 0.72 and (question := opposed(right.question, chance)):
            return replace(right, question=question, answer=None)
        if draw < 0.85:
            others = right.text if chance.random() < 0.5 else " ".join(o.text for o in near[:2])
            if question := reworded(right.question, others, chance):
                return replace(right, question=question, answer=None)
        return _without_answer(right, item.golds)

    def _other_passage(
        self,
        right: Member,
        item: Asked,
        near: Sequence[Text],
        room: int,
        chance: random.Random,
    ) -> Member:
        draw = chance.random()
        if draw < 0.25 and (cut := _without_answer(right, item.golds)):
            return cut
        if draw < 0.90 and near:
            other = near[min(int(chance.expovariate(0.6)), len(near) - 1)]
        else:
            other = chance.choice(self._passages)
            if _holds(other, item.golds) or other == item.passage:
                return replace(right, text=other.title or "-", document="", answer=None)
        title = other.title if right.title else ""
        text, _ = _crop(other.text, None, room, chance)
        return Member(question=right.question, title=title, text=text, document=other.document)


def _holds(passage: Text, golds: Sequence[str]) -> bool:
    text = passage.text.casefold()
    return any(gold.casefold() in text for gold in golds)


def _crop(
    text: str, answer: Span | None, room: int, chance: random.Random
) -> tuple[str, Span | None]:
    """Return whole sentences of a text, about `room` long, around the answer; its span there."""
    spans = _sentences(text)
    if not spans:
        return text, answer
    inside = [i for i, s in enumerate(spans) if answer and s.overlaps(answer)]
    first = inside[0] if inside else chance.randrange(len(spans))
    last = inside[-1] if inside else first
    while first > 0 or last + 1 < len(spans):
        back = first > 0 and (last + 1 == len(spans) or chance.random() < 0.5)
        low, high = (first - 1, last) if back else (first, last + 1)
        if spans[high].end - spans[low].start > room:
            break
        first, last = low, high
    start = min(spans[first].start, answer.start if answer else spans[first].start)
    end = max(spans[last].end, answer.end if answer else spans[last].end)
    moved = Span(start=answer.start - start, end=answer.end - start) if answer else None
    return text[start:end], moved


@lru_cache(maxsize=20_000)
def _sentences(text: str) -> tuple[Span, ...]:
    return tuple(sentences(text))


def _without_answer(right: Member, golds: Sequence[str]) -> Member | None:
    """Return the passage without the sentences that hold an answer, if enough is left."""
    folded = [gold.casefold() for gold in golds]
    kept = [
        span.of(right.text)
        for span in _sentences(right.text)
        if not any(gold in span.of(right.text).casefold() for gold in folded)
    ]
    text = " ".join(kept)
    return replace(right, text=text, answer=None) if len(text) > 60 else None
