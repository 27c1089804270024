"""Text to words: lower case, without accents or punctuation, in one vectorised pass."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jobprism.errors import UsageError

Ints = NDArray[np.int64]

LONGEST = 2000
"""Characters of a text that are read; what follows is left out, so that time is linear and bounded."""

# How a person opens a sentence about their work ("my job is to…", "I am responsible for…"); its last word is kept.
_OPENING = (
    r"^\W*(?:(?:i|we|my|our|am|im|job|role|duties|tasks|main|responsible|is|are|to|for|have|need|usually|also|mainly|the|an?|"
    r"mostly|often|daily|includes?|including)\W+)+"
)
# What a person says of themselves carries nothing about the work.
_LEFT_OUT = ("i", "we", "my", "our", "me", "us", "you", "your", "im", "ive", "am")
# Endings tried, in this order, on a word the vocabulary lacks: (ending, what stands in its place).
_ENDINGS = (("ies", "y"), ("es", "e"), ("s", ""), ("ing", ""), ("ing", "e"), ("ed", ""), ("d", ""), ("ly", ""))


@dataclass(frozen=True)
class Tokens:
    """Words of many texts, one after another.

    Attributes:
        rows: which text each word stands in, ascending.
        ids: its number in the vocabulary; words the vocabulary lacks are left out.
        size: how many texts.
    """

    rows: Ints
    ids: Ints
    size: int


def as_series(texts: Iterable[str | None]) -> pl.Series:
    """Texts as a polars series of strings; null (or a float's NaN) stays null.

    Raises:
        UsageError: something that is no text is among them.
    """
    if isinstance(texts, pl.Series):
        if texts.dtype not in {pl.String, pl.Null, pl.Categorical} and not isinstance(texts.dtype, pl.Enum):
            raise UsageError(f"A series of {texts.dtype} is no series of texts.", "Cast it to text first.")
        return texts.cast(pl.String)
    if isinstance(texts, str):
        raise UsageError("One text was given where several are expected.", "Put it in a list: [text].")
    values = []
    for place, text in enumerate(texts):
        missing = text is None or (isinstance(text, float) and np.isnan(text))
        if not missing and not isinstance(text, str):
            raise UsageError(f"Item {place} is a {type(text).__name__}, not a text.", "Give texts, or None.")
        # A lone half of a surrogate pair, as in a damaged file, is no valid UTF-8.
        values.append(None if missing else str(text).encode("utf-8", "replace").decode())
    return pl.Series(values, dtype=pl.String)


def words_of(texts: pl.Series) -> pl.DataFrame:
    """row, word: the words of each text in order; a text without words has no row."""
    # NFKD parts an accent from its letter, so that the accent is left out with the punctuation.
    plain = (
        pl.col("text")
        .str.head(LONGEST)
        .str.normalize("NFKD")
        .str.to_lowercase()
        .str.replace_all(r"['’]s\b|['’]|\p{M}", "")
        .str.replace_all(r"\be-mail", "email")
    )
    opened = plain.str.replace(_OPENING, "")
    return (
        pl.DataFrame({"text": texts})
        .lazy()
        .select(row=pl.int_range(pl.len(), dtype=pl.Int64), word=opened.str.extract_all(r"[a-z0-9]+"))
        .explode("word")
        .drop_nulls("word")
        .filter(~pl.col("word").is_in(_LEFT_OUT))
        .collect()
    )


class Vocabulary:
    """Words and their numbers."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = pl.Series("word", words, dtype=pl.String)
        self._table = pl.DataFrame({"word": self.words, "id": pl.Series(range(len(self.words)), dtype=pl.Int64)})

    @cached_property
    def singular(self) -> Ints:
        """For each word the number of the word it is a form in -s of, where that is known, else its own."""
        plain = self.words.str.replace("ies$", "y").str.replace("([^sui])s$", "$1")
        stems = self._table.select(id="id", word=pl.when(self.words.str.len_chars() > 3).then(plain).otherwise("word"))
        found = stems.join(self._table.rename({"id": "stem_id"}), on="word", how="left", maintain_order="left")
        return found.select(pl.coalesce("stem_id", "id")).to_series().to_numpy()

    def __len__(self) -> int:
        return len(self.words)

    def tokens(self, texts: pl.Series) -> Tokens:
        """The words of the texts that the vocabulary has; an inflected one counts as its stem if only that is known."""
        found = words_of(texts).join(self._table, on="word", how="left", maintain_order="left")
        unknown = found.filter(pl.col("id").is_null())["word"].unique()
        if len(unknown):
            known = self._by_stem(unknown)
            found = found.join(known, on="word", how="left", maintain_order="left").with_columns(
                id=pl.coalesce("id", "stem_id")
            )
        found = found.drop_nulls("id")
        return Tokens(found["row"].to_numpy(), found["id"].to_numpy(), len(texts))

    def _by_stem(self, unknown: pl.Series) -> pl.DataFrame:
        """word, stem_id: for words that lose a common ending and are then known."""
        tried = unknown.to_frame("word").filter(pl.col("word").str.len_chars().is_between(4, 40))
        for number, (ending, instead) in enumerate(_ENDINGS):
            stem = pl.col("word").str.strip_suffix(ending) + instead
            ends = pl.when(pl.col("word").str.ends_with(ending)).then(stem)
            tried = tried.with_columns(stem=ends).join(
                self._table.rename({"word": "stem", "id": f"id_{number}"}), on="stem", how="left"
            )
        return tried.select("word", stem_id=pl.coalesce(f"id_{number}" for number in range(len(_ENDINGS))))
