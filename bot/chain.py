"""The retrieval chain, a LangChain Runnable from a question to an Answer: the only wiring.

Three steps that callbacks see one by one: understand, retrieve, answer.
"""

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda

from bot.answer import Abstention, Answer, Considered, Filters, Hit, Inquiry, Turn
from bot.compose import differ_notices
from bot.evidence import Evidence, find_evidence
from bot.joined import elsewhere, joined, likeliest
from bot.query import Query, parts
from bot.read import Reader, SimilarityReader
from bot.reader.trained import TrainedReader
from bot.retrieve import HybridRetriever, narrowed
from bot.smalltalk import is_small_talk, reply
from bot.ways import queries
from bot.worded import in_language
from ingest.embed import Embedder
from ingest.errors import BadQuestion
from ingest.index import Generation, LiveIndex
from ingest.settings import Settings
from ingest.sync import index_folder

MAX_QUESTION = 2000  # code points
_MOST_REMEMBERED, _MOST_QUOTES = 1000, 12  # code points of an earlier question or quote; quotes
# So many passages of documents quoted before are read besides, of those found for a completed
# follow-up and of those found for it as typed with the question before it.
_OF_THE_TALK = 4


def checked(question: str) -> str:
    """Return the question without surrounding space.

    Raises BadQuestion when it is empty, has no word, or is longer than MAX_QUESTION.
    """
    text = " ".join(_encodable(question).split())
    if not any(character.isalnum() for character in text):
        raise BadQuestion("the question is empty; ask something in words")
    if len(text) > MAX_QUESTION:
        raise BadQuestion(
            f"the question has {len(text)} characters, at most {MAX_QUESTION} are read; shorten it"
        )
    return text


def remembered(turn: Turn) -> Turn:
    """Return a turn cut to what a follow-up can lean on; reading it takes time for each word."""
    quotes = [_encodable(quote[:_MOST_REMEMBERED]) for quote in turn.quotes[:_MOST_QUOTES]]
    return replace(turn, query=_encodable(turn.query[:_MOST_REMEMBERED]), quotes=tuple(quotes))


def _encodable(text: str) -> str:
    """Return a text without halves of surrogate pairs, which no encoding has."""
    return text.encode("utf-8", "ignore").decode("utf-8")


_LookedUp = tuple[Query, Sequence[Hit]]
_Parts = tuple[tuple[_LookedUp, ...], ...]
_IS = re.compile(r"^What is\b")


def converse(questions: Iterable[str], chain: Runnable[Inquiry | str, Answer]) -> tuple[Turn, ...]:
    """Ask questions one after the other and return them as turns for the next one."""
    turns: tuple[Turn, ...] = ()
    for question in questions:
        turns = (*turns, chain.invoke(Inquiry(text=question, turns=turns)).as_turn)
    return turns


@dataclass(frozen=True, slots=True, kw_only=True)
class _Understood:
    """A question, the ways in which it may be read, likeliest first, and where to look.

    reply is what is said to small talk, which is read in no way.
    """

    question: str
    reply: str | None
    queries: tuple[Query, ...]
    filters: Filters
    generation: Generation
    started: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What was understood, and for each reading its hits and those of its parts.

    A part has hits for each way in which it may be read.
    besides are hits of a follow-up with the question before it, of documents quoted before.
    """

    understood: _Understood
    looked_up: tuple[tuple[_LookedUp, _Parts], ...]
    besides: Sequence[Hit]


def _reader(settings: Settings, embedder: Embedder) -> Reader:
    return TrainedReader(embedder) if settings.reader == "trained" else SimilarityReader(embedder)


def hits_for(
    query: Query, retriever: HybridRetriever, config: RunnableConfig | None = None
) -> list[Hit]:
    """Return what a retriever finds for a query in documents of its language, best first."""
    known = retriever.generation.catalog.metadata()
    chosen = retriever if query.language == "en" else in_language(retriever, query)
    found: list[Hit] = [each.metadata["hit"] for each in chosen.invoke(query.search, config)]
    # Each language's documents are read with the question as worded in that language.
    hits = [
        h for h in found if (known[h.passage.document_id][1].language or "en") == query.language
    ]
    # What the question is taken to be about is read in any case.
    return sorted(hits, key=lambda hit: hit.passage.document_id != query.anchor)


def _of_the_talk(query: Query, hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits that are passages of documents quoted before."""
    quoted = query.talk.documents if query.talk else frozenset()
    return [hit for hit in hits if hit.passage.document_id in quoted]


