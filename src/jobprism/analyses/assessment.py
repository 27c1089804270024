"""The assessment: one person's work beside the job's, and what moves it."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from jobprism.analyses.assessment_document import (
    AnswerMove,
    AssessedTask,
    AssessmentReport,
    Exposed,
    Interval,
    Matched,
    Placed,
)
from jobprism.analyses.assessment_sentences import in_short, month, notes
from jobprism.analyses.documents import Hold
from jobprism.analyses.facts import Facts
from jobprism.analyses.personal_work import OWN, PersonalWork, personal_work, weighted_mean
from jobprism.analyses.profession import edition_note, source_notes
from jobprism.analyses.sentences import not_this
from jobprism.analyses.situation import QUESTIONS, Situation
from jobprism.editions.store import Edition
from jobprism.estimates.personal import PRESSURE, STEPS, Figures, Work, anchored, answered, means
from jobprism.estimates.raters import correlations
from jobprism.judgements.base import HOLDS, LAYERS
from jobprism.judgements.load import Assessment, Bands, HumanNeed, Pressure, band_of, judgement

_ALL = "\tall"
_SCALE = 100
_SHARE_DIGITS, _DIGITS, _POINT_DIGITS, _HOUR_DIGITS, _FINE_DIGITS = 6, 4, 2, 2, 8
_MATCHES = 3


def assessment_report(edition: Edition, kind: str, subject_id: str, said: Situation) -> AssessmentReport:
    """One person's work beside the job's.

    Args:
        edition: where the figures are from.
        kind: occupation or role.
        subject_id: its code or id.
        said: what the person says of it.

    Raises:
        UsageError: hours are given for a row that the job has not, or nothing is left of the week.
    """
    mine = personal_work(edition, kind, subject_id, said)
    work = _answered(mine.work, _steps(said))
    figures = means(work, _grouped(mine), correlations())
    published = _published(edition, mine.facts, None)
    nearest = published if said.level is None else _published(edition, mine.facts, said.level)
    whole = _whole(mine, figures, nearest)
    tasks = _tasks(edition, mine, work, figures, said)
    exposed = _exposed(tasks, mine.hours_per_week, whole["capability"])
    pressure = [_placed("yours", whole[PRESSURE]), _placed("job", published[PRESSURE])]
    if said.level is not None:
        pressure.append(_placed("level", nearest[PRESSURE]))
    answers = _answers(mine, said)
    return AssessmentReport(
        kind="role" if kind == "role" else "occupation",
        id=subject_id,
        title=mine.facts.title,
        level=said.level,
        hours_per_week=round(mine.hours_per_week, _HOUR_DIGITS),
        pressure=pressure,
        layers={layer: _interval(whole.get(layer)) for layer in LAYERS},
        usual_layers={layer: _interval(published.get(layer)) for layer in LAYERS},
        level_layers={layer: _interval(nearest.get(layer)) for layer in LAYERS} if said.level else None,
        tasks=tasks,
        shift_share=judgement(Assessment).shift_share,
        exposed=exposed,
        answers=answers,
        in_short=in_short(mine.facts.title, pressure, exposed, tasks, answers, mine.hours_per_week),
        month=month(tasks, answers),
        not_this=not_this(),
        notes=notes(tasks, said.level),
        sources=source_notes(edition, _sources(work)),
        edition=edition_note(edition),
    )


def _steps(said: Situation) -> dict[str, int]:
    return {question: STEPS[answer] for question, answer in said.answers.items()}


def _answered(work: Work, steps: Mapping[str, int]) -> Work:
    return answered(work, steps, judgement(Assessment), judgement(HumanNeed), judgement(Pressure))


def _grouped(mine: PersonalWork) -> pl.DataFrame:
    """Tasks by row, and all together: subject_id, task_id, weight, cluster."""
    rows = mine.links.filter(pl.col("weight") > 0)
    unused = mine.links.join(rows, on="row", how="anti").with_columns(weight=1.0)
    per_row = pl.concat([rows, unused]).rename({"row": "subject_id"})
    everything = rows.select(subject_id=pl.lit(_ALL), task_id="task_id", weight="weight", cluster="cluster")
    return pl.concat([per_row.select(everything.columns), _merged(everything)])


def _tasks(
    edition: Edition, mine: PersonalWork, work: Work, figures: Mapping[str, Mapping[str, Figures]], said: Situation
) -> list[AssessedTask]:
    labels = {spec.id: (spec.label.rstrip("."), spec.kind) for spec in mine.facts.rows}
    labels |= {f"{OWN}:{n}": (task.text, OWN) for n, task in enumerate(said.own, 1)}
    titles = dict(edition.table("occupations").select("occupation_id_onet", "occupation_title").rows())
    bands = judgement(Bands)
    whole = figures[PRESSURE][_ALL][0]
    held = _row_holds(mine, work)
    found = []
    for row, share in mine.shares.items():
        capability, need = figures["capability"][row], figures["human_need"][row]
        band = band_of(capability[0], bands.capability)
        pressure = figures[PRESSURE][row][0]
        near = mine.matched.filter(pl.col(OWN) == row).head(_MATCHES)
        fields = {
            "id": row,
            "label": labels[row][0],
            "kind": labels[row][1],
            "share": round(share, _SHARE_DIGITS),
            "hours": round(share * mine.hours_per_week, _HOUR_DIGITS),
            "usual_share": round(mine.usual[row], _SHARE_DIGITS) if row in mine.usual else None,
            **{layer: _interval(figures[layer].get(row)) for layer in LAYERS},
            "holds": held[row],
            "pressure": round(_SCALE * pressure, _POINT_DIGITS),
            "band": band,
            "resilient": band == "Low" or (band != "High" and need[0] >= bands.resilient_human_need),
            "shift": round(_SCALE * _shift(share, pressure, whole), _POINT_DIGITS),
            "basis": "evidence" if row in mine.usual else "nearest" if row in mine.from_neighbours else "job",
            "matched": [
                Matched(task_id_onet=task, occupation_title=titles[code], probability=chance)
                for _, task, code, chance in near.rows()
            ],
        }
        found.append(AssessedTask.model_validate(fields))
    return sorted(found, key=lambda t: (-t.hours, t.id))


def _shift(share: float, pressure: float, whole: float) -> float:
    """Change of pressure if the shift's share of the week, or all there is of it, goes from a row to the others."""
    if share >= 1:
        return 0.0
    others = (whole - share * pressure) / (1 - share)
    return min(share, judgement(Assessment).shift_share) * (others - pressure)


