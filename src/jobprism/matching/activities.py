"""From sentences to tasks and activities, and what is estimated of these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jobprism.errors import EditionError
from jobprism.judgements.load import TaskMatching, judgement
from jobprism.matching.activity_model import ActivityModel
from jobprism.matching.activity_model import activity_model as shipped_model
from jobprism.matching.highest import highest
from jobprism.matching.task_space import Floats, TaskSpace, joined, placed, task_space

_AT_ONCE = 512  # sentences compared with all tasks at a time
_DIGITS = 4

MATCHES = {
    "text_number": pl.Int64,
    "rank": pl.Int64,
    "task_id_onet": pl.Int64,
    "occupation_id_onet": pl.String,
    "similarity": pl.Float64,
    "probability": pl.Float64,
}
ACTIVITIES = {"text_number": pl.Int64, "rank": pl.Int64, "activity_id_onet": pl.String, "probability": pl.Float64}


class TaskMatcher:
    """Finds O*NET's tasks that say what a sentence says."""

    def __init__(
        self,
        tasks: pl.DataFrame,
        task_activities: pl.DataFrame,
        space: TaskSpace | None = None,
        activity_model: ActivityModel | None = None,
    ) -> None:
        """Join an edition's tasks to their vectors.

        Args:
            tasks: task_id_onet, occupation_id_onet.
            task_activities: task_id_onet, activity_id_onet.
            space: the vectors, by default those of the package.
            activity_model: the linear model of activities, by default that of the package.

        Raises:
            EditionError: the edition has none of the tasks that have vectors.
        """
        self._space = space or task_space()
        self._model = activity_model or shipped_model()
        held = pl.DataFrame({"task_id_onet": self._space.task_ids, "wording": self._space.wordings})
        self._tasks = held.join(tasks.select("task_id_onet", "occupation_id_onet"), on="task_id_onet").sort(
            "task_id_onet"
        )
        if self._tasks.is_empty():
            raise EditionError("The edition has none of the tasks that the matcher knows.", "Run `jobprism build`.")
        self._links = (
            task_activities.join(self._tasks, on="task_id_onet").select("wording", "activity_id_onet").unique()
        )

    @property
    def wordings(self) -> pl.DataFrame:
        """task_id_onet and number of the wording, of every task that is searched."""
        return self._tasks.select("task_id_onet", "wording")

    def match(self, texts: Sequence[str], top: int = 8) -> pl.DataFrame:
        """The nearest tasks of each sentence; of tasks of one wording, the first by id.

        Args:
            texts: sentences; one without any known word has no row.
            top: neighbours of each.

        Returns:
            text_number, rank, task_id_onet, occupation_id_onet, similarity (cosine, at most 1), probability (that both
            are of the same detailed work activity, 0 to 1).
        """
        first = self._tasks.unique("wording", keep="first", maintain_order=True)
        near = self._nearest(texts, top).join(first, on="wording", how="left")
        return near.select(pl.col(c).cast(t) for c, t in MATCHES.items()).sort("text_number", "rank")

    def activities(self, texts: Sequence[str], top: int = 3) -> pl.DataFrame:
        """The intermediate work activities of each sentence, by the votes of its nearest tasks and a linear model.

        Args:
            texts: sentences; one without any known word has no row.
            top: activities of each.

        Returns:
            text_number, rank, activity_id_onet, probability (that the sentence is of the activity, 0 to 1).
        """
        frames = [pl.DataFrame(schema=ACTIVITIES)]
        for at in range(0, len(texts), _AT_ONCE):
            chances = self._chances(texts[at : at + _AT_ONCE])
            ranked = highest(chances, top)
            probability = np.take_along_axis(chances, ranked, axis=1)
            rows, count = np.flatnonzero(chances.any(axis=1)), ranked.shape[1]
            frames.append(
                pl.DataFrame(
                    {
                        "text_number": np.repeat(rows + at, count),
                        "rank": np.tile(np.arange(1, count + 1), len(rows)),
                        "activity_id_onet": self._model.activities[ranked[rows]].ravel().tolist(),
                        "probability": probability[rows].ravel().astype(np.float64).round(_DIGITS),
                    },
                    schema=ACTIVITIES,
                )
            )
        return pl.concat(frames)

    def beliefs(self, texts: Sequence[str]) -> Floats:
        """(n, m) belief in each activity of the model, not calibrated; zeros for a sentence without known words."""
        return self._beliefs(joined(texts), self._nearest(texts, judgement(TaskMatching).voters))

    def _beliefs(self, raw: Floats, near: pl.DataFrame) -> Floats:
        votes = votes_of(near, self._links, judgement(TaskMatching).vote_exponent)
        share = np.zeros((len(raw), len(self._model.activities)), dtype=np.float32)
        share[self._places(votes)] = votes["share"].to_numpy()
        return (self._model.pooled(raw, share) * np.abs(raw).any(axis=1, keepdims=True)).round(6)

    def _chances(self, texts: Sequence[str]) -> Floats:
        """(n, m) probability of each activity: by belief; of the nearest task's, at least that it says the same."""
        near = self._nearest(texts, judgement(TaskMatching).voters)
        belief = self._beliefs(joined(texts), near)
        chances = self._model.probabilities(belief) * belief.any(axis=1, keepdims=True)
        same = near.filter(pl.col("rank") == 1).join(self._links, on="wording")
        place = self._places(same)
        chances[place] = np.maximum(chances[place], same["probability"].to_numpy())
        # Beliefs decide between activities of one probability.
        return (chances + 1e-6 * belief).astype(np.float32)

    def _places(self, rows: pl.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Row and column of each text and activity."""
        columns = np.searchsorted(self._model.activities, rows["activity_id_onet"].to_numpy())
        return rows["text_number"].to_numpy(), columns

    def _nearest(self, texts: Sequence[str], top: int) -> pl.DataFrame:
        """text_number, rank, wording, similarity, probability of the ``top`` nearest wordings of each text."""
        known = np.unique(self._tasks["wording"].to_numpy())
        vectors = placed(joined(texts), self._space)
        frames = [
            pl.DataFrame(
                schema={"text_number": pl.Int64, "rank": pl.Int64, "wording": pl.Int64, "similarity": pl.Float64}
            )
        ]
        at = 0
        for part in _parts(vectors):
            similarity = (part @ self._space.vectors[known].T).round(_DIGITS)
            # Ties fall to the wording that comes first.
            ranked = highest(similarity, top)
            rows, count = np.nonzero(np.abs(part).any(axis=1))[0], ranked.shape[1]
            frames.append(
                pl.DataFrame(
                    {
                        "text_number": np.repeat(rows + at, count),
                        "rank": np.tile(np.arange(1, count + 1), len(rows)),
                        "wording": known[ranked[rows]].ravel(),
                        "similarity": similarity[rows[:, None], ranked[rows]].ravel().astype(np.float64),
                    }
                )
            )
            at += len(part)
        found = pl.concat(frames)
        probability = _read_off(found["similarity"], self._space.same_similarity, self._space.same_probability)
        return found.with_columns(pl.col("similarity").round(_DIGITS), probability=probability)


def votes_of(near: pl.DataFrame, links: pl.DataFrame, exponent: float) -> pl.DataFrame:
    """text_number, activity_id_onet, share of the neighbours' weight that the activity's tasks hold, 0 to 1.

    Args:
        near: text_number, wording, similarity.
        links: wording, activity_id_onet.
        exponent: a neighbour's weight is its similarity to this power.
    """
    weighed = near.with_columns(weight=pl.col("similarity").clip(lower_bound=1e-6) ** exponent)
    total = weighed.group_by("text_number").agg(total=pl.col("weight").sum())
    return (
        weighed.join(links, on="wording")
        .group_by("text_number", "activity_id_onet")
        .agg(pl.col("weight").sum())
        .join(total, on="text_number")
        .select("text_number", "activity_id_onet", share=(pl.col("weight") / pl.col("total")).round(6))
        .sort("text_number", "share", "activity_id_onet")
    )


def neighbour_evidence(matches: pl.DataFrame, estimates: pl.DataFrame) -> pl.DataFrame:
    """What is estimated of the tasks nearest to each sentence: the evidence there is where none speaks of the sentence.

    Args:
        matches: as ``TaskMatcher.match`` returns them.
        estimates: an edition's: subject_kind, subject_id, layer, value, low, high.

    Returns:
        text_number, layer, value (mean of the neighbours, weighted by probability), low, high (means of theirs),
        spread (standard deviation among them), neighbours (how many have the layer), certainty (the probability that
        at least the likeliest of them is of the same activity).
    """
    of_tasks = estimates.filter(pl.col("subject_kind") == "task").select(
        pl.col("subject_id").cast(pl.Int64, strict=False).alias("task_id_onet"), "layer", "value", "low", "high"
    )
    w = pl.col("probability") / pl.col("probability").sum()
    mean = (w * pl.col("value")).sum()
    return (
        matches.join(of_tasks.drop_nulls("task_id_onet"), on="task_id_onet")
        .filter(pl.col("probability") > 0)
        .group_by("text_number", "layer")
        .agg(
            value=mean.round(_DIGITS),
            low=(w * pl.col("low")).sum().round(_DIGITS),
            high=(w * pl.col("high")).sum().round(_DIGITS),
            spread=((w * (pl.col("value") - mean) ** 2).sum().sqrt()).round(_DIGITS),
            neighbours=pl.len(),
            certainty=pl.col("probability").max(),
        )
        .sort("text_number", "layer")
    )


def _read_off(x: pl.Series, at: Floats, values: Floats) -> pl.Series:
    """Values between the knots of a curve."""
    return pl.Series(np.interp(x.to_numpy(), at, values).tolist(), dtype=pl.Float64).round(_DIGITS)


def _parts(vectors: Floats) -> Iterator[Floats]:
    for start in range(0, len(vectors), _AT_ONCE):
        yield vectors[start : start + _AT_ONCE]