def answer_chain(
    settings: Settings, *, embedder: Embedder, reader: Reader | None = None
) -> Runnable[Inquiry | str, Answer]:
    """Return the chain from a question, with or without turns and filters, to its answer.

    Each question is answered from the generation that is live when it is asked. Invoking it
    raises BadQuestion or IndexProblem.
    """
    live = LiveIndex(index_folder(settings, embedder))
    chosen = reader or _reader(settings, embedder)

    def understand_question(inquiry: Inquiry | str) -> _Understood:
        started = time.perf_counter()
        asked = Inquiry(text=inquiry) if isinstance(inquiry, str) else inquiry
        question = checked(asked.text)
        generation = live.generation()
        catalog = generation.catalog
        turns = [turn for turn in map(remembered, asked.turns) if not is_small_talk(turn.query)]
        said = reply(question, catalog, begins=not turns, page=asked.language)
        return _Understood(
            question=asked.text,
            reply=said,
            queries=() if said else tuple(queries(question, turns, catalog, embedder)),
            filters=asked.filters,
            generation=generation,
            started=started,
        )

    def retrieve_passages(understood: _Understood, config: RunnableConfig) -> _Found:
        catalog = understood.generation.catalog
        retriever = HybridRetriever(
            generation=understood.generation,
            embedder=embedder,
            candidates=settings.candidates,
            limit=settings.candidates,
            filters=understood.filters,
            dense_share=settings.dense_share,
        )

        def looked_up(query: Query) -> _LookedUp:
            hits = hits_for(query, retriever, config)
            return query, _of_the_talk(query, hits) if query.of_the_talk else hits

        besides: list[Hit] = []
        first = next(iter(understood.queries), None)
        if first and first.talk and first.talk.documents:
            found = hits_for(replace(first, search=first.talk.search), retriever, config)
            besides = _of_the_talk(first, found)[:_OF_THE_TALK]
        return _Found(
            understood=understood,
            besides=besides,
            looked_up=tuple(
                (
                    looked_up(query),
                    tuple(
                        tuple(map(looked_up, ways))
                        for ways in parts(query, catalog, is_word=embedder.knows)
                    ),
                )
                for query in understood.queries
            ),
        )

    def answer_question(found: _Found) -> Answer:
        understood = found.understood

        def evidence(query: Query, hits: Sequence[Hit]) -> Evidence:
            found = as_worded(query, hits)
            if not query.otherwise:
                return found
            other = as_worded(replace(query, expanded=query.otherwise), hits)
            is_better = other.statements and other.confidence > found.confidence
            return other if is_better else found

        def as_worded(query: Query, hits: Sequence[Hit]) -> Evidence:
            own = _of_the_talk(query, hits[settings.read :])[:_OF_THE_TALK]
            others = found.besides if query.language == "en" else ()
            weighed = find_evidence(
                query,
                hits,
                catalog=understood.generation.catalog,
                reader=chosen,
                embedder=embedder,
                threshold=min(1.0, settings.threshold / query.likely),
                read=settings.read,
                besides=[*own, *others],
            )
            return replace(weighed, confidence=query.likely * weighed.confidence)

        def of_part(query: Query, hits: Sequence[Hit]) -> Evidence:
            """Return evidence for a part of a question, of the past where there is no other."""
            now = evidence(query, hits)
            if now.statements or not _IS.match(query.text):
                return now
            text, expanded = (_IS.sub("What was", each) for each in (query.text, query.expanded))
            return evidence(replace(query, text=text, expanded=expanded), hits)

        if understood.reply:
            none = Evidence(
                statements=(),
                abstention=Abstention(reason=understood.reply),
                confidence=0.0,
                ledger=(),
            )
            return as_answer(understood, none, query=understood.question)

        def answered(looked_up: _LookedUp, parts_of_it: _Parts) -> tuple[Query, Evidence]:
            query, hits = looked_up
            each = [likeliest([(q, of_part(q, h)) for q, h in ways]) for ways in parts_of_it]
            return query, joined(query, partial(evidence, query, hits), each)

        ways = [each for each in found.looked_up if not each[0][0].last_resort]
        found_readings = [answered(*each) for each in ways]
        query, best = likeliest(found_readings)
        for each in found.looked_up[len(ways) :]:
            if not best.statements:
                query, best = likeliest([(query, best), answered(*each)])
        return as_answer(
            understood,
            replace(
                best,
                notices=(
                    *query.notices,
                    *differ_notices(best.statements, best.differing),
                    *best.notices,
                ),
            ),
            query=query.text,
            besides=tuple(elsewhere(query, found_readings)),
        )

    def as_answer(
        understood: _Understood,
        best: Evidence,
        *,
        query: str,
        besides: tuple[Considered, ...] = (),
    ) -> Answer:
        read = {row.hit.passage.id: row.hit for row in best.ledger if row.score is not None}
        return Answer(
            question=understood.question,
            query=query,
            notices=(*narrowed(understood.filters, understood.generation.catalog), *best.notices),
            statements=best.statements,
            abstention=best.abstention,
            confidence=round(best.confidence, 6),
            threshold=settings.threshold,
            hits=tuple(read.values()),
            ledger=(*best.ledger, *besides),
            answerer=chosen.name,
            generation=understood.generation.number,
            seconds=round(time.perf_counter() - understood.started, 4),
        )

    return (
        RunnableLambda(understand_question, name="understand")
        | RunnableLambda(retrieve_passages, name="retrieve")
        | RunnableLambda(answer_question, name="answer")
    )
