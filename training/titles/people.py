"""Names of people and firms: no titles by themselves, and often beside one."""

from __future__ import annotations

import random
from pathlib import Path

import yaml

PEOPLE: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("people.yml").read_text(encoding="utf-8"))


def firm(draw: random.Random) -> str:
    """The name of a firm, known or made up."""
    if draw.random() < 0.35:
        return draw.choice(PEOPLE["firms"])
    name = draw.choice(PEOPLE["names_of_firms"] if draw.random() < 0.5 else PEOPLE["last"])
    if draw.random() < 0.25:
        name += f" & {draw.choice(PEOPLE['last'])}"
    elif draw.random() < 0.15:
        return draw.choice(["university of", "city of", "county of", "bank of", "state of"]) + f" {name}"
    return f"{name} {draw.choice(PEOPLE['kinds_of_firm'])}" if draw.random() < 0.8 else name


def person(draw: random.Random) -> str:
    """The name of a person, as forms write it."""
    first, last = draw.choice(PEOPLE["first"]), draw.choice(PEOPLE["last"])
    form = draw.random()
    if form < 0.5:
        return f"{first} {last}"
    if form < 0.65:
        return f"{last}, {first}"
    if form < 0.8:
        return f"{draw.choice(PEOPLE['ahead'])} {last}"
    return f"{first} {draw.choice(PEOPLE['last'])} {last}" if form < 0.9 else f"{first} {last[0]}."
