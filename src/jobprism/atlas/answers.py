"""Questions whose answer is a table."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from jobprism.atlas.frames import Frames
from jobprism.errors import UsageError
from jobprism.evidence.crosswalks import SYSTEMS, Crosswalks, jobs_by_code, system_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jobprism.analyses.ranking import Only

_CROSSWALK_COLUMNS = {"code": pl.String, "title": pl.String, "weight": pl.Float64, "path": pl.String}


class Answers(Frames):
    """The tables that are made when asked for."""

    def rank(
        self,
        by: str = "pressure",
        only: Only | None = None,
        *,
        lowest_first: bool = False,
        weights: Mapping[str, float] | None = None,
    ) -> pl.DataFrame:
        """Occupations and roles in order of a figure, with filters; see :func:`jobprism.analyses.ranking.ranking`.

        Args:
            by: the figure.
            only: filters.
            lowest_first: the order.
            weights: weights of pressure of one's own (base, use, delegation, hold); occupations only are ranked by
                them, in a column ``pressure_reweighted``.
        """
        from jobprism.analyses.ranking import ranking

        return ranking(self.edition, by, only, lowest_first=lowest_first, weights=weights)

    def score(self, texts: Iterable[str | None]) -> pl.DataFrame:
        """Exposure of sentences, read from their words alone: text, capability, low, high (90 %), p_e0, p_e1, p_e2.

        Null figures stand beside a text that is null, or of which no word is known.

        Raises:
            UsageError: something that is no text is among them.
        """
        from jobprism.estimates.text_model import score

        return score(texts)

    def agreement_with(self, own: pl.DataFrame) -> pl.DataFrame:
        """How far an index of one's own (occupation_id_onet, value) agrees with each published one.

        Columns and errors as in :func:`jobprism.analyses.agreement.own_agreement`.
        """
        from jobprism.analyses.agreement import own_agreement

        return own_agreement(self.edition, own)

    def moves(self, former: Frames) -> pl.DataFrame:
        """Every figure of every occupation and role in a former edition and in this one, side by side.

        Columns as in :func:`jobprism.analyses.editions_moves.moves`.
        """
        from jobprism.analyses.editions_moves import moves

        return moves(former.edition, self.edition)

    def sensitivity(self) -> pl.DataFrame:
        """What halving and doubling each weight of pressure, and each hold, does to the ranking of occupations."""
        from jobprism.estimates.on_demand import sensitivity_of

        return sensitivity_of(self.edition.table)

    def forecast(self, tasks_reported: int | None = None) -> pl.DataFrame:
        """What the next Claude.ai release will show of occupations and tasks, with 80 and 90 % intervals.

        Columns and meaning as in :func:`jobprism.estimates.forecast.forecast_next`.
        """
        from jobprism.estimates.forecast import forecast_next

        return forecast_next(self.edition.table("tasks"), self.evidence, tasks_reported=tasks_reported)

    @cached_property
    def crosswalks(self) -> Crosswalks:
        """Links between code systems, weighted by employment where it is known."""
        return Crosswalks(
            self.edition.table("crosswalk"), jobs_by_code(self.occupations, self.edition.table("crosswalk"))
        )

    def crosswalk(self, code: str, to: str, start: str | None = None) -> pl.DataFrame:
        """Where a code lies in another system: code, title, weight (summing to 1), path; heaviest first.

        Args:
            code: a code of any system, e.g. ``29-1141.00``, ``2221`` or an ESCO address.
            to: the system wanted, by name or alias: onet, soc, soc2010, nem, census, isco08, esco.
            start: the code's own system; needed only where several systems have the code.

        Raises:
            UsageError: the code or a system is unknown, or the code is in several systems.
        """
        origin = system_named(start) if start else self.crosswalks.system_of(code.strip())
        found = self.crosswalks.translate(code.strip(), origin, system_named(to))
        if not found.weights:
            raise UsageError(
                f"No crosswalk leads from {SYSTEMS[origin]} {code.strip()} to {SYSTEMS[system_named(to)]}.",
                "Is the code of that system and version? `jobprism sources` lists the crosswalks.",
            )
        names = dict(
            self.edition.rows("code_names", pl.col("system") == system_named(to)).select("code", "name").rows()
        )
        path = " > ".join(SYSTEMS[s] for s in found.path)
        rows = [(c, names.get(c), w, path) for c, w in found.weights.items()]
        frame = pl.DataFrame(rows, schema=_CROSSWALK_COLUMNS, orient="row")
        return frame.sort(["weight", "code"], descending=[True, False])
