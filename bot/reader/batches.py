"""The batches of a training, made of groups as they are needed."""

import random
from collections.abc import Sequence
from functools import lru_cache

from bot.reader.data import Asked
from bot.reader.encode import Encoder
from bot.reader.groups import Grouper, Member
from bot.reader.losses import Batch, batch_of


class Batches:
    """The batches of each step, made of groups as they are needed; a step's are always the same."""

    def __init__(
        self, asked: Sequence[Asked], encoder: Encoder, *, groups: int, workers: int, seed: int
    ) -> None:
        self._asked = [item for item in asked if item.answers]
        self._groups, self._seed, self._encoder = groups, seed, encoder
        self._grouper = Grouper(asked)
        self.per_step = groups * workers
        self.per_epoch = len(self._asked) / self.per_step

    def at(self, step: int) -> list[Batch]:
        """Return a batch for each worker."""
        numbers = range(step * self.per_step, (step + 1) * self.per_step)
        groups = [self._group(number) for number in numbers]
        size = self._groups
        return [
            batch_of(groups[start : start + size], self._encoder)
            for start in range(0, len(groups), size)
        ]

    def _group(self, number: int) -> list[Member]:
        epoch, at = divmod(number, len(self._asked))
        item = self._asked[_shuffled(len(self._asked), self._seed + epoch)[at]]
        chance = random.Random(f"{self._seed} {epoch} {at}")  # noqa: S311
        return self._grouper.group(item, chance)


@lru_cache(maxsize=2)
def _shuffled(count: int, seed: int) -> list[int]:
    order = list(range(count))
    random.Random(seed).shuffle(order)  # noqa: S311
    return order
