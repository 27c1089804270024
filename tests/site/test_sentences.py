"""Figures of computed sentences become links; what is no figure does not."""

import re

import pytest

from jobprism.publishing.site.look import bare, cited


def _figures(sentence: str) -> list[str]:
    return [f.replace("\u00a0", " ") for f in re.findall(r'<a class="n" href="#x">(.*?)</a>', cited(sentence, "#x"))]


@pytest.mark.parametrize(
    ("sentence", "figures"),
    [
        ("14 on a scale of 0 to 100, with a 90 % interval from 10 to 19.", ["14", "10", "19"]),
        ("Use stands at 5 of 100 in 3,391,000 jobs of 2024.", ["5", "3,391,000"]),
        ("The change is -0.2 points (-0.4 to 0.0), up 3-5.", ["−0.2", "−0.4", "0.0"]),
        ("from the 8th to the 67th percentile; +4.9 % from 2024 to 2034", ["8th", "67th", "+4.9 %"]),
        ("People and GPT-4 judged it E1 in O*NET 30.1, code 29-1141.00, March 2023.", []),
        ("Most, 52 (45-58) of 100; the code (29-1141) and the years (2024-34) are none.", ["52", "45–58"]),
        ("$97,550 a year (May 2025); under 1 %; 100 % of them", ["$97,550", "1 %", "100 %"]),
    ],
)
def test_figures_and_only_figures_link_to_their_evidence(sentence: str, figures: list[str]) -> None:
    assert _figures(sentence) == figures


def test_what_a_sentence_holds_cannot_become_markup() -> None:
    text = cited('A <script>alert("1")</script> & `code` of 5', '"><b>')
    assert "<script>" not in text
    assert "<b>" not in text
    assert "<code>code</code>" in text


def test_a_drawing_beside_its_table_loses_labels_and_nothing_else() -> None:
    drawing = '<svg><title>a</title><g><title>b</title><path/></g><g class="c"><g><title>d</title><rect/></g></g></svg>'
    assert bare(drawing) == '<svg><title>a</title><path/><g class="c"><rect/></g></svg>'
