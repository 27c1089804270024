"""How well the level model foretells mixes it was not fitted on; run from the root of the repository.

::

    JOBPRISM_MIRROR=... PYTHONPATH=src:training python benchmarks/bench_levels.py

Every gradient comes from a model that saw none of the pairs it is checked on (``training/fit_levels.py``). The strength
of the shift is one number, fitted on all pairs; features and pairs were chosen with these figures in view.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from jobprism.estimates.level_check import foretold, mixes
from jobprism.estimates.levels import fitted_gradients
from jobprism.judgements.load import Levels, judgement
from level_data import evidence, level_data

SEED = 20261121
LEAST_NEARER = 1e-9


def line(name: str, found: pl.DataFrame) -> str:
    nearer = found.select((pl.col("shifted") < pl.col("unshifted") - LEAST_NEARER).mean()).item()
    means = found.select(pl.mean("unshifted", "shifted", "rank_correlation", "told_apart")).row(0)
    return f"{name:<46}{found.height:>6}{means[0]:>9.3f}{means[1]:>9.3f}{nearer:>8.2f}{means[2]:>8.3f}{means[3]:>8.3f}"


def main() -> None:
    data, judged = level_data(evidence()), judgement(Levels)
    gradients = fitted_gradients().table
    shuffled = data.shares.join(gradients, on="task_id", maintain_order="left").with_columns(
        gradient=pl.col("gradient").shuffle(seed=SEED).over("subject_id")
    )
    header = ("pairs", "as is", "shifted", "nearer", "rank", "apart")
    print(f"{'':<46}{header[0]:>6}{header[1]:>9}{header[2]:>9}{header[3]:>8}{header[4]:>8}{header[5]:>8}")
    for kind, kinds in (("41 general activities", data.general), ("332 activities", data.activities)):
        of = mixes(data.shares, gradients, kinds, judged)
        found = foretold(data.pairs, of)
        wide = pl.col("gap") > 1
        print(line(f"{kind}: all pairs", found))
        print(line("  gap above 1 standard deviation", found.filter(wide)))
        print(line("  gap of at most 1", found.filter(~wide)))
        print(line("  to one who manages or supervises", found.filter("managing")))
        print(line("  within the group, neither manages more", found.filter(~pl.col("managing"))))
        placebo = mixes(data.shares, shuffled.select("task_id", "gradient"), kinds, judged)
        print(line("  placebo: gradients shuffled, gap above 1", foretold(data.pairs, placebo).filter(wide)))
    print(f"median gap {np.median(data.pairs['gap'].to_numpy()):.2f}; pairs by group {data.pairs['group'].n_unique()}")


if __name__ == "__main__":
    main()
