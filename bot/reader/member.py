"""What a training group is made of."""

from dataclasses import dataclass

from ingest.document import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A question and a passage to read; answer is a span of text, None when it does not answer.

    is_roughly: the answer is somewhere in that span. document: see Text.
    """

    question: str
    title: str
    text: str
    document: str = ""
    answer: Span | None = None
    is_roughly: bool = False
