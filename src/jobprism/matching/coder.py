"""Codes for job titles, one or ten million: ranked occupations and roles with calibrated confidence, or none.

The order of precedence: a code pasted as a title; a role's own name; an occupation's own title; an everyday title of
our list; a role's name within a longer title; a name that an occupation bears word for word; the trained model.
Confidence is the chance that the code is right, fitted and checked on held-out titles (training/titles/calibrate.py);
judgements/matching.yml says when it is too low.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import repeat
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jobprism.errors import UsageError
from jobprism.judgements.load import Matching, judgement
from jobprism.matching.blas import SINGLE_THREADED
from jobprism.matching.calibration import calibrated
from jobprism.matching.entries import entries
from jobprism.matching.highest import highest, in_blocks
from jobprism.matching.model import Floats, Read, TitleModel, load_model
from jobprism.matching.names import RoleNames, everyday_codes, is_open, without_grades
from jobprism.matching.no_titles import rules
from jobprism.matching.processes import can_share, shared_out, threads
from jobprism.matching.words import LONGEST, name_key

BASES = ("none", "model", "name", "everyday", "role", "code")
MOST_CANDIDATES = 50
CODED_SCHEMA = pl.Schema(
    {
        "row": pl.Int64,  # place of the title in what was given, from 0
        "title": pl.String,
        "rank": pl.Int64,
        "occupation_id_onet": pl.String,  # null where the title is left without a code
        "occupation_title": pl.String,
        "role_id": pl.String,  # where the candidate is a role; the occupation is then the largest of its mixture
        "confidence": pl.Float64,
        "basis": pl.String,  # one of BASES: what the code rests on
    }
)

_CHUNK = 512  # titles at a time: their scores fit a core's own cache
_SHARED_FROM = 50_000  # titles from which on other processes are asked to help
_SHARED = 8 * _CHUNK  # titles that a process takes at a time
_SMALLEST = 1e-6
_RESIDUAL = "All Other"
_LEAST_SHOWN = 5e-5  # what four digits show as nothing
_BASES = pl.Series("basis", BASES)


@dataclass(frozen=True)
class RoleEntry:
    """A declared role as the coder knows it."""

    role_id: str
    title: str
    names: tuple[str, ...]
    occupation_id_onet: str  # the largest of its mixture


@dataclass(frozen=True)
class Coded:
    """Best columns of a batch of titles, best first: ``columns`` and ``confidence`` (n, top), ``basis`` (n,)."""

    columns: NDArray[np.int64]
    confidence: Floats
    basis: NDArray[np.int8]


_Given = tuple[str, list[tuple[int, float]], float]
"""What a name given by hand or a code says: basis, columns with weights, confidence."""


@dataclass(frozen=True)
class _Told:
    """What the words of n titles tell without the model's scores.

    Attributes:
        left_open: (n,) whether a title is one open word.
        refused: (n,) whether it is no title by the rules, or has no word that training saw.
        written: (n,) whether no word of it had to be put right.
        bearers: places of titles and columns of the occupations that bear them as a name; all pairs.
        given: what names given by hand and codes say, by place of the title.
    """

    left_open: NDArray[np.bool_]
    refused: NDArray[np.bool_]
    written: NDArray[np.bool_]
    bearers: tuple[NDArray[np.int64], NDArray[np.int64]]
    given: dict[int, _Given]


class TitleCoder:
    """Codes titles with one model, one set of occupation titles and one set of roles."""

    def __init__(
        self,
        occupations: Mapping[str, str],
        roles: Sequence[RoleEntry] = (),
        codes: Mapping[str, Sequence[tuple[str, float]]] | None = None,
        model: TitleModel | None = None,
    ) -> None:
        """Prepare.

        Args:
            occupations: title of every O*NET-SOC code.
            roles: the declared roles.
            codes: codes of other systems and the occupations they lie in, with weights up to 1.
            model: the trained model; the one that ships with the package where none is given.
        """
        self.model = model or load_model()
        # What another process makes the same coder from.
        self._made_of = None if model else (dict(occupations), tuple(roles), codes)
        self.judged = judgement(Matching)
        self._role_names = RoleNames([(name, r.role_id) for r in roles for name in (r.title, r.role_id, *r.names)])
        n = len(self.model.codes)
        ids = [*self.model.codes, *(r.occupation_id_onet for r in roles)]
        # The last row stands for a title that is left without a code.
        self._subjects = pl.DataFrame(
            {
                "occupation_id_onet": [*ids, None],
                "occupation_title": [*(occupations.get(c) for c in ids), None],
                "role_id": [*[None] * n, *(r.role_id for r in roles), None],
            },
            schema_overrides=CODED_SCHEMA,
        )
        self._width = len(ids)
        self._column = {c: i for i, c in enumerate(self.model.codes)}
        self._role_column = {r.role_id: n + i for i, r in enumerate(roles)}
        # "Managers, All Other" is nobody's name for all managers.
        self._own = {
            name_key(title): self._column[c]
            for c, title in occupations.items()
            if c in self._column and not title.endswith(_RESIDUAL)
        }
        self._everyday = {
            key: [self._column[c] for c in found if c in self._column] for key, found in everyday_codes().items()
        }
        self._by_hand_keys = self._own.keys() | self._everyday.keys()
        self._codes = {text: self._placed(found) for text, found in (codes or {}).items()}
        self._codes |= {code: [(column, 1.0)] for code, column in self._column.items()}

    def code(
        self,
        titles: Sequence[object] | pl.Series,
        top: int = 5,
        industry: Sequence[object] | pl.Series | None = None,
        description: Sequence[object] | pl.Series | None = None,
    ) -> pl.DataFrame:
        """Ranked codes of titles, columns as in ``CODED_SCHEMA``; rows in the order given, equal titles coded once.

        A title that is left without a code has one row of rank 1 without an occupation, whose confidence is that of
        the best candidate. So has a missing one, with confidence 0.

        Args:
            titles: strings, numbers or missing values, one a title.
            top: how many candidates of each, 1 to ``MOST_CANDIDATES``.
            industry: the employer's industry of each title in words, where known.
            description: a line or two on the work of each title, where known.

        Raises:
            UsageError: ``top`` is out of range, a value is no title at all, or lengths differ.
        """
        if not 1 <= top <= MOST_CANDIDATES:
            raise UsageError(f"top is {top}.", f"Choose 1 to {MOST_CANDIDATES}.")
        given = entries(titles, "title")
        context = _context(len(given), industry=industry, description=description)
        pairs = list(zip(given.to_list(), context or repeat(None), strict=False))
        distinct = {pair: place for place, pair in enumerate(dict.fromkeys(pairs))}
        which = np.fromiter(map(distinct.__getitem__, pairs), dtype=np.int64, count=len(pairs))
        coded = self.best([title for title, _ in distinct], [told for _, told in distinct], top)
        return self._frame(given, which, coded)

    def best(self, titles: Sequence[str | None], contexts: Sequence[str | None], top: int) -> Coded:
        """The best columns of distinct titles."""
        if not titles:
            return Coded(np.zeros((0, top), np.int64), np.zeros((0, top), np.float32), np.zeros(0, np.int8))
        top = min(top, self._width)
        if len(titles) < _SHARED_FROM or self._made_of is None or not can_share():
            return self._batch((titles, contexts, top))
        starts = range(0, len(titles), _SHARED)
        parts = [(titles[start : start + _SHARED], contexts[start : start + _SHARED], top) for start in starts]
        found = dict(shared_out(self._batch, parts))
        return _joined([found[place] for place in range(len(parts))])

    def _batch(self, given: tuple[Sequence[str | None], Sequence[str | None], int]) -> Coded:
        """The best columns of titles with contexts, by this process."""
        titles, contexts, top = given

        def chunk(start: int) -> Coded:
            end = start + _CHUNK
            return self._chunk([t or "" for t in titles[start:end]], [c or "" for c in contexts[start:end]], top)

        starts = range(0, len(titles), _CHUNK)
        if len(starts) == 1:
            return chunk(0)
        with SINGLE_THREADED, ThreadPoolExecutor(threads()) as pool:
            return _joined(list(pool.map(chunk, starts)))

    def __reduce__(self) -> str | tuple[Any, ...]:
        return (_elsewhere, (self._packed,)) if self._made_of else super().__reduce__()

    @cached_property
    def _packed(self) -> bytes:
        return pickle.dumps(self._made_of)

    def subject_of(self, column: int) -> tuple[str, str]:
        """Kind (occupation or role) and id of a column of ``Coded``."""
        code, _, role = self._subjects.row(column)
        return ("role", role) if role else ("occupation", code)

    def _chunk(self, titles: list[str], contexts: list[str], top: int) -> Coded:
        reads = self.model.read_all(titles)
        # All that is Python's work comes first, while what was read is at hand; the rest is numpy's.
        told = self._told(titles, reads)
        chances, none = self._chances(titles, reads, contexts)
        none[told.refused] = 1
        basis = np.full(len(titles), BASES.index("model"), dtype=np.int8)
        self._by_names(told.bearers, chances, basis)
        self._by_hand(told, chances, basis)
        # One open word is anybody's title, whichever occupation bears it as a name.
        limited = told.left_open & (basis < BASES.index("role"))
        most = chances[limited].max(axis=1, keepdims=True)
        chances[limited] *= self.judged.open_word / np.maximum(most, self.judged.open_word)
        columns = highest(chances, top)
        confidence = np.take_along_axis(chances, columns, axis=1)
        unsure = (confidence[:, 0] < self.judged.abstain_below) | (none > self.judged.no_title_above)
        # A name is believed as it was written; what spelling made a name of is a guess of ours.
        guessed = (basis == BASES.index("model")) | ((basis == BASES.index("name")) & ~told.written)
        basis[unsure & guessed] = BASES.index("none")
        return Coded(columns, confidence, basis)

    def _told(self, titles: list[str], reads: list[Read]) -> _Told:
        """What the words of titles tell without the model's scores."""
        refuses, knows_none = rules().refuses, self.model.words.isdisjoint
        names, codes, no_role = self._by_hand_keys, self._codes, self._role_names.beginnings.isdisjoint
        left_open = np.array([is_open(r.words) for r in reads])
        at, columns = self.model.known(reads)
        # That some occupation lists "Supervisor" says nothing of supervisors.
        counts = ~left_open[at]
        return _Told(
            left_open=left_open,
            # Without a word that training saw there is nothing to go by either.
            refused=np.array(
                [
                    not r.key or knows_none(r.taken) or refuses(r.plain, title[:LONGEST])
                    for title, r in zip(titles, reads, strict=True)
                ]
            ),
            written=np.array([r.put_right == 0 for r in reads]),
            bearers=(at[counts], columns[counts]),
            given={
                i: given
                for i, (title, r) in enumerate(zip(titles, reads, strict=True))
                if (
                    not names.isdisjoint((r.key, without_grades(r.key)))
                    or r.put_right
                    or title.strip() in codes
                    or not no_role(r.words)
                )
                and (given := self._given(title, r))
            },
        )

    def _chances(self, titles: list[str], reads: list[Read], contexts: list[str]) -> tuple[Floats, Floats]:
        """Calibrated chances (n, columns) by the model alone, and the probability (n,) of "no title"."""
        scores, found = self.model.scores(reads)
        given = [i for i, c in enumerate(contexts) if c]
        if given:
            fuller, _ = self.model.scores(self.model.read_all([f"{titles[i]} {contexts[i]}" for i in given]))
            scores[given] += self.judged.context * (fuller - scores[given])
        chances, none = calibrated(scores, found, self.model.weights.calibration)
        # In whole blocks, which ``highest`` need not copy; the columns beyond the width stay 0 and come last.
        wide = np.zeros((len(titles), in_blocks(self._width)), dtype=np.float32)
        wide[:, : chances.shape[1]] = chances
        return wide, none

    def _by_names(
        self, bearers: tuple[NDArray[np.int64], NDArray[np.int64]], chances: Floats, basis: NDArray[np.int8]
    ) -> None:
        """Names that occupations bear word for word share the confidence of such names, as the model ranks them."""
        held = float(self.model.weights.calibration[-1])
        at, columns = bearers
        rows = np.unique(at)
        share = chances[at, columns] + _SMALLEST
        whole = np.bincount(at, share, len(chances))
        chances[rows] *= 1 - held
        chances[at, columns] += held * share / whole[at]
        basis[rows] = BASES.index("name")

    def _by_hand(self, told: _Told, chances: Floats, basis: NDArray[np.int8]) -> None:
        for i, (name, weights, confidence) in told.given.items():
            sure = self.judged.open_word if told.left_open[i] and name == "everyday" else confidence
            chances[i] *= 1 - sure
            for column, weight in weights:
                chances[i, column] += sure * weight
            basis[i] = BASES.index(name)

    def _given(self, title: str, found: Read) -> _Given | None:
        """What a name given by hand or a code says of a title."""
        if placed := self._codes.get(title.strip()):
            return "code", placed, 1.0
        role = self._role_names.find(found.words)
        if role and role.whole:
            return "role", [(self._role_column[role.role_id], 1.0)], self.judged.role_name
        if found.key in self._own:
            return "name", [(self._own[found.key], 1.0)], self.judged.own_name
        if columns := self._everyday_columns(title, found):
            weights = [2.0] + [1.0] * (len(columns) - 1) if len(columns) > 1 else [1.0]
            shares = [(c, w / sum(weights)) for c, w in zip(columns, weights, strict=True)]
            return "everyday", shares, self.judged.everyday
        return ("role", [(self._role_column[role.role_id], 1.0)], self.judged.role_within) if role else None

    def _everyday_columns(self, title: str, found: Read) -> list[int] | None:
        # Our names are spelt as they should be, whatever words training saw.
        keys = [name_key(title), found.key] if found.put_right else [found.key]
        return next((c for key in keys for k in (key, without_grades(key)) if (c := self._everyday.get(k))), None)

    def _placed(self, found: Sequence[tuple[str, float]]) -> list[tuple[int, float]]:
        """The columns of occupations, with their weights as shares."""
        held = [(self._column[c], w) for c, w in found if c in self._column]
        whole = sum(w for _, w in held)
        return [(c, w / whole) for c, w in held] if whole else []

    def _frame(self, given: pl.Series, which: NDArray[np.int64], coded: Coded) -> pl.DataFrame:
        """Rows of all titles given; ``which`` says which of the distinct ones each is."""
        left_out = coded.basis == BASES.index("none")
        shown = (coded.confidence >= _LEAST_SHOWN) & ~left_out[:, None]
        shown[:, :1] = True
        rows, ranks = np.nonzero(shown[which])
        place = which[rows]
        columns = np.where(left_out[place], self._width, coded.columns[place, ranks])
        # Rows by index, not by ``gather``: that one plans a query each time, which is half the cost of a single title.
        frame = pl.DataFrame(
            [
                pl.Series("row", rows),
                given[rows].alias("title"),
                pl.Series("rank", ranks + 1),
                *self._subjects[columns].get_columns(),
                pl.Series("confidence", np.round(coded.confidence[place, ranks].astype(np.float64), 4)),
                _BASES[coded.basis[place].astype(np.int64)],
            ]
        )
        if given.null_count():
            return frame.with_columns(
                pl.when(pl.col("title").is_not_null()).then("confidence").otherwise(0.0).alias("confidence")
            )
        return frame


@lru_cache(maxsize=2)
def _elsewhere(packed: bytes) -> TitleCoder:
    """The coder of another process, made once for all of its work."""
    return TitleCoder(*pickle.loads(packed))


def _joined(parts: Sequence[Coded]) -> Coded:
    return Coded(*(np.concatenate([getattr(p, f) for p in parts]) for f in ("columns", "confidence", "basis")))


def _context(rows: int, **given: Sequence[object] | pl.Series | None) -> list[str | None] | None:
    parts = {name: entries(values, name) for name, values in given.items() if values is not None}
    for name, part in parts.items():
        if len(part) != rows:
            raise UsageError(f"There are {rows} titles, but {len(part)} values of {name}.", "Give one for each title.")
    if not parts:
        return None
    return pl.DataFrame(parts).select(pl.concat_str(pl.all(), separator=" ", ignore_nulls=True)).to_series().to_list()
