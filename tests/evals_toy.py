"""A small corpus, its questions, and bots that answer them well or badly: no weights needed."""

from collections.abc import Callable, Sequence
from pathlib import Path

from langchain_core.runnables import RunnableLambda

from bot.answer import Abstention, Answer, Citation, Considered, Hit, Inquiry, Statement
from evals.bench import Bench, Chain, setup_of
from evals.gold import Gold
from evals.questions import EvalQuestion, EvalSet, Evidence
from evals.record import Run
from evals.run import run_sets
from ingest.document import Span
from ingest.index import Generation
from ingest.settings import Settings
from ingest.sync import index_folder, sync
from tests.fakes import HashingEmbedder

COLOURS = "red green blue white black yellow orange violet brown grey".split()
PLACES = "Vardo Hanko Uto Kirkenes Marjaniemi Bengtskar Tromso Kotka Oslo Turku".split()


def fact(number: int) -> str:
    place, colour = PLACES[number % 10], COLOURS[(number * 3) % 10]
    return f"The lighthouse number {number} of {place} was painted {colour} in {1900 + number}."


def toy_settings(folder: Path) -> Settings:
    return Settings(index=folder / "index", corpus=folder / "docs", runs=folder / "runs")


def build(folder: Path, *, documents: int = 20) -> Settings:
    settings = toy_settings(folder)
    settings.corpus.mkdir()
    for number in range(documents):
        text = f"Opening words of document {number}.\n\n{fact(number)}\n\nA closing line {number}."
        (settings.corpus / f"{number:02d}.txt").write_text(text, encoding="utf-8")
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    return settings


def generation_of(settings: Settings) -> Generation:
    return index_folder(settings, HashingEmbedder()).open()


def questions(*, answerable: int = 20, unanswerable: int = 10) -> tuple[EvalQuestion, ...]:
    return tuple(
        EvalQuestion(
            id=f"q{number}",
            question=f"What colour is lighthouse number {number}?",
            category="colour" if number % 2 else "number",
            evidence=(Evidence(source=f"{number:02d}.txt", quote=fact(number)),),
            answers=(COLOURS[(number * 3) % 10],),
        )
        for number in range(answerable)
    ) + tuple(
        EvalQuestion(
            id=f"u{number}",
            question=f"Who built lighthouse number {number}?",
            category="near miss",
            answerable=False,
        )
        for number in range(unanswerable)
    )


def toy_set(asked: Sequence[EvalQuestion] | None = None, *, name: str = "toy") -> EvalSet:
    return EvalSet(name=name, path=Path(f"{name}.jsonl"), questions=tuple(asked or questions()))


def perfect(generation: Generation, asked: Sequence[EvalQuestion]) -> Chain:
    """A bot that cites the gold evidence with all its passages first, and refuses the rest."""
    known = {question.question: question for question in asked}
    gold = Gold(generation.catalog)

    def respond(inquiry: Inquiry | str) -> Answer:
        text = inquiry if isinstance(inquiry, str) else inquiry.text
        question = known[text]
        places = gold.places(question) if question.answerable else ()
        first = list(gold.passages(places))
        rest = sorted(generation.catalog.passage_ids() - set(first))[: 12 - len(first)]
        spans = []
        for place in places:
            document = generation.catalog.document(place.document_id)
            whole = Span(start=0, end=len(document.text))
            spans.append(Citation(document=document, span=whole if place.is_whole else place.span))
        return answer_of(generation, text, [*first, *rest], spans)

    return RunnableLambda(respond)


def answer_of(
    generation: Generation, text: str, ranking: Sequence[str], cited: Sequence[Citation]
) -> Answer:
    """An answer that cites these places, or a refusal for none, with this ranking."""
    hits = [
        Hit(
            passage=passage,
            score=1 / rank,
            similarity=0.5,
            alignment=0.5,
            dense_rank=rank,
            lexical_rank=None,
        )
        for rank, passage in enumerate(generation.catalog.passages(list(ranking)), 1)
    ]
    return Answer(
        question=text,
        query=text,
        notices=(),
        statements=tuple(Statement(text=each.quote, citations=(each,)) for each in cited),
        abstention=None if cited else Abstention(reason="not said"),
        confidence=0.9 if cited else 0.1,
        threshold=0.5,
        hits=tuple(hits[:6]),
        ledger=tuple(
            Considered(hit=hit, rank=rank, score=0.5, verdict="considered")
            for rank, hit in enumerate(hits, 1)
        ),
        answerer="toy",
        generation=generation.number,
        seconds=0.01,
    )


def changed(chain: Chain, change: Callable[[Answer], Answer]) -> Chain:
    """A bot that gives another's answers, changed."""
    return RunnableLambda(lambda inquiry: change(chain.invoke(inquiry)))


def run_toy(settings: Settings, chain: Chain, *sets: EvalSet) -> Run:
    generation = generation_of(settings)
    setup = setup_of(settings, generation, model="toy")
    bench = Bench(chain=chain, generation=generation, setup=setup)
    return run_sets(sets or (toy_set(),), lambda _: bench)
