"""The batches of a training, made of groups as they are needed."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from torch.utils.data import DataLoader, Dataset

from bot.reader.data import Asked
from bot.reader.encode import Encoder
from bot.reader.groups import Grouper
from bot.reader.losses import Batch, batch_of
from bot.reader.member import Member

_AHEAD = 8  # steps that a process may be ahead


class Batches:
    """The batches of each step, made of groups as they are needed; a step's are always the same."""

    def __init__(
        self,
        asked: Sequence[Asked],
        encoder: Encoder,
        *,
        groups: int,
        workers: int,
        seed: int,
        misses: int = 2,
    ) -> None:
        self._asked = [item for item in asked if item.answers]
        self._groups, self._seed, self._encoder = groups, seed, encoder
        self._grouper = Grouper(asked, misses=misses)
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

    def from_step(self, first: int, steps: int, *, makers: int) -> Iterator[list[Batch]]:
        """Yield the batches of some steps; that many processes make them ahead, if any."""
        yield from DataLoader(
            _Steps(batches=self, first=first, count=steps),
            batch_size=None,
            num_workers=makers,
            prefetch_factor=_AHEAD if makers else None,
        )

    def _group(self, number: int) -> list[Member]:
        epoch, at = divmod(number, len(self._asked))
        item = self._asked[_shuffled(len(self._asked), self._seed + epoch)[at]]
        chance = random.Random(f"{self._seed} {epoch} {at}")  # noqa: S311
        return self._grouper.group(item, chance)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Steps(Dataset[list[Batch]]):
    """Steps as a data loader asks for them."""

    batches: Batches
    first: int
    count: int

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, at: int) -> list[Batch]:
        return self.batches.at(self.first + at)


@lru_cache(maxsize=2)
def _shuffled(count: int, seed: int) -> list[int]:
    order = list(range(count))
    random.Random(seed).shuffle(order)  # noqa: S311
    return order
