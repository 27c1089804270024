"""The figures of an outlook, worked out a second time from equations 35 and 36 and from the evidence."""

from __future__ import annotations

from math import exp, log, sqrt
from statistics import median

from rederived import LAYERS, Rederived

from jobprism.judgements.load import Outlook, Pressure, Use, judgement

Z = 1.6448536269514722
MEASURES = {"Claude.ai": "aei_claude_ai_pct", "Claude API": "aei_api_pct"}
KINDS = ("new", "returned", "dropped", "grown", "shrunk", "steady")
Triple = tuple[float, float, float]


def _logit(p: float) -> float:
    return log(p / (1 - p))


def _moved(value: float, shift: float) -> float:
    return value if not 0 < value < 1 or shift == 0 else 1 / (1 + exp(-_logit(value) - shift))


def _apart(one: float, other: float) -> float:
    inside = 0 < one < 1 and 0 < other < 1
    return _logit(one) - _logit(other) if inside else 0.0


def _years(since: str, year: int) -> float:
    from_year, from_month = map(int, since.split("-"))
    return max(0.0, year - from_year + (6 - from_month) / 12)


def _around(figures: Triple, path: Triple, below: float, above: float, drift: tuple[float, float]) -> Triple:
    """Value and bounds: as far in logits from the slow and quick paths as both errors reach together."""
    value, low, high = figures
    slow, middle, quick = path
    whole = 0 < value < 1
    down = _moved(slow, -sqrt(_apart(value, low) ** 2 + below)) if whole and low > 0 else None
    up = _moved(quick, sqrt(_apart(value, high) ** 2 + above)) if whole and high < 1 else None
    down = _moved(low, drift[0] - sqrt(below)) if down is None else down
    up = _moved(high, drift[1] + sqrt(above)) if up is None else up
    return middle, min(down, middle), max(up, middle)


class Outlooks:
    """Outlooks and changes in use of one job."""

    def __init__(self, figures: Rederived) -> None:
        self.figures, edition = figures, figures.tables.edition
        shares = edition.table("shares").select("subject_kind", "subject_id", "task_id", "share").rows()
        self.shares = {t: s for kind, i, t, s in shares if (kind, i) == (figures.kind, figures.id)}
        of = "role_task" if figures.is_role else "task"
        rows = edition.table("estimates").select("subject_kind", "subject_id", "layer", "value").rows()
        self.tasks = {(t, layer): v for kind, t, layer, v in rows if kind == of and t in self.shares}
        observed = [v for kind, _, layer, v in rows if kind == "task" and layer == "delegation"]
        self.typical = sum(observed) / len(observed)
        self.judged = judgement(Outlook)

    def of(self, year: int, scenario: str) -> dict[str, Triple]:
        """Value, low and high of each layer (0 to 1) and of pressure (0 to 100)."""
        rates = self.judged.scenarios[scenario]
        ahead = {layer: _years(self.judged.as_of[layer], year) for layer in LAYERS}
        wide = {layer: Z * self.judged.yearly_sd[layer] * sqrt(ahead[layer]) for layer in LAYERS}
        paths = [
            {layer: getattr(rates[layer], name) * ahead[layer] for layer in LAYERS}
            for name in ("slow", "middle", "quick")
        ]
        found: dict[str, Triple] = {}
        for layer, row in self.figures.layers.items():
            if row is None:
                continue
            figures = (row["value"], row["low"], row["high"])
            slow, middle, quick = (self._layer(layer, row["value"], path[layer]) for path in paths)
            square = wide[layer] ** 2
            path = (slow, min(max(middle, 0.0), 1.0), quick)
            found[layer] = _around(figures, path, square, square, (paths[0][layer], paths[2][layer]))
        own = self.figures.pressure
        now = self._formula({})
        value, low, high = (own[name] / 100 for name in ("value", "low", "high"))
        slow, middle, quick = (value * self._formula(path) / now for path in paths)
        below, above = (
            sum(_apart(now, self._formula({layer: sign * wide[layer]})) ** 2 for layer in LAYERS) for sign in (-1, 1)
        )
        around = _around((value, low, high), (slow, middle, quick), below, above, (0.0, 0.0))
        found["pressure"] = (100 * around[0], 100 * around[1], 100 * around[2])
        return found

    def _layer(self, layer: str, value: float, shift: float) -> float:
        known = [(s, self.tasks[(t, layer)]) for t, s in self.shares.items() if (t, layer) in self.tasks]
        total = sum(s for s, _ in known)
        if not total:
            return _moved(value, shift)
        return value + sum(s * (_moved(v, shift) - v) for s, v in known) / total

    def _formula(self, shift: dict[str, float]) -> float:
        judged, total = judgement(Pressure), 0.0
        for task, share in self.shares.items():
            at = {"use": 0.0, "delegation": self.typical}
            at |= {layer: self.tasks[(task, layer)] for layer in LAYERS if (task, layer) in self.tasks}
            for layer, by in shift.items():
                at[layer] = _moved(at[layer], -by if layer == "human_need" else by)
            practice = judged.base + judged.use * at["use"] + judged.delegation * at["delegation"]
            total += share * at["capability"] * practice * (1 - judged.hold * at["human_need"])
        return total / sum(self.shares.values())

    def changes(self, product: str) -> tuple[str, str, dict[str, tuple[str, int | None, int | None]]]:
        """The last two releases, and of each task that either reports: kind of change, conversations in both."""
        evidence = self.figures.tables.edition.table("evidence")
        rows = evidence.filter(evidence["measure"] == MEASURES[product])
        sizes: dict[str, list[float]] = {}
        counts: dict[str, dict[str, tuple[int, int]]] = {}
        for task, value, n, vintage, bearers in rows.select("subject_id", "value", "n", "vintage", "n_subjects").rows():
            sizes.setdefault(vintage, []).append(n / (value / 100))
            counts.setdefault(task, {})[vintage] = (n, bearers)
        before, after = sorted(sizes)[-2:]
        sample = {vintage: round(median(found)) for vintage, found in sizes.items()}
        told = {}
        for task in dict.fromkeys(t for row in self.figures.rows for t in row.tasks):
            of = counts.get(task, {})
            old, new = of.get(before), of.get(after)
            if not old and not new:
                continue
            told[task] = (
                _kind(old, new, any(v < before for v in of), sample[before], sample[after]),
                *(pair[0] if pair else None for pair in (old, new)),
            )
        return before, after, told


def _kind(
    old: tuple[int, int] | None, new: tuple[int, int] | None, earlier: bool, sample_old: int, sample_new: int
) -> str:
    if not new:
        return "dropped"
    if not old:
        return "returned" if earlier else "new"
    moved = log((new[0] / new[1] / sample_new) / (old[0] / old[1] / sample_old))
    edge = max(log(judgement(Use).notable_ratio), Z * sqrt(1 / old[0] + 1 / new[0]))
    return "grown" if moved >= edge else "shrunk" if moved <= -edge else "steady"
