"""The retrieval chain, a LangChain Runnable from a question to an Answer: the only wiring."""

import time

from langchain_core.runnables import Runnable, RunnableLambda

from bot.answer import Answer, Hit, Inquiry, Notice, NoticeKind
from bot.evidence import find_evidence
from bot.read import Reader, SimilarityReader
from bot.retrieve import HybridRetriever
from bot.spelling import corrected, corrections
from ingest.embed import Embedder
from ingest.errors import BadQuestion
from ingest.index import LiveIndex
from ingest.settings import Settings
from ingest.sync import index_folder

MAX_QUESTION = 2000  # code points


def checked(question: str) -> str:
    """Return the question without surrounding space.

    Raises BadQuestion when it is empty, has no word, or is longer than MAX_QUESTION.
    """
    text = " ".join(question.split())
    if not any(character.isalnum() for character in text):
        raise BadQuestion("the question is empty; ask something in words")
    if len(text) > MAX_QUESTION:
        raise BadQuestion(
            f"the question has {len(text)} characters, at most {MAX_QUESTION} are read; shorten it"
        )
    return text


def answer_chain(
    settings: Settings, *, embedder: Embedder, reader: Reader | None = None
) -> Runnable[Inquiry | str, Answer]:
    """Return the chain: check, retrieve from the live generation, read, answer.

    Invoking it raises BadQuestion or IndexProblem.
    """
    live = LiveIndex(index_folder(settings, embedder))
    chosen_reader = reader or SimilarityReader(embedder)

    def respond(inquiry: Inquiry | str) -> Answer:
        started = time.perf_counter()
        question = inquiry if isinstance(inquiry, str) else inquiry.text
        asked = checked(question)
        generation = live.generation()
        meant = corrections(asked, generation.catalog)
        query = corrected(asked, meant)
        retriever = HybridRetriever(
            generation=generation,
            embedder=embedder,
            candidates=settings.candidates,
            limit=settings.candidates,
        )
        hits: list[Hit] = [document.metadata["hit"] for document in retriever.invoke(query)]
        evidence = find_evidence(
            query,
            hits,
            catalog=generation.catalog,
            reader=chosen_reader,
            threshold=settings.threshold,
            read=settings.read,
        )
        return Answer(
            question=question,
            query=query,
            notices=tuple(
                Notice(kind=NoticeKind.CORRECTED, text=f"Read “{typed}” as “{word}”.")
                for typed, word in meant.items()
            ),
            statements=evidence.statements,
            abstention=evidence.abstention,
            confidence=round(evidence.confidence, 6),
            threshold=settings.threshold,
            hits=tuple(hits[: settings.read]),
            ledger=evidence.ledger,
            answerer=chosen_reader.name,
            generation=generation.number,
            seconds=round(time.perf_counter() - started, 4),
        )

    return RunnableLambda(respond, name="answer")
