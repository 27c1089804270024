"""The tables of an edition, as frames."""

from __future__ import annotations

from functools import cached_property

import polars as pl

from jobprism.editions.store import Edition


class Frames:
    """An edition's tables."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    def __repr__(self) -> str:
        manifest = self.edition.manifest
        return f"<Atlas {manifest.id} {manifest.kind}, {manifest.content_hash[:12]}>"

    @property
    def occupations(self) -> pl.DataFrame:
        """The 923 occupations with codes, employment, wage (US dollars a year) and projection."""
        return self.edition.table("occupations")

    @cached_property
    def tasks(self) -> pl.DataFrame:
        """Tasks with their occupation and share of its work; their wording in the full edition only."""
        shares = self.edition.table("shares").filter(pl.col("subject_kind") == "occupation")
        tasks = self.edition.table("tasks").join(
            shares.select(pl.col("task_id").cast(pl.Int64).alias("task_id_onet"), "share"), on="task_id_onet"
        )
        if self.edition.is_full:
            return tasks.join(self.edition.table("task_texts"), on="task_id_onet")
        return tasks

    @property
    def evidence(self) -> pl.DataFrame:
        """Every published figure: subject, measure, value, n, vintage, source."""
        return self.edition.table("evidence")

    @property
    def estimates(self) -> pl.DataFrame:
        """Layers of tasks, activities, occupations and roles: value, low, high (90 %), tier, coverage, agreement."""
        return self.edition.table("estimates")

    @property
    def pressure(self) -> pl.DataFrame:
        """Pressure (0 to 100) with its interval and band, of the same subjects."""
        return self.edition.table("pressure")

    @property
    def levels(self) -> pl.DataFrame:
        """Layers and pressure (all 0 to 1) of junior, mid, senior and lead, with the change against the whole job."""
        return self.edition.table("levels")

    @property
    def indices(self) -> pl.DataFrame:
        """Published exposure indices of occupations and roles, with percentiles."""
        return self.edition.table("indices")
