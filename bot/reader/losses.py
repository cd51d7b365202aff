"""What the reader is trained on: groups read together, and a loss that compares their members."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch.nn import functional

from bot.reader.encode import Encoder, Window
from bot.reader.member import Member
from bot.reader.model import ReaderModel

_CHUNKS = 3  # sequences of like length are read together: little padding
_NOWHERE = -1e4  # the logit of a piece that is not of the text


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Members of like length, k of them, as one tensor.

    rows (k,): their numbers in the batch; ids, segments, mask, text (k, pieces): the last tells
    the pieces that an answer may begin or end at.
    """

    rows: torch.Tensor
    ids: torch.Tensor
    segments: torch.Tensor
    mask: torch.Tensor
    text: torch.Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Groups in word pieces, and where each first member's answer stands: see Reading."""

    groups: int
    members: int
    longest: int
    parts: tuple[Part, ...]
    places: torch.Tensor
    rough: torch.Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Logits of groups: starts and ends (groups, members, pieces), answers (groups, members).

    places (groups, 2): first and last piece of the answer in the first member; -1: not in it.
    rough (groups,): the answer is somewhere between these two.
    """

    starts: torch.Tensor
    ends: torch.Tensor
    answers: torch.Tensor
    places: torch.Tensor
    rough: torch.Tensor


def batch_of(groups: Sequence[Sequence[Member]], encoder: Encoder) -> Batch:
    """Return the groups cut into pieces; of a text that is too long only the first window."""
    windows = [encoder.windows(m.question, m.title, m.text)[0] for group in groups for m in group]
    members = len(groups[0])
    places = [
        windows[at * members].place(group[0].answer) if group[0].answer else None
        for at, group in enumerate(groups)
    ]
    order = sorted(range(len(windows)), key=lambda i: len(windows[i].ids))
    size = -(-len(order) // _CHUNKS)
    return Batch(
        groups=len(groups),
        members=members,
        longest=len(windows[order[-1]].ids),
        parts=tuple(_part(order[at : at + size], windows) for at in range(0, len(order), size)),
        places=torch.tensor([place or (-1, -1) for place in places]),
        rough=torch.tensor([group[0].is_roughly for group in groups]),
    )


def _part(rows: Sequence[int], windows: Sequence[Window]) -> Part:
    longest = len(windows[rows[-1]].ids)
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    segments, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    text = torch.zeros(len(rows), longest, dtype=torch.bool)
    for at, row in enumerate(rows):
        window = windows[row]
        length = len(window.ids)
        ids[at, :length] = torch.tensor(window.ids)
        segments[at, :length] = torch.tensor(window.segments)
        mask[at, :length] = 1
        text[at, window.start : window.start + len(window.offsets)] = True
    return Part(rows=torch.tensor(rows), ids=ids, segments=segments, mask=mask, text=text)


def read_batch(model: ReaderModel, batch: Batch, device: torch.device) -> Reading:
    """Read all members and put their logits in their places."""
    count = batch.groups * batch.members
    spans = torch.full((count, batch.longest, 2), _NOWHERE, device=device)
    answers = torch.zeros(count, device=device)
    for part in batch.parts:
        is_full = bool(part.mask.all())
        mask = None if is_full else part.mask.to(device)
        found, answered = model(part.ids.to(device), part.segments.to(device), mask)
        rows, outside = part.rows.to(device), ~part.text.to(device)
        spans[rows, : found.shape[1]] = found.float().masked_fill(outside[..., None], _NOWHERE)
        answers[rows] = answered.float()
    spans = spans.view(batch.groups, batch.members, batch.longest, 2)
    return Reading(
        starts=spans[..., 0],
        ends=spans[..., 1],
        answers=answers.view(batch.groups, batch.members),
        places=batch.places.to(device),
        rough=batch.rough.to(device),
    )


def total_loss(reading: Reading) -> torch.Tensor:
    """Return span loss over all pieces of a group, plus whether and which member answers."""
    labels = torch.zeros_like(reading.answers)
    labels[:, 0] = 1.0
    answers = functional.binary_cross_entropy_with_logits(reading.answers, labels)
    first = torch.zeros(len(labels), dtype=torch.long, device=labels.device)
    ranking = functional.cross_entropy(reading.answers, first)
    return _span_loss(reading) / 2 + answers + ranking / 2


def distillation_loss(reading: Reading, teachers: Sequence[Reading]) -> torch.Tensor:
    """Return how far a reading is from the mean of its teachers', over all that they say.

    Source: Hinton, Vinyals and Dean, "Distilling the Knowledge in a Neural Network", 2015.
    """
    total = functional.binary_cross_entropy_with_logits(
        reading.answers, torch.stack([t.answers.sigmoid() for t in teachers]).mean(dim=0)
    )
    for name, weight in (("answers", 0.5), ("starts", 0.5), ("ends", 0.5)):
        told = [getattr(t, name).flatten(1).softmax(dim=1) for t in teachers]
        logits = getattr(reading, name).flatten(1)
        total = total + weight * functional.cross_entropy(logits, torch.stack(told).mean(dim=0))
    return total


def _span_loss(reading: Reading) -> torch.Tensor:
    """Return how unlikely the answers' first and last pieces are among those of their groups.

    Of a rough place any piece may be either: their probabilities add up, as for distant
    supervision in Clark and Gardner, "Simple and Effective Multi-Paragraph Reading
    Comprehension", ACL 2018.
    """
    known = reading.places[:, 0] >= 0
    if not bool(known.any()):
        return torch.zeros((), device=known.device)
    first, last = reading.places[known, 0], reading.places[known, 1]
    rough = reading.rough[known]
    bounds = (
        (reading.starts, first, torch.where(rough, last, first)),
        (reading.ends, torch.where(rough, first, last), last),
    )
    total = torch.zeros((), device=known.device)
    for logits, low, high in bounds:
        flat = logits[known].flatten(1)
        at = torch.arange(flat.shape[1], device=flat.device)
        outside = (at < low[:, None]) | (at > high[:, None])
        inside = flat.masked_fill(outside, float("-inf"))
        total = total + (flat.logsumexp(1) - inside.logsumexp(1)).mean()
    return total
