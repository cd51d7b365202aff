"""The ledger of an answer: every passage considered, and why it was used or not."""

from collections.abc import Mapping, Sequence

from bot.answer import Citation, Considered, Hit
from bot.weigh import Weighed

USED = "used"


def ledger(
    hits: Sequence[Hit],
    ranked: Sequence[Weighed],
    copies: Mapping[str, str],
    cited: Sequence[Citation],
    *,
    floor: float,
) -> list[Considered]:
    """Return a row for each hit, best first; floor is the probability that was needed.

    ranked are the sentences that were read, likeliest first; copies name for a passage the title of
    a better one with its words.
    """
    best: dict[str, Weighed] = {}
    for each in ranked:
        best.setdefault(each.candidate.hit.passage.id, each)
    places = [(citation.document.id, citation.span) for citation in cited]
    used = {
        hit.passage.id
        for hit in hits
        for document_id, span in places
        if document_id == hit.passage.document_id and hit.passage.span.holds(span)
    }
    rows = []
    for rank, hit in enumerate(hits, start=1):
        found = best.get(hit.passage.id)
        if found:
            verdict = USED if hit.passage.id in used else _why_not(found, floor)
        elif title := copies.get(hit.passage.id):
            verdict = f"not read: says what a better passage of “{title}” says"
        else:
            verdict = "not read: others rank higher"
        score = round(found.probability, 6) if found else None
        rows.append(Considered(hit=hit, rank=rank, score=score, verdict=verdict))
    return rows


def _why_not(found: Weighed, floor: float) -> str:
    if found.flaw:
        return found.flaw
    if found.probability < floor:
        return f"{found.probability:.3f} is below {floor:.3f}, what this question needs"
    return "likelier sentences stand elsewhere"
