"""Two paragraphs about meetings, and questions about them."""

from bot.reader.data import Asked, Text
from ingest.document import Span

TEXT = (
    "The first meeting took place in Murmansk on 25 September 2019. "
    "Pyotr Popov opened it. The participants signed a protocol. Police of Norway attended."
)
OTHER = "The second meeting took place in Kirkenes in 2021. Anna Berg opened it."


def asked(question: str = "Who opened the first meeting in Murmansk?") -> Asked:
    start = TEXT.index("Pyotr Popov")
    return Asked(
        id="1",
        question=question,
        passage=Text(title="Meeting", text=TEXT, article="Meeting"),
        answers=(Span(start=start, end=start + 11),),
    )


def many(count: int = 12) -> list[Asked]:
    start = OTHER.index("Anna")
    other = Asked(
        id="2",
        question="Who opened the second meeting in Kirkenes?",
        passage=Text(title="Other", text=OTHER, article="Other"),
        answers=(Span(start=start, end=start + 9),),
    )
    return [asked(), other] * (count // 2)
