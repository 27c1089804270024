"""Sentences to tasks and activities: how often the right one is found, and whether the probabilities hold.

    JOBPRISM_MIRROR=... python -m benchmarks.matching.bench_duties [development]

Four sets of sentences, none of which stands among the tasks that are searched:

- reworded: tasks of O*NET 20.1 that 30.1 words otherwise under the same id; the task to find is the new wording;
- revisions of tasks that workers and experts propose (O*NET's emerging tasks); the task to find is the one to revise;
- whole: a fifth of the tasks, by a hash of their wording, searched for among the other four fifths;
- first words: the same, cut before the first comma, bracket or "such as", "using", "by", "for example", at most eight
  words long: about what people type.

Right is an activity that O*NET links to the task. Sets are halved by a hash of the task's id;
voters and the pool were chosen on the development half. For the last two sets the linear model and the curve are fitted
on the four fifths. ``ECE`` is the expected calibration error of the first activity's probability (Guo et al. 2017), ten
bins.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np
import polars as pl
from training.documents.activity_model import fitted_on
from training.documents.statements import detailed_links, first_words, key, stable_hash, task_links
from training.mirror import source_tables

from jobprism.matching.activities import TaskMatcher

DEVELOPMENT, OTHER = "development", "other half"
_FIFTH = 5


@dataclass(frozen=True)
class Sentences:
    """Sentences and the task each is about: task_id_onet, text, half; and the tasks that are searched."""

    name: str
    rows: pl.DataFrame
    matcher: TaskMatcher
    has_task: bool  # whether the task itself is among those searched


def main() -> None:
    tables = source_tables("onet", "anthropic_economic_index")
    links = detailed_links(tables["onet"])
    for given in sentences(tables):
        for half in (DEVELOPMENT,) if "development" in sys.argv else (DEVELOPMENT, OTHER):
            part = Sentences(given.name, given.rows.filter(pl.col("half") == half), given.matcher, given.has_task)
            print(f"{given.name:12} {half:12} {_line(part, links)}")


def sentences(tables: dict[str, dict[str, pl.DataFrame]]) -> list[Sentences]:
    """The four sets."""
    onet = tables["onet"]
    tasks = onet["tasks"].sort("task_id_onet")
    old = tables["anthropic_economic_index"]["task_statements_20_1"].select("task_id_onet", old="task_text")
    same = tasks.join(old.unique("task_id_onet", keep="first", maintain_order=True), on="task_id_onet")
    reworded = same.filter(
        pl.col("old").map_elements(key, pl.String) != pl.col("task_text").map_elements(key, pl.String)
    )
    revised = onet["emerging_tasks"].drop_nulls("revised_task_id_onet")
    fifth = pl.col("task_text").map_elements(lambda t: stable_hash(key(t)) % _FIFTH == 0, pl.Boolean)
    apart = tasks.filter(fifth)
    links, known = task_links(onet), tasks.filter(~fifth)
    every = TaskMatcher(tasks, links)
    rest = TaskMatcher(known, links, activity_model=fitted_on(known, links))
    return [
        _set("reworded", reworded.select("task_id_onet", text="old"), every, has_task=True),
        _set("revisions", revised.select(task_id_onet="revised_task_id_onet", text="task_text"), every, has_task=True),
        _set("whole", apart.select("task_id_onet", text="task_text"), rest, has_task=False),
        _set("first words", apart.select("task_id_onet", text=first_words("task_text")), rest, has_task=False),
    ]


def _set(name: str, rows: pl.DataFrame, matcher: TaskMatcher, *, has_task: bool) -> Sentences:
    half = pl.col("task_id_onet").map_elements(lambda i: DEVELOPMENT if stable_hash(str(i)) % 2 else OTHER, pl.String)
    return Sentences(name, rows.with_columns(half=half), matcher, has_task)


def _line(given: Sentences, links: pl.DataFrame) -> str:
    rows = given.rows.join(links.select("task_id_onet").unique(), on="task_id_onet", how="semi").with_row_index(
        "text_number"
    )
    rows = rows.with_columns(pl.col("text_number").cast(pl.Int64))
    texts = rows["text"].to_list()
    told = [f"{rows.height:5} sentences"]
    near = given.matcher.match(texts, top=5).join(rows.select("text_number", wanted="task_id_onet"), on="text_number")
    if given.has_task:
        # Tasks of one wording are one; the first by id stands for them.
        ids = _shared_ids(given.matcher)
        hit = near.join(ids, on="task_id_onet").filter(pl.col("same_id") == pl.col("wanted"))
        told.append("task " + _found_in(hit, rows.height))
    truth = (
        rows.join(links, on="task_id_onet").select("text_number", "activity_id_onet", right=pl.lit(value=True)).unique()
    )
    guessed = given.matcher.activities(texts, top=5).join(truth, on=["text_number", "activity_id_onet"], how="left")
    guessed = guessed.with_columns(pl.col("right").fill_null(value=False))
    told.append("activity " + _found_in(guessed.filter("right"), rows.height))
    first = guessed.filter(pl.col("rank") == 1)
    told.append(f"its mean probability {first['probability'].mean():.3f}, ECE {calibration_error(first):.3f}")
    detailed = links.select("task_id_onet", "detailed_activity_id_onet")
    both = near.filter(pl.col("rank") == 1).join(detailed, on="task_id_onet")
    of_wanted = detailed.rename({"task_id_onet": "wanted"}).with_columns(same=pl.lit(value=True))
    both = both.join(of_wanted, on=["wanted", "detailed_activity_id_onet"], how="left")
    same = both.group_by("text_number", "probability").agg(right=pl.col("same").any())
    told.append(
        f"nearest task of the same detailed activity {same['right'].mean():.3f}, ECE {calibration_error(same):.3f}"
    )
    return "; ".join(told)


def _shared_ids(matcher: TaskMatcher) -> pl.DataFrame:
    """task_id_onet of the first task of each wording, same_id of every task of it."""
    held = matcher.wordings
    first = held.group_by("wording").agg(pl.col("task_id_onet").min())
    return first.join(held.rename({"task_id_onet": "same_id"}), on="wording").select("task_id_onet", "same_id")


def _found_in(hits: pl.DataFrame, number: int) -> str:
    return " / ".join(f"{hits.filter(pl.col('rank') <= n)['text_number'].n_unique() / number:.3f}" for n in (1, 5))


def calibration_error(first: pl.DataFrame) -> float:
    """Expected calibration error of ``probability`` against ``right``, ten bins of equal width."""
    p, y = first["probability"].to_numpy(), first["right"].fill_null(value=False).to_numpy().astype(float)
    bins = np.minimum((p * 10).astype(int), 9)
    return float(sum(abs(p[bins == b].mean() - y[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins)))


if __name__ == "__main__":
    main()
