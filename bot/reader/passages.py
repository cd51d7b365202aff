"""Reads passages with a question by the shipped weights: the network at work, in int8.

Each window is read on its own, so what is read beside it cannot change a digit. Each core reads
windows of its own: cores that share one small window mostly wait for each other.
"""

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bot.reader.encode import OVERLAP, Encoder, Window
from bot.reader.marks import Marks
from ingest.embed import model_folder, use_one_core

if TYPE_CHECKING:
    from bot.reader.model import ReaderModel

Read = tuple[NDArray[np.float32], float]  # (pieces, 2) logits of spans, logit that it answers
WEIGHTS = Path(__file__).parent / "reader.safetensors"


class PassageReader:
    """The network and its tokenizer. Loads at first use."""

    def __init__(self, weights: Path = WEIGHTS, *, int8: bool = True) -> None:
        self._weights, self._int8 = weights, int8
        self._encoder = Encoder(Path(model_folder()) / "tokenizer.json")
        self._lock = threading.Lock()  # of the tokenizer
        self._cores = ThreadPoolExecutor(os.cpu_count(), initializer=use_one_core)

    @cached_property
    def _model(self) -> "ReaderModel":
        from bot.reader.model import installed, load_weights
        from ingest.quantize import quantized

        model = installed()
        load_weights(model, self._weights)
        model.eval()
        if self._int8:
            model.body = quantized(model.body)
        return model

    def read(self, question: str, texts: Sequence[tuple[str, str]]) -> list[Marks]:
        """Return what the network says of texts, each with the title and headings above it."""
        with self._lock:
            _ = self._model  # loaded once
            parts = [self._encoder.windows(question, title, text) for title, text in texts]
        read = iter(self._cores.map(self._read, [window for part in parts for window in part]))
        return [_joined(part, [next(read) for _ in part]) for part in parts]

    def _read(self, window: Window) -> Read:
        import torch

        with torch.inference_mode():
            spans, answers = self._model(
                torch.tensor([window.ids]), torch.tensor([window.segments]), None
            )
        stop = window.start + len(window.offsets)
        return spans[0, window.start : stop].numpy(), float(answers[0])


def _joined(windows: Sequence[Window], read: Sequence[Read]) -> Marks:
    """Return the readings of the windows over a text as one."""
    offsets: list[tuple[int, int]] = []
    spans = []
    for at, (window, (logits, _)) in enumerate(zip(windows, read, strict=True)):
        # Where windows overlap, each piece is taken from where it has more around it.
        first = OVERLAP // 2 if at else 0
        last = len(window.offsets) - (OVERLAP - OVERLAP // 2 if at + 1 < len(windows) else 0)
        offsets += window.offsets[first:last]
        spans.append(logits[first:last])
    joined = np.concatenate(spans)
    return Marks(
        offsets=tuple(offsets),
        starts=joined[:, 0],
        ends=joined[:, 1],
        answers=max(answers for _, answers in read),
    )
