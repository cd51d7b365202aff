"""What an ingest did, and how far it is."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.plan import Action, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file. reason says why it failed, or from where it moved."""

    source: str
    action: Action
    reason: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The outcomes of an ingest, by source; documents and passages are those now live.

    skipped are files of the folders that are no documents.
    """

    outcomes: tuple[Outcome, ...]
    documents: int
    passages: int
    seconds: float = 0.0
    resumed: bool = False
    skipped: tuple[str, ...] = ()

    @property
    def failed(self) -> list[Outcome]:
        """Return the files that could not be read."""
        return [outcome for outcome in self.outcomes if outcome.action == Action.FAILED]

    @property
    def counts(self) -> dict[Action, int]:
        """Return how many files had each action."""
        counted = Counter(outcome.action for outcome in self.outcomes)
        return {action: counted[action] for action in Action}


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an ingest is. page is (done, all) of the file that is being read, if it has pages."""

    stage: str
    files_done: int
    files_all: int
    passages: int = 0
    page: tuple[int, int] | None = None


OnProgress = Callable[[Progress], None]


def outcome(step: Step, *, warnings: Sequence[str] = ()) -> Outcome:
    """Return what a step does as its outcome."""
    return Outcome(
        source=step.source, action=step.action, reason=step.reason, warnings=tuple(warnings)
    )


def by_source(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """Return outcomes in the order people look them up."""
    return tuple(sorted(outcomes, key=lambda outcome: (outcome.source, outcome.action)))
