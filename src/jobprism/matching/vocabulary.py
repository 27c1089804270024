"""The words by which CVs and postings are read: headings, cues, and verbs with their forms."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from jobprism.declarations import read_yaml

_FOLDER = Path(__file__).parent
_VOWELS = "aeiou"


class Vocabulary(BaseModel):
    """``reading.yml`` as it stands.

    Attributes:
        date: when the words were chosen.
        headings: phrases by section.
        cues: starts of words and phrases, by what they speak of.
        subjects: words before the verb of a duty.
        responsible: phrases that make what follows a duty, whatever its form.
        agents: ends of words that name who works, as in "The accountant prepares".
        chiefs: words that start a title, as in "Head of Finance".
        title_noise: words about a title that are no part of it.
        further_verbs: verbs of duties that O*NET's statements do not start with.
        irregular: past tense to verb.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    date: date
    headings: dict[str, list[str]]
    cues: dict[str, list[str]]
    subjects: dict[str, list[str]]
    responsible: list[str]
    agents: list[str]
    chiefs: list[str]
    title_noise: list[str]
    further_verbs: list[str]
    irregular: dict[str, str]


@cache
def vocabulary() -> Vocabulary:
    """The words, read once.

    Raises:
        DeclarationError: the file is malformed.
    """
    return read_yaml(_FOLDER / "reading.yml", Vocabulary)


@cache
def cue_patterns() -> dict[str, re.Pattern[str]]:
    """One pattern per kind of cue, for text in lower case without apostrophes."""
    return {
        kind: re.compile(
            "|".join(rf"(?<![\w]){re.escape(c.rstrip('$'))}" + (r"(?!\w)" if c[-1] == "$" else "") for c in cues)
        )
        for kind, cues in ((k, [c.replace("'", "") for c in v]) for k, v in vocabulary().cues.items())
    }


@cache
def verb_forms() -> dict[str, str]:
    """Word to form: ``base``, ``s``, ``ing`` or ``past``, of every verb known to start a duty."""
    return {word: form for word, (form, _) in _verbs().items()}


@cache
def verb_bases() -> dict[str, str]:
    """Word to the plain form of its verb."""
    return {word: base for word, (_, base) in _verbs().items() if " " not in word}


@cache
def _verbs() -> dict[str, tuple[str, str]]:
    verbs = [*(_FOLDER / "duty_verbs.txt").read_text(encoding="utf-8").split(), *vocabulary().further_verbs]
    forms: dict[str, tuple[str, str]] = {}
    for verb in verbs:
        head, *rest = verb.split(" ")
        british = re.sub(r"(?<=[a-z]{2})yze$", "yse", re.sub(r"(?<=[a-z]{3})ize$", "ise", head))
        for variant in dict.fromkeys((head, british)):
            for form, word in _inflected(variant):
                forms.setdefault(" ".join([word, *rest]), (form, head))
    forms.update({past: ("past", base) for past, base in vocabulary().irregular.items()})
    # The plain verb wins where forms coincide ("cut", "set"): a duty all the same.
    forms.update({verb: ("base", verb.split(" ")[0]) for verb in verbs})
    return forms


def _inflected(verb: str) -> list[tuple[str, str]]:
    """(form, word) of a regular verb; final consonants both doubled and single, since either may be usual."""
    words = [("base", verb), ("s", _third_person(verb))]
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith(("ee", "ye", "oe")) else verb
    stems = {stem}
    if len(verb) > 2 and verb[-1] not in _VOWELS + "wxyh" and verb[-2] in _VOWELS:
        stems.add(verb + verb[-1])
    past = {verb[:-1] + "i"} if verb.endswith("y") and verb[-2] not in _VOWELS else stems
    return words + [("ing", s + "ing") for s in sorted(stems)] + [("past", s + "ed") for s in sorted(past)]


def _third_person(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")