def _row_holds(mine: PersonalWork, work: Work) -> dict[str, list[Hold]]:
    joined = mine.links.join(work.holds, left_on="task_id", right_on="subject_id")
    weight = pl.when(pl.col("weight").sum().over("row") > 0).then("weight").otherwise(1.0)
    means_of = (
        joined.with_columns(weight=weight)
        .group_by("row", maintain_order=True)
        .agg((pl.col(h) * pl.col("weight")).sum() / pl.col("weight").sum() for h in HOLDS)
    )
    found = {}
    for row in means_of.rows(named=True):
        ranked = sorted(((row[h], h) for h in HOLDS), key=lambda item: (-item[0], item[1]))
        found[row["row"]] = [
            Hold.model_validate({"name": h, "strength": round(min(max(s, 0.0), 1.0), _DIGITS)}) for s, h in ranked
        ]
    return found


def _published(edition: Edition, facts: Facts, level: str | None) -> dict[str, Figures]:
    """Layers and pressure (0 to 1) of the job, or of a level of it, as the edition has them."""
    mine = (pl.col("subject_kind") == facts.kind) & (pl.col("subject_id") == facts.id)
    if level is not None:
        rows = edition.rows("levels", mine & (pl.col("level") == level)).select("layer", "value", "low", "high")
        return {layer: (value, low, high) for layer, value, low, high in rows.rows()}
    rows = edition.rows("estimates", mine).select("layer", "value", "low", "high").rows()
    pressure = edition.rows("pressure", mine).select(pl.col("value", "low", "high") / _SCALE).row(0)
    return {**{layer: (value, low, high) for layer, value, low, high in rows}, PRESSURE: pressure}


