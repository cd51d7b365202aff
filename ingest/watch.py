"""Keep an index in step with folders: ingest again whenever something in them changes.

watchfiles (MIT) hears of changes from the operating system and gathers those that come together.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

_GATHER_MS = 800


def watch(
    folders: Sequence[Path], on_change: Callable[[], None], *, stop: Event | None = None
) -> None:
    """Call on_change once now and after every burst of changes, until stop is set or Ctrl-C."""
    from watchfiles import watch as changes

    on_change()
    for _ in changes(
        *folders, debounce=_GATHER_MS, stop_event=stop, raise_interrupt=True, rust_timeout=500
    ):
        on_change()
