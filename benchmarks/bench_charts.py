"""Milliseconds per picture: drawn by our own templates, beside Vega-Lite through vl-convert; every 31st occupation.

Each of ours is drawn twice, for a wide and a narrow column, with its table, alternative and specification; Vega draws
its specification once. Figures of the job are worked out beforehand and timed on lines of their own.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable

import vl_convert

from jobprism.analyses.economy import economy
from jobprism.analyses.outlook import outlook_report, projections
from jobprism.analyses.profession import profession_report
from jobprism.analyses.use_over_releases import use_over_releases
from jobprism.editions.store import CORE, Edition
from jobprism.publishing.charts.cards import badge_svg, shared_png
from jobprism.publishing.charts.indices import indices_picture
from jobprism.publishing.charts.levels import levels_picture, rungs
from jobprism.publishing.charts.outlook import outlook_picture
from jobprism.publishing.charts.picture import Picture
from jobprism.publishing.charts.scatter import scatter_picture
from jobprism.publishing.charts.tasks import tasks_picture
from jobprism.publishing.charts.treemap import treemap_picture
from jobprism.publishing.charts.use import use_picture
from timing import milliseconds

EVERY = 31
WARM = 3
YEAR = 2030


def show(name: str, times: list[float], size: str = "") -> None:
    print(f"{name:<34} median {statistics.median(times):7.2f} ms  max {max(times):7.2f} ms  n {len(times)}  {size}")


def of_jobs(edition: Edition, codes: list[str]) -> dict[str, Callable[[str], Picture | None]]:
    reports = {code: profession_report(edition, "occupation", code) for code in codes}
    outlooks = {code: outlook_report(edition, "occupation", code, YEAR) for code in codes}
    layers = {code: projections(edition, "occupation", code) for code in codes}
    releases = {code: use_over_releases(edition, code) for code in codes}
    ladders = {code: rungs(edition, "occupation", code) for code in codes}
    cards = {"card (.png)": lambda code: shared_png(reports[code]), "badge": lambda code: badge_svg(reports[code])}
    for name, work in cards.items():
        show(name, milliseconds(work, codes, WARM))
    return {
        "tasks": lambda code: tasks_picture(reports[code]),
        "indices": lambda code: indices_picture(reports[code]),
        "use": lambda code: use_picture(reports[code].subject.title, code, releases[code], reports[code].edition),
        "outlook": lambda code: outlook_picture(outlooks[code], layers[code]),
        "levels": lambda code: levels_picture(reports[code], ladders[code]),
    }


def main() -> None:
    edition = Edition(CORE)
    codes = edition.table("occupations")["occupation_id_onet"].to_list()[::EVERY]
    all_ours = all_vega = 0.0
    for name, draw in of_jobs(edition, codes).items():
        drawn = {code: picture for code in codes if (picture := draw(code))}
        ours = milliseconds(draw, list(drawn), WARM)
        size = statistics.median(len(p.svg) + len(p.narrow) for p in drawn.values())
        show(f"{name}, ours, two widths", ours, f"{size / 1000:.1f} kB")
        vega = milliseconds(lambda code, of=drawn: vl_convert.vegalite_to_svg(of[code].spec), list(drawn), WARM)
        one = vl_convert.vegalite_to_svg(drawn[next(iter(drawn))].spec)
        show(f"{name}, vl-convert, one width", vega, f"{len(one) / 1000:.1f} kB (first)")
        all_ours, all_vega = all_ours + statistics.median(ours), all_vega + statistics.median(vega)
    print(f"all five of a job: ours {all_ours:.1f} ms, vl-convert {all_vega:.0f} ms, x {all_vega / all_ours:.0f}")
    show(
        "data: layers of the outlook", milliseconds(lambda code: projections(edition, "occupation", code), codes, WARM)
    )
    show("data: levels", milliseconds(lambda code: rungs(edition, "occupation", code), codes, WARM))
    whole = economy(edition)
    show("treemap", milliseconds(lambda _: treemap_picture(whole), codes[:3], WARM))
    show("scatter", milliseconds(lambda _: scatter_picture(whole), codes[:3], WARM))


if __name__ == "__main__":
    main()