def _whole(
    mine: PersonalWork, figures: Mapping[str, Mapping[str, Figures]], published: Mapping[str, Figures]
) -> dict[str, Figures]:
    """The person's layers and pressure, on the scale of the edition's."""
    links = mine.usual_links.select(subject_id=pl.lit(_ALL), task_id="task_id", weight="weight", cluster="cluster")
    usual = means(mine.work, _merged(links), correlations())
    return {
        layer: anchored(of[_ALL], usual[layer][_ALL], published[layer]) if _ALL in usual[layer] else of[_ALL]
        for layer, of in figures.items()
        if _ALL in of
    }


def _merged(links: pl.DataFrame) -> pl.DataFrame:
    """A task once per group, however many rows it stands in."""
    return (
        links.group_by("subject_id", "task_id", "cluster", maintain_order=True)
        .agg(pl.col("weight").sum())
        .select(links.columns)
    )


def _placed(of: str, figures: Figures) -> Placed:
    # Finely first: a figure on the edge between two roundings must fall as the published one does.
    value, low, high = (round(round(_SCALE * v, _FINE_DIGITS), 1) for v in figures)
    return Placed(of=of, value=value, low=low, high=high, band=band_of(value, judgement(Bands).pressure))


def _interval(figures: Figures | None) -> Interval | None:
    if figures is None:
        return None
    value, low, high = (round(min(max(f, 0.0), 1.0), _DIGITS) for f in figures)
    return Interval(value=value, low=min(low, value), high=max(high, value))


def _exposed(tasks: list[AssessedTask], week: float, capability: Figures) -> Exposed:
    def hours(band: str) -> float:
        return round(sum(t.hours for t in tasks if t.band == band), _HOUR_DIGITS)

    value, low, high = (round(week * figure, _HOUR_DIGITS) for figure in capability)
    return Exposed(
        high_hours=hours("High"),
        medium_hours=hours("Medium"),
        low_hours=hours("Low"),
        resilient_hours=round(sum(t.hours for t in tasks if t.resilient), _HOUR_DIGITS),
        equivalent_hours=value,
        equivalent_low=low,
        equivalent_high=high,
    )


def _answers(mine: PersonalWork, said: Situation) -> list[AnswerMove]:
    """What each answer did and what one step more would do; the question that matters most first."""
    steps = _steps(said)
    words = {step: answer for answer, step in STEPS.items()}
    weights = mine.links.group_by("task_id").agg(pl.col("weight").sum())

    def pressure(changed: Mapping[str, int]) -> float:
        draft = _answered(mine.work, {**steps, **changed}).drafts[PRESSURE]
        joined = weights.join(draft, left_on="task_id", right_on="subject_id").sort("task_id")
        return weighted_mean(joined, "value")

    now = pressure({})
    found = []
    for question in judgement(Assessment).questions:
        step = steps.get(question, 0)
        did = now - pressure({question: 0}) if step else 0.0
        more = pressure({question: step + 1}) - now if step < max(words) else None
        found.append(
            AnswerMove(
                question=question,
                asked=QUESTIONS[question],
                answer=words[step],
                did=round(_SCALE * did, _POINT_DIGITS),
                one_more=None if more is None else round(_SCALE * more, _POINT_DIGITS),
            )
        )
    return sorted(found, key=lambda a: (-max(abs(a.did), abs(a.one_more or 0.0)), a.question))


def _sources(work: Work) -> set[str]:
    return {s for layer in LAYERS for line in work.drafts[layer]["sources"] for s in (line or "").split(",") if s}
