"""The errors a caller can catch; each says what is wrong, where, and the next step.

::

    JobprismError
    ├── SourceError
    │   ├── MissingFileError      a publisher's file is not here and could not be fetched
    │   ├── ChangedFileError      the bytes are not those the lock file describes
    │   └── UnreadableFileError   the bytes are right or unpinned, but not the table we expect
    ├── DeclarationError          a YAML file of ours (source, judgement, role) is malformed
    ├── EditionError              no edition, a damaged one, or one made by another version
    ├── TitleError
    │   ├── UnknownTitleError     nothing resembles the words given
    │   └── AmbiguousTitleError   several occupations resemble them about equally
    ├── DocumentError             a CV or posting that cannot be read
    ├── RemoteError               a server that cannot be reached, or fails
    └── UsageError                an option or argument that cannot be honoured
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = [
    "AmbiguousTitleError",
    "ChangedFileError",
    "DeclarationError",
    "DocumentError",
    "EditionError",
    "JobprismError",
    "MissingFileError",
    "RemoteError",
    "SourceError",
    "TitleError",
    "UnknownTitleError",
    "UnreadableFileError",
    "UsageError",
]


class JobprismError(Exception):
    """Base of all errors raised on purpose.

    Args:
        what: What is wrong and where, one or two sentences.
        next_step: What the reader can do about it.
    """

    exit_code = 1

    def __init__(self, what: str, next_step: str = "") -> None:
        super().__init__(f"{what}\n{next_step}" if next_step else what)
        self.what = what
        self.next_step = next_step

    def as_dict(self) -> dict[str, object]:
        """The error as JSON-ready fields, for ``--json`` callers."""
        return {"ok": False, "error": self.what, "next_step": self.next_step, "kind": type(self).__name__}


class SourceError(JobprismError):
    """Something is wrong with a publisher's file."""

    exit_code = 3


class MissingFileError(SourceError):
    """A publisher's file is neither in the data folder, nor in the mirror, nor could it be fetched."""


class ChangedFileError(SourceError):
    """A file's bytes differ from those its lock file pins."""


class UnreadableFileError(SourceError):
    """A file is not the table its reader expects."""


class DeclarationError(JobprismError):
    """A YAML declaration (source, judgement, role) is malformed."""

    exit_code = 4


class EditionError(JobprismError):
    """There is no such edition, or it is damaged."""

    exit_code = 5


class TitleError(JobprismError):
    """A title could not be turned into one occupation or role."""

    exit_code = 6

    def __init__(self, what: str, next_step: str = "", candidates: Sequence[tuple[str, str, float]] = ()) -> None:
        super().__init__(what, next_step)
        self.candidates = tuple(candidates)

    def as_dict(self) -> dict[str, object]:
        """The error with its candidates: subject id, title and similarity (0 to 1) of each."""
        rows = [{"id": i, "title": t, "similarity": round(s, 3)} for i, t, s in self.candidates]
        return {**super().as_dict(), "candidates": rows}


class UnknownTitleError(TitleError):
    """Nothing in the edition resembles the words given."""


class AmbiguousTitleError(TitleError):
    """Several occupations resemble the words about equally."""


class DocumentError(JobprismError):
    """A CV or posting could not be read: its kind, its size, a password, or damage."""

    exit_code = 7


class StorageError(JobprismError):
    """The app's database cannot be used."""

    exit_code = 8


class RemoteError(JobprismError):
    """A server's atlas cannot be asked: it cannot be reached, or fails."""

    exit_code = 9


class UsageError(JobprismError):
    """An option or argument that cannot be honoured."""

    exit_code = 2
