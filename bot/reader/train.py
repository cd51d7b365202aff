"""python -m bot.reader.train --data PATH…: train the reader on SQuAD-format and QED files.

Training goes on from the newest checkpoint in --out. It ends after the passes or the minutes
given, whichever comes first; the learning rate falls to nothing towards that end. The same data,
options and seed give the same weights when passes, not minutes, end it. A file named twice counts
twice.
"""

import argparse
import copy
import logging
import sys
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import torch

from bot.reader.batches import Batches
from bot.reader.check import checked
from bot.reader.data import Asked, hold_out, load
from bot.reader.encode import Encoder
from bot.reader.losses import Batch, distillation_loss, read_batch, total_loss
from bot.reader.model import (
    ReaderModel,
    attend_in_float,
    installed,
    load_weights,
    save_weights,
    tokenizer_file,
)
from ingest.errors import DeskError, UsageError
from ingest.settings import go_offline

logger = logging.getLogger(__name__)
HELD_OUT = 0.08
_WARM_UP = 0.03
_LAYER_RATE = 0.9  # a lower layer learns this much slower than the one above it
_HEAD_RATE = 4.0
_TAUGHT = 0.7  # how much of the loss compares with the teachers, if there are any


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How to train."""

    out: Path
    epochs: float
    minutes: float
    rate: float
    groups: int
    workers: int
    frozen: int
    seed: int
    save_minutes: float
    half: bool = False
    misses: int = 2
    makers: int = 0
    teachers: tuple[Path, ...] = ()


class Trainer:
    """A model, its optimizer, and how far they have come."""

    def __init__(self, model: ReaderModel, plan: Plan, *, steps: int) -> None:
        self.model, self.plan, self.steps = model, plan, steps
        self.step, self.seconds = 0, 0.0
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        model.to(self.device).train()
        self._teachers = [_teacher(path, self.device) for path in plan.teachers]
        if self.device.type == "cpu":
            if plan.half:
                attend_in_float(model)
            # Threads that wait for each other by spinning took half of the time on shared cores.
            torch.set_num_threads(1)
        self._optimizer = torch.optim.AdamW(
            _parameter_groups(model, plan), betas=(0.9, 0.98), weight_decay=0.01
        )
        self._rates = [group["lr"] for group in self._optimizer.param_groups]
        # Replicas share the weights and have gradients of their own: on shared cores, threads that
        # meet once a step lose less than operations that each wait for two.
        self._replicas = [_replica(model) for _ in range(plan.workers)]
        self._pool = ThreadPoolExecutor(plan.workers)
        self._checkpoint = plan.out / "checkpoint.pt"

    @property
    def progress(self) -> float:
        """Return how much of the training is done, from 0 to 1."""
        return max(self.step / self.steps, self.seconds / 60 / self.plan.minutes)

    def resume(self) -> bool:
        """Go on from the checkpoint, if there is one."""
        if not self._checkpoint.exists():
            return False
        saved = torch.load(self._checkpoint, map_location=self.device, weights_only=True)
        self.model.load_state_dict(saved["model"])
        self._optimizer.load_state_dict(saved["optimizer"])
        self.step, self.seconds = saved["step"], saved["seconds"]
        return True

    def save(self) -> None:
        """Write the checkpoint, whole or not at all."""
        state = {
            "model": self.model.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "step": self.step,
            "seconds": self.seconds,
        }
        fresh = self._checkpoint.with_suffix(".new")
        torch.save(state, fresh)
        fresh.replace(self._checkpoint)

    def learn(self, parts: Sequence[Batch]) -> float:
        """Take one step on the parts, one for each replica; return the mean loss."""
        started = time.monotonic()
        progress = self.progress
        scale = min(1.0, progress / _WARM_UP + 0.01, (1.0 - progress) / (1.0 - _WARM_UP))
        for group, rate in zip(self._optimizer.param_groups, self._rates, strict=True):
            group["lr"] = rate * max(scale, 0.0)
        losses = list(self._pool.map(self._backward, self._replicas, parts))
        trained = [p for p in self.model.parameters() if p.requires_grad]
        others = [
            [p for p in replica.parameters() if p.requires_grad] for replica in self._replicas
        ]
        for at, parameter in enumerate(trained):
            gradients = [other[at].grad for other in others]
            found = [gradient for gradient in gradients if gradient is not None]
            parameter.grad = torch.stack(found).mean(dim=0) if found else None
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        self._optimizer.step()
        for replica in self._replicas:
            replica.zero_grad(set_to_none=True)
        self.step += 1
        self.seconds += time.monotonic() - started
        return sum(losses) / len(losses)

    def _backward(self, replica: ReaderModel, batch: Batch) -> float:
        if self.device.type == "cpu":
            torch.set_num_threads(1)
        with torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=self.plan.half):
            reading = read_batch(replica, batch, self.device)
            loss = total_loss(reading)
            if self._teachers:
                with torch.no_grad():
                    told = [read_batch(model, batch, self.device) for model in self._teachers]
                loss = (1 - _TAUGHT) * loss + _TAUGHT * distillation_loss(reading, told)
        loss.backward()  # type: ignore[no-untyped-call]
        return float(loss.detach())


def _teacher(weights: Path, device: torch.device) -> ReaderModel:
    model = installed()
    load_weights(model, weights)
    return model.to(device).eval()


def _replica(model: ReaderModel) -> ReaderModel:
    twin = copy.deepcopy(model)
    for mine, theirs in zip(twin.parameters(), model.parameters(), strict=True):
        mine.data = theirs.data
    return twin


def _parameter_groups(model: ReaderModel, plan: Plan) -> list[dict[str, object]]:
    """Freeze embeddings and the lowest layers; give each other layer its rate."""
    for parameter in model.body.embeddings.parameters():
        parameter.requires_grad = False
    layers = list(model.body.encoder.layer)
    groups: list[dict[str, object]] = []
    for depth, layer in enumerate(layers):
        for parameter in layer.parameters():
            parameter.requires_grad = depth >= plan.frozen
        if depth >= plan.frozen:
            rate = plan.rate * _LAYER_RATE ** (len(layers) - 1 - depth)
            groups.append({"params": list(layer.parameters()), "lr": rate})
    heads = [*model.head.parameters(), *model.answers.parameters()]
    return [*groups, {"params": heads, "lr": plan.rate * _HEAD_RATE}]


def train(asked: Sequence[Asked], held: Sequence[Asked], model: ReaderModel, plan: Plan) -> None:
    """Train until the plan's end; write checkpoints and the weights to plan.out."""
    plan.out.mkdir(parents=True, exist_ok=True)
    encoder = Encoder(tokenizer_file())
    batches = Batches(
        asked,
        encoder,
        groups=plan.groups,
        workers=plan.workers,
        seed=plan.seed,
        misses=plan.misses,
    )
    steps = max(1, round(batches.per_epoch * plan.epochs))
    trainer = Trainer(model, plan, steps=steps)
    if trainer.resume():
        logger.info("resumed at step %d", trainer.step)
    saved = trainer.seconds
    losses: deque[float] = deque(maxlen=50)
    left = steps - trainer.step
    for parts in batches.from_step(trainer.step, left, makers=plan.makers):
        if trainer.progress >= 1.0:
            break
        losses.append(trainer.learn(parts))
        if trainer.step % 20 == 0:
            minutes, loss = trainer.seconds / 60, sum(losses) / len(losses)
            logger.info("step %d, %.1f min, loss %.4f", trainer.step, minutes, loss)
        if trainer.seconds - saved > plan.save_minutes * 60 or trainer.progress >= 1.0:
            saved = trainer.seconds
            trainer.save()
            save_weights(model, plan.out / "reader.safetensors")
            logger.info("step %d: %s", trainer.step, checked(model, held, encoder, trainer.device))


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m bot.reader.train", description=__doc__)
    parser.add_argument("--data", nargs="+", type=Path, required=True, metavar="PATH")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="checkpoints, weights"
    )
    parser.add_argument("--start", type=Path, metavar="FILE", help="weights to go on from")
    parser.add_argument("--epochs", type=float, default=1.0)
    parser.add_argument(
        "--minutes", type=float, default=60.0, help="of training, all runs together"
    )
    parser.add_argument("--rate", type=float, default=1e-4, help="highest learning rate")
    parser.add_argument("--groups", type=int, default=6, help="a worker reads in one step")
    parser.add_argument("--workers", type=int, default=2, help="threads; 1 on a GPU")
    parser.add_argument("--frozen", type=int, default=1, help="lowest layers that stay as they are")
    parser.add_argument(
        "--half", action="store_true", help="multiply in bfloat16: faster where the processor can"
    )
    parser.add_argument("--misses", type=int, default=2, help="near misses in a group")
    parser.add_argument("--dropout", type=float, default=0.0, help="worth its time on a GPU")
    parser.add_argument("--makers", type=int, default=0, help="processes that make groups ahead")
    parser.add_argument(
        "--teachers", nargs="*", type=Path, default=[], metavar="FILE", help="weights to learn from"
    )
    parser.add_argument("--save-minutes", type=float, default=4.0)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    go_offline()
    torch.manual_seed(args.seed)
    try:
        asked: list[Asked] = []
        held: list[Asked] = []
        for path in args.data:
            some, out = hold_out(load(path), share=HELD_OUT)
            asked += some
            held += out
        if not any(item.answers for item in asked):
            raise UsageError("no question with an answer in the data; name another file")
        model = installed(dropout=args.dropout)
        if args.start:
            load_weights(model, args.start)
        plan = Plan(
            out=args.out,
            epochs=args.epochs,
            minutes=args.minutes,
            rate=args.rate,
            groups=args.groups,
            workers=1 if torch.cuda.is_available() else args.workers,
            frozen=args.frozen,
            seed=args.seed,
            save_minutes=args.save_minutes,
            half=args.half,
            misses=args.misses,
            makers=args.makers,
            teachers=tuple(args.teachers),
        )
        logger.info("%d questions to train on, %d held out", len(asked), len(held))
        train(asked, held, model, plan)
    except DeskError as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 2 if isinstance(exc, UsageError) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
