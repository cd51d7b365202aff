"""What the reader is trained on: groups read together, and a loss that compares their members."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch.nn import functional

from bot.reader.encode import Encoder, Window
from bot.reader.groups import Member
from bot.reader.model import ReaderModel

_MAX_PIECES = 232
_CHUNKS = 3  # sequences of like length are read together: little padding


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Groups as windows, (groups, members), and where each first member's answer stands.

    rough: whether it is somewhere in that place.
    """

    windows: tuple[tuple[Window, ...], ...]
    places: tuple[tuple[int, int] | None, ...]
    rough: tuple[bool, ...]


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
    rows = []
    places: list[tuple[int, int] | None] = []
    for group in groups:
        row = [
            encoder.windows(m.question, m.title, m.text, max_pieces=_MAX_PIECES)[0] for m in group
        ]
        rows.append(tuple(row))
        places.append(row[0].place(group[0].answer) if group[0].answer else None)
    rough = tuple(group[0].is_roughly for group in groups)
    return Batch(windows=tuple(rows), places=tuple(places), rough=rough)


def padded(
    windows: Sequence[Window], device: torch.device
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor | None]:
    """Return (n, longest) ids, segments and mask; no mask where nothing is padded."""
    longest = max(len(window.ids) for window in windows)
    ids = torch.zeros(len(windows), longest, dtype=torch.long)
    segments, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    for row, window in enumerate(windows):
        length = len(window.ids)
        ids[row, :length] = torch.tensor(window.ids)
        segments[row, :length] = torch.tensor(window.segments)
        mask[row, :length] = 1
    is_full = bool(mask.all())
    return ids.to(device), segments.to(device), None if is_full else mask.to(device)


def read_batch(model: ReaderModel, batch: Batch, device: torch.device) -> Reading:
    """Read all members, shortest first, and put their logits back in their places."""
    windows = [window for row in batch.windows for window in row]
    order = sorted(range(len(windows)), key=lambda i: len(windows[i].ids))
    longest = len(windows[order[-1]].ids)
    spans = torch.full((len(windows), longest, 2), -1e4, device=device)
    answers = torch.zeros(len(windows), device=device)
    size = -(-len(order) // _CHUNKS)
    for at in range(0, len(order), size):
        some = order[at : at + size]
        found, answered = model(*padded([windows[i] for i in some], device))
        for row, i in enumerate(some):
            first = windows[i].start
            last = first + len(windows[i].offsets)
            spans[i, first:last] = found[row, first:last].float()
        answers[some] = answered.float()
    groups, members = len(batch.windows), len(batch.windows[0])
    spans = spans.view(groups, members, longest, 2)
    return Reading(
        starts=spans[..., 0],
        ends=spans[..., 1],
        answers=answers.view(groups, members),
        places=torch.tensor([place or (-1, -1) for place in batch.places], device=device),
        rough=torch.tensor(batch.rough, device=device),
    )


def total_loss(reading: Reading) -> torch.Tensor:
    """Return span loss over all pieces of a group, plus whether and which member answers."""
    labels = torch.zeros_like(reading.answers)
    labels[:, 0] = 1.0
    answers = functional.binary_cross_entropy_with_logits(reading.answers, labels)
    first = torch.zeros(len(labels), dtype=torch.long, device=labels.device)
    ranking = functional.cross_entropy(reading.answers, first)
    return _span_loss(reading) / 2 + answers + ranking / 2


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
