"""Two editions compared: what they are made from, what moved, and what a move can be laid to."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from jobprism.analyses.editions_diff import editions_diff
from jobprism.analyses.editions_document import EditionsDiff, FigureChange
from jobprism.atlas import Atlas
from jobprism.editions.made_from import made_from
from jobprism.editions.manifest import MANIFEST_NAME, content_hash, joint_hash
from jobprism.editions.store import Edition, make_current
from jobprism.estimates import estimate, raters
from jobprism.judgements.base import FIGURES, Judgement
from jobprism.judgements.load import MODELS
from jobprism.publishing.editions_diff import to_markdown
from jobprism.settings import Settings

Changed = Callable[..., Edition]
NURSES = "29-1141.00"


@pytest.fixture
def variant(core: Edition, tmp_path: Path) -> Changed:
    """A copy of the core edition with other tables and another manifest, as a build would have written it."""

    def make(tables: dict[str, pl.DataFrame] | None = None, **manifest: Any) -> Edition:
        folder = tmp_path / f"variant-{len(list(tmp_path.iterdir()))}"
        shutil.copytree(core.folder, folder)
        said = json.loads((folder / MANIFEST_NAME).read_text(encoding="utf-8"))
        for name, table in (tables or {}).items():
            table.write_parquet(folder / f"{name}.parquet")
            said["tables"].setdefault(name, {"rows": 0, "bytes": 0, "sha256": "", "content_hash": ""})
            said["tables"][name] |= {"rows": table.height, "content_hash": content_hash(table)}
        said["content_hash"] = joint_hash({n: t["content_hash"] for n, t in said["tables"].items()})
        recorded = json.loads(json.dumps(made_from(), default=lambda o: json.loads(o.model_dump_json())))
        said |= {**recorded, "fingerprint": "of a variant", **manifest}
        (folder / MANIFEST_NAME).write_text(json.dumps(said), encoding="utf-8")
        return Edition(folder)

    return make


def figure(diff: EditionsDiff, name: str, kind: str = "occupation") -> FigureChange:
    return next(c for c in diff.figures if (c.figure, c.kind) == (name, kind))


def moved_nurses(core: Edition, by: float) -> pl.DataFrame:
    nurses = (pl.col("subject_id") == NURSES) & (pl.col("subject_kind") == "occupation")
    return core.table("pressure").with_columns(
        *(pl.when(nurses).then(pl.col(c) + by).otherwise(pl.col(c)).alias(c) for c in ("value", "low", "high")),
        pl.when(nurses).then(pl.lit("very high")).otherwise(pl.col("band")).alias("band"),
    )


def test_an_edition_does_not_differ_from_itself(core: Edition, variant: Changed) -> None:
    diff = editions_diff(core, variant())
    assert diff.same
    assert diff.in_short == ["The two editions hold the same tables, to the last digit."]
    assert (diff.sources, diff.subjects, diff.tables, diff.checks) == ([], [], [], [])
    assert not any(c.touched or c.causes for c in (*diff.figures, *diff.levels))
    assert {c.spearman for c in diff.figures} == {1.0}


def test_a_moved_figure_is_found_with_its_band_its_intervals_and_nothing_else(core: Edition, variant: Changed) -> None:
    diff = editions_diff(variant(), variant({"pressure": moved_nurses(core, 40.0)}))
    pressure = figure(diff, "pressure")
    assert (pressure.moved, pressure.band_changed, pressure.outside_former_interval, pressure.disjoint) == (1, 1, 1, 1)
    (move,) = pressure.rises
    assert (move.id, move.change, move.overlap, move.band_after) == (NURSES, 40.0, False, "very high")
    assert pressure.falls == []
    assert not any(c.touched for c in diff.figures if c is not pressure)
    assert [t.name for t in diff.tables] == ["pressure"]
    # Nothing that the manifests hold differs, so nothing can have moved it.
    assert pressure.causes == []


@pytest.mark.parametrize(("by", "moved", "interval"), [(0.4, 0, 0), (0.5, 1, 0), (-0.6, 1, 0)])
def test_what_rounding_hides_has_not_moved(
    core: Edition, variant: Changed, by: float, moved: int, interval: int
) -> None:
    pressure = figure(editions_diff(variant(), variant({"pressure": moved_nurses(core, by)})), "pressure")
    assert (pressure.moved, pressure.interval_changed) == (moved, interval)
    assert pressure.touched


def test_a_figure_that_only_one_edition_has_is_missing_not_zero(core: Edition, variant: Changed) -> None:
    gone = core.table("estimates").filter(~((pl.col("subject_id") == NURSES) & (pl.col("layer") == "use")))
    use = figure(editions_diff(variant(), variant({"estimates": gone})), "use")
    assert (use.gone, use.appeared, use.moved, use.n) == (1, 0, 0, 922)
    rows = Atlas(variant({"estimates": gone})).moves(Atlas(variant()))
    (row,) = rows.filter(pl.col("subject_id") == NURSES, pl.col("figure") == "use", pl.col("level").is_null()).rows(
        named=True
    )
    assert row["value_after"] is None
    assert row["change"] is None


def test_a_judgement_is_told_with_its_values_and_what_it_can_move(core: Edition, variant: Changed) -> None:
    judged = made_from()
    former = variant(
        judgements={**judged["judgements"], "pressure": "0" * 64},
        judged={**judged["judged"], "pressure": {**judged["judged"]["pressure"], "use": 0.25, "old": 1}},
    )
    diff = editions_diff(former, variant({"pressure": moved_nurses(core, 3.0)}))
    (change,) = diff.judgements
    assert [(v.path, v.before, v.after) for v in change.values] == [
        ("use", 0.25, judged["judged"]["pressure"]["use"]),
        ("old", 1, None),
    ]
    assert change.change == "changed"
    assert figure(diff, "pressure").causes == ["judgement"]
    assert any("a change of judgements" in line for line in diff.in_short)


def test_a_judgement_whose_reasons_were_reworded_moves_nothing(core: Edition, variant: Changed) -> None:
    former = variant(judgements={**made_from()["judgements"], "pressure": "0" * 64})
    diff = editions_diff(former, variant({"pressure": moved_nurses(core, 3.0)}))
    assert [j.change for j in diff.judgements] == ["reworded"]
    assert figure(diff, "pressure").causes == []


def test_a_change_of_method_without_a_restatement_is_said(core: Edition, variant: Changed) -> None:
    code = {**made_from()["code"], "estimates": "0" * 64}
    later = variant({"pressure": moved_nurses(core, 3.0)})
    diff = editions_diff(variant(code=code), later)
    assert diff.method.rooms == ["estimates"]
    assert figure(diff, "pressure").causes == ["method"]
    assert any(line.startswith("No restatement names pressure") for line in diff.in_short)
    restated = editions_diff(variant(code=code, restatements=[]), later)
    assert [r.id for r in restated.restatements] == [r.id for r in later.manifest.restatements]
    named = [r.id for r in later.manifest.restatements if "pressure" in r.figures]
    assert figure(restated, "pressure").restatements == named
    assert not any("No restatement" in line for line in restated.in_short)
    text = to_markdown(restated)
    assert all(r.what in text and r.why in text for r in later.manifest.restatements)


def test_an_edition_from_before_code_was_recorded_says_so(core: Edition, variant: Changed) -> None:
    former = variant(
        code={}, models={}, libraries={}, judged={}, judgements={"pressure": "0" * 64}, fingerprint="of another"
    )
    diff = editions_diff(former, variant({"pressure": moved_nurses(core, 3.0)}))
    assert not diff.method.recorded
    assert "not recorded" in figure(diff, "pressure").causes
    assert next(j for j in diff.judgements if j.file == "pressure").change == "not recorded"
    assert any("not recorded" in line for line in diff.in_short)


def test_a_new_version_of_a_source_is_told_with_its_rows(core: Edition, variant: Changed) -> None:
    evidence = core.table("evidence")
    source = "bls_oews"
    own = pl.col("source") == source
    place = int(evidence.select(own.arg_max()).item())
    numbered = evidence.with_row_index("row")
    other = numbered.filter(pl.col("row") != place + 1).with_columns(
        pl.when(pl.col("row") == place).then(pl.col("value") + 1).otherwise(pl.col("value")).alias("value")
    )
    sources = [s.model_dump() for s in core.manifest.sources]
    new = [{**s, "version": "another"} if s["id"] == source else s for s in sources]
    diff = editions_diff(variant(), variant({"evidence": other.drop("row")}, sources=new))
    (change,) = diff.sources
    assert (change.id, change.change, change.version_after) == (source, "changed", "another")
    assert change.rows is not None
    assert (change.rows.revised, change.rows.removed, change.rows.added) == (1, 1, 0)
    assert change.rows.same == evidence.filter(own).height - 2


def test_occupations_and_roles_that_come_go_or_change_are_named(core: Edition, variant: Changed) -> None:
    occupations = core.table("occupations")
    renamed = occupations.with_columns(
        pl.when(pl.col("occupation_id_onet") == NURSES)
        .then(pl.lit("Nurses"))
        .otherwise(pl.col("occupation_title"))
        .alias("occupation_title")
    ).filter(pl.col("occupation_id_onet") != "11-1011.00")
    roles = core.table("roles")
    first = json.loads(roles["declaration"][0]) | {"title": roles["title"][0], "aliases": ["another name"]}
    anew = roles.with_columns(
        pl.when(pl.col("role_id") == first["id"])
        .then(pl.lit(json.dumps(first)))
        .otherwise(pl.col("declaration"))
        .alias("declaration")
    )
    diff = editions_diff(variant(), variant({"occupations": renamed, "roles": anew}))
    assert {(s.id, s.change) for s in diff.subjects} == {
        (NURSES, "renamed"),
        ("11-1011.00", "removed"),
        (first["id"], "declared anew"),
    }
    assert next(s for s in diff.subjects if s.change == "declared anew").fields == ["aliases"]
    text = to_markdown(diff)
    assert "Nurses" in text
    assert "declared anew" in text


def test_columns_that_changed_are_named(core: Edition, variant: Changed) -> None:
    shares = core.table("shares").rename({"rated": "is_rated"}).with_columns(pl.col("share").cast(pl.Float32))
    diff = editions_diff(variant(), variant({"shares": shares}))
    (table,) = diff.tables
    assert (table.change, table.columns_added, table.columns_removed, table.columns_retyped) == (
        "columns",
        ["is_rated"],
        ["rated"],
        ["share"],
    )


def test_a_judgement_that_the_estimates_are_made_with_says_what_it_moves() -> None:
    read = {
        kind
        for module in (estimate, raters)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Judgement)
    }
    assert len(read) > 5
    assert {kind.__name__ for kind in read if not kind.moves} == set()
    assert {figure for kind in MODELS.values() for figure in kind.moves} == set(FIGURES)


def test_the_command_shows_every_format(core: Edition, variant: Changed, run, tmp_path: Path) -> None:
    settings = Settings()
    made = variant({"pressure": moved_nurses(core, 40.0)})
    folder = settings.editions_dir / "a-variant"
    shutil.copytree(made.folder, folder)
    make_current(settings, folder)
    text = run("diff", "core", "a-variant")
    assert (text.code, text.err) == (0, "")
    assert "Registered Nurses" in text.out
    diff = EditionsDiff.model_validate_json(run("diff", "core", "a-variant", "--json").out)
    assert run("diff", "core", "a-variant", "--format", "md").out == to_markdown(diff)
    rows = pl.read_csv(run("diff", "core", "a-variant", "--format", "csv").out.encode(), infer_schema_length=None)
    assert rows.filter(pl.col("change") > 0.5)["subject_id"].to_list() == [NURSES]
    assert rows.height > 900 * 4
    unknown = run("diff", "core", "1999.01")
    assert unknown.code == 5
    assert "no edition '1999.01'" in unknown.err
    same = run("diff", "core", "core")
    assert same.code == 2
    assert "are one edition" in same.err
