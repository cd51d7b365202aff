"""Every exception of the program.

DeskError
├── UsageError          the command, a setting or a question is wrong (exit code 2)
│   ├── BadQuestion     the question is empty or too long
│   ├── MissingPath     a path on the command line does not exist
│   ├── RefusedAddress  an address that is not to be fetched
│   └── NoSuchSource    the list of public sources has no such id, or is not there
├── UnreadableFile      one file cannot become a document; the rest of the ingest goes on
│   └── BadMetadata     the file beside it that describes it is wrong
├── IndexProblem        the index cannot be used
│   ├── NoIndex         nothing was ingested yet
│   ├── OtherIndex      it was built by another version, model or passage size
│   ├── IndexBusy       another ingest is writing
│   ├── DiskFull        no room to write it
│   └── NoSuchDocument  no document has that id or source
├── ModelProblem        the embedding model is missing or not the expected one
├── PortInUse           the web chat cannot listen
├── TooManyQuestions    a user asks faster than the setting allows
└── UnlocatedQuote      a citation that its document does not hold
"""


class DeskError(Exception):
    """Base of every error that a user can cause or mend; its text is one line."""


class UsageError(DeskError):
    """The command, a setting or a question is wrong."""


class BadQuestion(UsageError):
    """The question is empty or too long."""


class MissingPath(UsageError):
    """A path on the command line does not exist."""


class RefusedAddress(UsageError):
    """An address is of a kind that is not fetched."""


class NoSuchSource(UsageError):
    """The list of public sources has no such id, or is not there."""


class UnreadableFile(DeskError):
    """One file cannot become a document."""


class BadMetadata(UnreadableFile):
    """The metadata beside a file is wrong."""


class IndexProblem(DeskError):
    """The index cannot be used."""


class NoIndex(IndexProblem):
    """Nothing was ingested yet."""


class OtherIndex(IndexProblem):
    """The index was built by another version, model or passage size."""


class IndexBusy(IndexProblem):
    """Another ingest is writing."""


class DiskFull(IndexProblem):
    """There is no room to write the index."""


class NoSuchDocument(IndexProblem):
    """No document has that id or source."""


class ModelProblem(DeskError):
    """The embedding model is missing or not the expected one."""


class PortInUse(DeskError):
    """The web chat cannot listen on its port."""


class TooManyQuestions(DeskError):
    """A user asks faster than the setting allows."""


class UnlocatedQuote(DeskError):
    """A citation does not stand at its place in its document."""
