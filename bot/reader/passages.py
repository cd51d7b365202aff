"""Reads a passage with a question by the shipped weights: the network at work, in int8.

Each window is read on its own, so what is read beside it cannot change a digit.
"""

import threading
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bot.reader.encode import OVERLAP, Encoder, Window
from bot.reader.marks import Marks
from ingest.embed import model_folder

if TYPE_CHECKING:
    from bot.reader.model import ReaderModel

WEIGHTS = Path(__file__).parent / "reader.safetensors"


class PassageReader:
    """The network and its tokenizer. Loads at first use."""

    def __init__(self, weights: Path = WEIGHTS, *, int8: bool = True) -> None:
        self._weights, self._int8 = weights, int8
        self._encoder = Encoder(Path(model_folder()) / "tokenizer.json")
        self._lock = threading.Lock()

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

    def read(self, question: str, title: str, text: str) -> Marks:
        """Return what the network says of a text that stands under a title and headings."""
        windows = self._encoder.windows(question, title, text)
        with self._lock:
            read = [self._read(window) for window in windows]
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

    def _read(self, window: Window) -> tuple[NDArray[np.float32], float]:
        import torch

        with torch.inference_mode():
            spans, answers = self._model(
                torch.tensor([window.ids]), torch.tensor([window.segments]), None
            )
        stop = window.start + len(window.offsets)
        return spans[0, window.start : stop].numpy(), float(answers[0])
