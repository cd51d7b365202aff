"""The reader's network: the body of all-MiniLM-L6-v2, a span head and an answerability head.

Its embeddings are those of the installed model and stay as they are; the weights file holds the
layers above them.
"""

from pathlib import Path
from typing import Any

import torch
from torch import nn
from transformers import BertConfig, BertModel

from ingest.embed import model_folder
from ingest.errors import ModelProblem

_EMBEDDINGS = "body.embeddings."
_SCALE = ".scale"


class ReaderModel(nn.Module):
    """Reads question and passage together."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.body = BertModel(config, add_pooling_layer=False)
        self.head = nn.Linear(config.hidden_size, 2)
        self.answers = nn.Linear(config.hidden_size, 1)
        nn.init.zeros_(self.answers.weight)
        nn.init.zeros_(self.answers.bias)

    def forward(
        self, ids: torch.Tensor, segments: torch.Tensor, mask: torch.Tensor | None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return (n, pieces, 2) start and end logits, and (n,) logits that the text answers.

        ids, segments (n, pieces) int64; mask (n, pieces), 0 for padding; None: there is none.
        """
        found = self.body(input_ids=ids, attention_mask=mask, token_type_ids=segments)
        states = found.last_hidden_state
        spans: torch.Tensor = self.head(states)
        answers: torch.Tensor = self.answers(states[:, 0])
        return spans, answers.squeeze(-1)


def tokenizer_file() -> Path:
    """Return the installed model's tokenizer."""
    return Path(model_folder()) / "tokenizer.json"


def installed(*, dropout: float = 0.0) -> ReaderModel:
    """Return a model with the installed body and heads that know nothing yet.

    Dropout costs a third of the time on a CPU; the ways a group is varied take its place there.
    """
    from safetensors.torch import load_file

    folder = Path(model_folder())
    config = BertConfig.from_json_file(folder / "config.json")
    config.hidden_dropout_prob = config.attention_probs_dropout_prob = dropout
    model = ReaderModel(config)
    tensors = load_file(folder / "model.safetensors")
    body = {name: tensor for name, tensor in tensors.items() if not name.startswith("pooler.")}
    unread = model.body.load_state_dict(body, strict=False).missing_keys
    if unread:
        raise ModelProblem(f"{folder} lacks {', '.join(unread)}; reinstall the package")
    return model


def attend_in_float(model: ReaderModel) -> None:
    """Let attention be computed in 32 bits where the rest is not.

    On a CPU the gradient of attention in bfloat16 takes five times as long as in 32 bits.
    """
    from transformers import AttentionInterface
    from transformers.integrations.sdpa_attention import sdpa_attention_forward

    def attend(
        module: nn.Module,
        query: torch.Tensor,
        key: torch.Tensor,
        value: torch.Tensor,
        *args: Any,
        **options: Any,
    ) -> object:
        with torch.autocast(query.device.type, enabled=False):
            return sdpa_attention_forward(
                module, query.float(), key.float(), value.float(), *args, **options
            )

    AttentionInterface.register("float", attend)
    model.body.config._attn_implementation = "float"


def load_weights(model: ReaderModel, path: Path) -> None:
    """Put the weights of a file over a model's own; embeddings in the file are passed over."""
    from safetensors.torch import load_file

    try:
        tensors = load_file(path)
    except OSError as exc:
        raise ModelProblem(f"{path} cannot be read: {exc}; install again") from exc
    kept = {
        name: tensor.float() * tensors[name + _SCALE].float()[:, None]
        if name + _SCALE in tensors
        else tensor.float()
        for name, tensor in tensors.items()
        if not name.startswith(_EMBEDDINGS) and not name.endswith(_SCALE)
    }
    unknown = model.load_state_dict(kept, strict=False).unexpected_keys
    if unknown:
        raise ModelProblem(f"{path} does not fit the reader: {', '.join(unknown)}; install again")


def save_weights(model: ReaderModel, path: Path) -> None:
    """Write all but the embeddings, whole or not at all.

    Layers are in 8-bit integers with a scale for each row: what ingest/quantize.py makes of them
    when they are loaded, so nothing is lost that is read. The rest is in 32-bit floats.
    """
    from safetensors.torch import save_file

    tensors = {}
    for name, tensor in model.state_dict().items():
        values = tensor.detach().cpu().float().contiguous()
        if name.startswith(_EMBEDDINGS):
            continue
        if name.startswith("body.") and values.dim() == 2:
            scale = (values.abs().amax(dim=1) / 127).clamp_min(1e-9)
            tensors[name + _SCALE] = scale
            values = (values / scale[:, None]).round().clamp(-127, 127).to(torch.int8)
        tensors[name] = values
    fresh = path.with_suffix(".new")
    save_file(tensors, fresh)
    fresh.replace(path)
