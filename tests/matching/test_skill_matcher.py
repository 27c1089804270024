"""Names of skills and technologies in sentences, above all those that are ordinary words too."""

from __future__ import annotations

import pytest

from jobprism.matching.skills import TECHNOLOGY, find_skills


def _tools(text: str) -> list[str]:
    return [m.id for m in find_skills(text) if m.kind in TECHNOLOGY]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Reconcile accounts in Excel and file them.", ["Microsoft Excel"]),
        ("Proficient in Word, Access and R.", ["Microsoft Word", "Microsoft Access", "R"]),
        ("Build services in Go and Python.", ["Go", "Python"]),
        ("Deploy to AWS with k8s and Terraform.", ["Amazon Web Services AWS software", "Kubernetes", "IBM Terraform"]),
        ("Write C++, C# and SQL.", ["C++", "C#", "Structured query language SQL"]),
        ("Draw plans in Auto CAD or AutoCAD.", ["Autodesk AutoCAD"]),
        ("Post journals with Quickbooks.", ["Intuit QuickBooks"]),
        ("Retouch images in Photoshopp daily.", ["Adobe Photoshop"]),
    ],
)
def test_tools_are_found(text: str, wanted: list[str]) -> None:
    assert set(wanted) <= set(_tools(text))


@pytest.mark.parametrize(
    "text",
    [
        "You will excel at this and have access to a car.",
        "Go the extra mile, spread the word and react fast.",
        "The executive chef will teach teams to project calm.",
        "John R. Smith, Unit C, leaves no slack.",
        "Spring cleaning of the office windows.",
        "Act as deputy, cut invoices, and pay the cents.",
        "Join the Chef in the kitchen.",
    ],
)
def test_ordinary_words_are_no_tools(text: str) -> None:
    assert _tools(text) == []


def test_skills_of_onet_and_esco() -> None:
    found = {
        (m.kind, m.label)
        for m in find_skills("Active listening; managing budgets; problem solving. Lean manufacturing")
    }
    assert {("skill", "Active Listening"), ("esco", "manage budgets"), ("skill", "Complex Problem Solving")} <= found
    assert ("esco_green", "lean manufacturing") in found


def test_a_plain_skill_needs_its_place_in_a_list() -> None:
    assert {m.label for m in find_skills("Skills\n\nNegotiation, Mathematics")} >= {"Negotiation", "Mathematics"}
    assert not [m for m in find_skills("After the negotiation she did the mathematics.") if m.kind == "skill"]


def test_what_an_employer_says_of_itself_is_not_asked_of_anyone() -> None:
    assert _tools("About us\n\nWe run on Salesforce.\n\nWhat you'll do\n\n- Keep records in Tableau") == ["Tableau"]


def test_no_name_reaches_over_a_comma() -> None:
    assert "time management" not in {m.text for m in find_skills("Be on time, management is watching.")}
