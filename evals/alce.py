"""Citation recall and precision as ALCE defines them, for a judge of whether a text follows.

Source: Gao, Yen, Yu and Chen, "Enabling Large Language Models to Generate Text with Citations",
EMNLP 2023, section 4.3. A refusal has no statements and no score: it is scored as a refusal.
"""

from collections.abc import Sequence
from typing import Protocol


class Judge(Protocol):
    """Tells whether a claim follows from a premise."""

    name: str

    def entails(self, premise: str, claim: str) -> bool:
        """Tell whether the claim follows from the premise."""


class Verbatim:
    """Takes a claim to follow only from a text that has it word for word, but for white space."""

    name = "verbatim"

    def entails(self, premise: str, claim: str) -> bool:
        """Tell whether the premise has the claim's words in a row."""
        return " ".join(claim.split()) in " ".join(premise.split())


def alce(statements: Sequence[tuple[str, Sequence[str]]], judge: Judge) -> dict[str, float]:
    """Return alce_recall and alce_precision of an answer's (statement, quotes cited for it).

    Recall is the share of statements that follow from all their quotes together. Precision is the
    share of citations that count: those of a statement that does follow, except one that alone
    does not carry it while the others do without it. Nothing is returned for no statements.
    """
    if not statements:
        return {}
    supported, counted, cited = 0, 0, 0
    for claim, quotes in statements:
        cited += len(quotes)
        if not quotes or not judge.entails("\n".join(quotes), claim):
            continue
        supported += 1
        counted += sum(_counts(index, quotes, claim, judge) for index in range(len(quotes)))
    return {
        "alce_recall": supported / len(statements),
        "alce_precision": counted / cited if cited else 0.0,
    }


def _counts(index: int, quotes: Sequence[str], claim: str, judge: Judge) -> bool:
    """Tell whether a citation of a supported statement is needed for it, or carries it alone."""
    others = [quote for number, quote in enumerate(quotes) if number != index]
    if not others or judge.entails(quotes[index], claim):
        return True
    return not judge.entails("\n".join(others), claim)
