"""python -m bot.reader.average FILE… --to FILE: the mean of several readers' weights.

Weights from along one training, averaged, read new texts better than the last ones alone.
Source: Izmailov et al., "Averaging Weights Leads to Wider Optima and Better Generalization", UAI
2018.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from bot.reader.model import installed, load_weights, save_weights
from ingest.errors import DeskError
from ingest.settings import go_offline


def average(paths: Sequence[Path]) -> dict[str, torch.Tensor]:
    """Return the mean of each tensor of the weights. Raises ModelProblem for an unfit file."""
    mean: dict[str, torch.Tensor] = {}
    for path in paths:
        model = installed()
        load_weights(model, path)
        for name, tensor in model.state_dict().items():
            mean[name] = mean.get(name, torch.zeros_like(tensor)) + tensor / len(paths)
    return mean


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m bot.reader.average", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--to", type=Path, required=True, metavar="FILE")
    args = parser.parse_args(argv)
    go_offline()
    try:
        model = installed()
        model.load_state_dict(average(args.files))
        save_weights(model, args.to)
    except DeskError as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
