"""The made-up rosters of the documentation: titles as firms write them are coded as a person would."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
# Broad codes that a person would give, by what the title stands for; the detailed code may be arguable.
MEANT = {
    "hospital": {
        "29-1141": (
            "RN - Med/Surg",
            "Charge RN",
            "RN II, Emergency Dept",
            "RN, L&D",
            "OR RN Circulator",
            "Traveler RN",
        ),
        "31-113": ("CNA - Nights", "PCT", "Pt Care Tech", "Pt Transporter"),
        "29-1126": ("Resp Therapist", "RRT"),
        "29-2055": ("Surg Tech",),
        "29-2072": ("Coder II", "HIM Clerk", "Release of Info Spec"),
        "37-": ("Env Svcs Aide", "EVS Tech", "EVS Supervisor"),
        "33-9032": ("Security Ofcr",),
        "43-": ("HUC", "Unit Secretary", "Billing Spec", "Denials Mgmt Analyst", "Exec Asst to CEO"),
        "11-": ("Director, Rev Cycle", "CNO", "CEO", "VP, Finance", "Dir of Nursing"),
    },
    "law-firm": {
        "23-1011": ("Sr. Assoc. Attorney", "Assoc. Atty - Employment", "Of Counsel", "Contract Attorney (Doc Review)"),
        "23-2011": ("Paralegal (Lit)", "Corp. Paralegal", "Legal Asst.", "Immigration Paralegal", "eDiscovery Analyst"),
        "43-": ("Legal Secretary", "Accounts Payable", "Billing Coord.", "Office Mgr."),
        "11-": ("HR & Recruiting Mgr", "Controller", "Firm Administrator"),
    },
    "builder": {
        "47-": ("Laborer II", "Gen. Laborer", "Site Supt.", "Appr. Carpenter", "Apprentice Electrician 2nd yr"),
        "47-2073": ("Equip. Operator", "Excavator Op"),
        "53-7021": ("Crane Oper.",),
        "13-1082": ("Project Mgr", "Sr PM", "APM", "Project Coord"),
        "13-1051": ("Estimator", "Chief Estimator", "Precon Mgr"),
        "51-9061": ("QC Inspector",),
    },
}


@pytest.mark.parametrize("firm", MEANT)
def test_titles_of_an_example_are_coded_as_a_person_would(ran, tmp_path: Path, firm: str) -> None:
    path = EXAMPLES / f"{firm}.csv"
    summary = ran(path)
    listed = pl.read_csv(path, infer_schema=False)
    assert summary.rows.read == listed.height == summary.rows.coded + summary.rows.rejected
    assert set(summary.rows.columns) >= {"title", "unit", "headcount", "wage"}
    coded = pl.read_parquet(tmp_path / "out" / "coded" / "*.parquet").unique("title")
    codes = dict(coded.select("title", "occupation_id_onet").rows())
    wrong = {t: codes[t] for code, of in MEANT[firm].items() for t in of if not (codes[t] or "").startswith(code)}
    assert wrong == {}
    # What is unsure is left to a person, and is little.
    assert summary.total.unsure_share is not None
    assert 0 < summary.total.unsure_share < 0.25


def test_the_total_of_an_example_is_counted_once(ran) -> None:
    listed = pl.read_csv(EXAMPLES / "hospital.csv", infer_schema=False)
    people = listed.filter(pl.col("Job Title") != "Total")["FTE"].cast(pl.Float64).sum()
    summary = ran(EXAMPLES / "hospital.csv")
    assert summary.total.people == people
    assert summary.rows.rejected == 1


def test_the_documentation_names_the_examples() -> None:
    said = (EXAMPLES.parent / "workforce.md").read_text(encoding="utf-8")
    assert {p.stem for p in EXAMPLES.glob("*.csv")} == set(MEANT)
    assert all(f"examples/{firm}.csv" in said for firm in MEANT)
