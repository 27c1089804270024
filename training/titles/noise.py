"""Titles as rosters, adverts and people write them, for training; wider than the noise of test D, with other draws."""

from __future__ import annotations

import random
import re
from pathlib import Path

import yaml

_DECLARED = yaml.safe_load(Path(__file__).with_name("noise.yml").read_text(encoding="utf-8"))
PREFIXES: list[str] = _DECLARED["prefixes"]
SUFFIXES: list[str] = _DECLARED["suffixes"]
PLACES: list[str] = _DECLARED["places"]
ABBREVIATIONS: dict[str, list[str]] = _DECLARED["abbreviations"]
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_PATTERNS = {long: re.compile(rf"\b{re.escape(long)}\b") for long in ABBREVIATIONS}
_FIRST = {long: long.split()[0] for long in ABBREVIATIONS}


def noisy(title: str, draw: random.Random) -> str:
    """A title in lower case with the noise of a roster, an advert or a hurried person."""
    text = title.lower()
    if "(" in text and draw.random() < 0.6:
        text = re.sub(r"\s*\([^)]*\)", "", text).strip() or text
    if draw.random() < 0.35:
        text = abbreviated(text, draw)
    if draw.random() < 0.08:
        text = _reordered(text)
    if draw.random() < 0.3:
        text = mistyped(text, draw)
    if draw.random() < 0.35:
        text = f"{draw.choice(PREFIXES)} {text}"
    if draw.random() < 0.4:
        text += suffix(draw)
    return text


def suffix(draw: random.Random) -> str:
    """A suffix with a place or a number of its own."""
    text = draw.choice(SUFFIXES)
    if "{p}" in text:
        return text.replace("{p}", draw.choice(PLACES))
    return text.replace("{n}", str(draw.randrange(10, 10 ** draw.randrange(2, 7))))


def abbreviated(text: str, draw: random.Random) -> str:
    """The usual abbreviations, each with a chance of four in five."""
    for long, shorts in ABBREVIATIONS.items():
        if _FIRST[long] in text and draw.random() < 0.8:
            text = _PATTERNS[long].sub(draw.choice(shorts), text)
    return text


def mistyped(text: str, draw: random.Random) -> str:
    """One letter inside a word lost, doubled, swapped or hit beside its key."""
    places = [i for i in range(1, len(text) - 2) if text[i - 1 : i + 2].isalpha()]
    if not places:
        return text
    at, kind = draw.choice(places), draw.randrange(4)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at] + text[at:]
    if kind == 2:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + draw.choice(_LETTERS) + text[at + 1 :]


def _reordered(text: str) -> str:
    """The last word first: "nurse, registered" for "registered nurse"."""
    if "(" in text or "," in text or " " not in text:
        return text
    head, _, last = text.rpartition(" ")
    return f"{last}, {head}"
