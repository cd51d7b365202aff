"""Every knob of the program: defaults, then the environment, then command-line flags.

The only file that reads or writes the environment.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from ingest.errors import UsageError

# One place for what third-party libraries need to stay silent and off the network.
OFFLINE = {
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_TRACING": "false",
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_OFFLINE": "1",
}
READERS = ("trained", "off")
_SWITCH = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a run is configured with. Each field has an environment name, DESK_ and its own."""

    index: Path = Path(".index")
    corpus: Path = Path("corpus")
    runs: Path = Path(".evals")
    host: str = "127.0.0.1"
    port: int = 7860
    passage_tokens: int = 200
    candidates: int = 50
    read: int = 7
    threshold: float = 0.48
    reader: str = "trained"
    dense_share: float = 0.5
    lock_seconds: float = 30.0
    parse_seconds: float = 60.0
    root_path: str = ""
    users: str = ""
    open: bool = False
    per_minute: int = 60
    queue: int = 200
    workers: int = 2
    feedback: Path = Path(".desk/feedback.sqlite")
    audit: str = ""

    def __post_init__(self) -> None:
        """Raise UsageError for a value that no run can work with."""
        if not 20 <= self.passage_tokens <= 240:
            raise UsageError("passage_tokens must be 20 to 240: the model reads at most 256")
        if not 1 <= self.read <= self.candidates <= 1000:
            raise UsageError("need 1 <= read <= candidates <= 1000")
        if not 0.0 <= self.threshold <= 1.0:
            raise UsageError("threshold must be between 0 and 1")
        if self.reader not in READERS:
            raise UsageError("reader must be trained or off")
        if not 0.0 <= self.dense_share <= 1.0:
            raise UsageError("dense_share must be between 0 and 1")
        if not 0 <= self.port <= 65535:
            raise UsageError("port must be 0 to 65535 (0: any free port)")
        if self.per_minute < 0 or self.queue < 1 or self.workers < 1:
            raise UsageError("need per_minute >= 0 (0: no limit), queue >= 1, workers >= 1")
        if self.root_path and not self.root_path.startswith("/"):
            raise UsageError("root_path must begin with /, such as /desk")


def read_settings(flags: Mapping[str, object] | None = None) -> Settings:
    """Return the settings: defaults, then DESK_* variables, then flags that are not None.

    Raises UsageError for a variable that is not of its field's type.
    """
    values: dict[str, object] = {}
    for field in fields(Settings):
        default = getattr(Settings(), field.name)
        name = f"DESK_{field.name.upper()}"
        raw = os.environ.get(name)
        if raw:
            try:
                values[field.name] = _parsed(raw, default)
            except ValueError as exc:
                wanted = type(default).__name__
                raise UsageError(f"{name}={raw!r} is not a valid {wanted}; correct it") from exc
        given = (flags or {}).get(field.name)
        if given is not None:
            values[field.name] = given
    return Settings(**values)  # type: ignore[arg-type]  # each value has its field's type


def _parsed(raw: str, default: object) -> object:
    """Return the value of a variable, of the type of its default."""
    if isinstance(default, bool):
        if raw.casefold() not in _SWITCH:
            raise ValueError(raw)
        return _SWITCH[raw.casefold()]
    return Path(raw) if isinstance(default, Path) else type(default)(raw)  # type: ignore[call-arg]


def go_offline() -> None:
    """Switch off telemetry and hub look-ups of every library. Call before they are imported."""
    os.environ.update(OFFLINE)


def not_offline() -> list[str]:
    """Return the variables by which a library could still call out."""
    return sorted(name for name, value in OFFLINE.items() if os.environ.get(name) != value)
