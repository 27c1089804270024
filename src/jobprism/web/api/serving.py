"""What all operations share: the atlas, its edition's note, limits and batches."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from jobprism.analyses.documents import EditionNote
from jobprism.analyses.profession import edition_note
from jobprism.atlas import Atlas
from jobprism.editions.store import editions
from jobprism.settings import Settings
from jobprism.web.api.batches import Batches
from jobprism.web.api.problems import Refusal


@dataclass(frozen=True)
class Serving:
    """An edition being served.

    The atlas is read from several threads: what it keeps once read or worked out never changes afterwards, so that two
    threads may at worst work out the same thing twice.

    Attributes:
        atlas: the edition.
        settings: limits.
        batches: None where a batch could be asked of a process that does not know it.
    """

    atlas: Atlas
    settings: Settings
    batches: Batches | None

    @cached_property
    def note(self) -> EditionNote:
        """The edition, as documents name it."""
        return edition_note(self.atlas.edition)

    def former(self, name: str) -> Atlas:
        """Another edition on the server.

        Raises:
            Refusal: there is none of the name.
        """
        found, _ = editions(self.settings)
        for edition in reversed(found):
            manifest = edition.manifest
            if name in {manifest.kind if manifest.kind == "core" else manifest.name, manifest.id, manifest.name}:
                return Atlas(edition)
        step = f"There are {', '.join(e.manifest.name for e in found)}."
        raise Refusal("not-found", "The server has no such edition.", "former", step, error="EditionError")

    def check_many(self, given: int, what: str) -> None:
        """Refuse more than one request may ask for.

        Raises:
            Refusal: it is more.
        """
        most = self.settings.api_most_texts
        if given > most:
            step = f"Send at most {most:,} at a time, or `POST batches`."
            raise Refusal("too-large", f"{given:,} {what}; one request takes {most:,}.", what, step)
