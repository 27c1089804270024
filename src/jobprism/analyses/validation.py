"""The validation of an edition as a document."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from jobprism.analyses.documents import EditionNote
from jobprism.analyses.profession import edition_note
from jobprism.editions.store import Edition


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Replication(_Part):
    """A figure that a publisher computed, computed again from its data."""

    id: str
    what: str
    n: int
    published: float = Field(description="Mean of the published figures.")
    ours: float
    largest_difference: float
    tolerance: float
    passed: bool


class Checked(_Part):
    """A figure about the estimates, and its gate."""

    section: str
    id: str
    what: str
    split: str = Field(description="What it was computed on, and what had been kept from whoever made the estimate.")
    n: int
    value: float | None
    at_least: float | None
    at_most: float | None
    passed: bool | None = Field(description="Null where there is no gate.")


class ValidationReport(_Part):
    """How far an edition's figures can be trusted."""

    schema_version: Literal[1] = 1
    document: Literal["validation"] = "validation"
    replications: list[Replication]
    checks: list[Checked]
    passed: bool
    edition: EditionNote


def validation_report(edition: Edition) -> ValidationReport:
    """The validation that an edition was published with."""
    replications = [Replication.model_validate(row) for row in edition.table("replications").rows(named=True)]
    checks = [Checked.model_validate(row) for row in edition.table("validation").rows(named=True)]
    return ValidationReport(
        replications=replications,
        checks=checks,
        passed=all(r.passed for r in replications) and all(c.passed is not False for c in checks),
        edition=edition_note(edition),
    )
