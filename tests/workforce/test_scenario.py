"""Scenarios: nothing moves where nothing is said, and layers move as they are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobprism.editions.store import Edition
from jobprism.errors import DeclarationError, UsageError
from jobprism.workforce.scenario import rerun


@pytest.fixture
def done(ran, roster, tmp_path: Path) -> Path:
    ran(roster)
    return tmp_path / "out"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "scenario.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_scenario_in_which_nothing_moves_gives_today_s_tables(core: Edition, done: Path, tmp_path: Path) -> None:
    rerun(core, done, written(tmp_path, "name: same\n"))
    for name in ("aggregates.csv", "occupations.csv", "tasks.csv"):
        assert (done / "scenarios" / "same" / name).read_bytes() == (done / name).read_bytes()


def test_capability_up_raises_exposure_and_pressure_and_leaves_the_rest(ran, roster, core: Edition, tmp_path) -> None:
    today = ran(roster).total
    document = rerun(core, tmp_path / "out", written(tmp_path, "name: up\ncapability: 0.5\n"))
    gain = 0.5 * (1 - today.capability.value)
    assert document.scenario == "up"
    assert document.total.capability.value == pytest.approx(today.capability.value + gain, abs=0.001)
    assert document.total.exposed_fte.value > today.exposed_fte.value
    assert document.total.pressure.value > today.pressure.value
    assert document.total.human_need == today.human_need


def test_delegation_down_lowers_pressure_alone(ran, roster, core: Edition, tmp_path: Path) -> None:
    today = ran(roster).total
    total = rerun(core, tmp_path / "out", written(tmp_path, "name: down\ndelegation: -0.5\n")).total
    assert total.delegation.value == pytest.approx(today.delegation.value / 2, abs=0.001)
    assert total.pressure.value < today.pressure.value
    assert total.exposed_fte == today.exposed_fte


@pytest.mark.parametrize(
    "text", ["name: Bad Name\n", "name: up\ncapability: 2\n", "name: up\nspeed: 1\n", "capability: 1\n"]
)
def test_a_malformed_scenario_is_refused(core: Edition, done: Path, tmp_path: Path, text: str) -> None:
    with pytest.raises(DeclarationError):
        rerun(core, done, written(tmp_path, text))


def test_a_scenario_needs_a_finished_run(core: Edition, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no finished results"):
        rerun(core, tmp_path / "nothing", written(tmp_path, "name: up\n"))
