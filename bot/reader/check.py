"""How a model in training reads groups of questions that it is not trained on."""

import random
from collections.abc import Sequence

import torch

from bot.reader.data import Asked
from bot.reader.encode import Encoder
from bot.reader.groups import Grouper
from bot.reader.losses import batch_of, read_batch
from bot.reader.model import ReaderModel

_SAMPLE = 120
_AT_ONCE = 8


def checked(
    model: ReaderModel, held: Sequence[Asked], encoder: Encoder, device: torch.device
) -> str:
    """Return how a sample of groups from held-out questions is read, in words."""
    grouper, chance = Grouper(held), random.Random(1)  # noqa: S311
    answerable = [item for item in held if item.answers]
    if not answerable:
        return "nothing held out"
    sample = chance.sample(answerable, min(len(answerable), _SAMPLE))
    first, exact, near, other = 0, 0, 0, 0
    model.eval()
    for at in range(0, len(sample), _AT_ONCE):
        groups = [grouper.group(item, chance) for item in sample[at : at + _AT_ONCE]]
        with torch.inference_mode():
            reading = read_batch(model, batch_of(groups, encoder), device)
        answers = reading.answers
        first += int((answers.argmax(dim=1) == 0).sum())
        other += int((answers[:, 0] > answers[:, 1]).sum())
        near += int((answers[:, 0] > answers[:, 2]).sum())
        starts, ends = reading.starts[:, 0].argmax(-1), reading.ends[:, 0].argmax(-1)
        exact += int(((starts == reading.places[:, 0]) & (ends == reading.places[:, 1])).sum())
    model.train()
    n = len(sample)
    return (
        f"right member first {first / n:.3f}, over another passage {other / n:.3f}, "
        f"over a near miss {near / n:.3f}, one of the exact spans {exact / n:.3f}"
    )
