"""The words of a title, in one form: case, accents, punctuation, plurals and initials with dots do not matter.

Both sides of every comparison go through here, so a form need not be an English word.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

LONGEST = 200
"""Characters of a title that are read; more are not a title."""

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_WORD = re.compile(r"[^\W_]+[+#]*")
_INITIALS = re.compile(r"\b(?:[a-z]\.){2,}(?:[a-z]\b)?")
# Marks of web pages, and addresses, as exports leave them in a title; none of them is a word of it. Each part is tried
# from its beginning only and never given back, so that the time is linear in the text.
_MARKS = re.compile(r"<[a-z!/][^<>]*+>|(?<!\w)\w++://\S*|\bwww\.\S+|(?<!\S)[^\s@]++@\w[\w-]*+\.\w\S*")
_STOP = frozenset({"and", "or", "of", "the", "a", "an", "in", "for", "to", "all", "other", "at", "on", "with", "by"})


def folded(text: str) -> str:
    """Lower case without accents, apostrophes, marks of web pages and addresses; ``&`` is a word, "R.N." is "rn"."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in decomposed if not unicodedata.combining(c)).replace("\u2019", "'")
    text = text.lower()
    if "&" in text:
        text = html.unescape(text).replace("&", " and ")
    if "<" in text or "@" in text or "://" in text or "www." in text:
        text = _MARKS.sub(" ", text)
    text = text.replace("'", "")
    if "." in text:
        text = _INITIALS.sub(lambda m: m.group().replace(".", "") + " ", text)
    return text


def words(text: str) -> list[str]:
    """Words in their singular, in order, without stop words; those in brackets too."""
    return words_of(plain_words(text))


def words_of(plain: list[str]) -> list[str]:
    """The same, of words as ``plain_words`` gives them."""
    return [singular(w) for w in plain if w not in _STOP]


def plain_words(text: str) -> list[str]:
    """Words in order as they stand, stop words and all."""
    return _WORD.findall(folded(text))


def all_words(text: str) -> list[str]:
    """Words in their singular, in order, stop words and all."""
    return [singular(w) for w in _WORD.findall(folded(text))]


def name_key(text: str) -> str:
    """What two spellings of one name have in common: its words, without those in brackets."""
    return " ".join(words(_BRACKETS.sub(" ", text)))


@lru_cache(maxsize=1 << 16)
def singular(word: str) -> str:
    """A plain singular of an English noun; both sides of a comparison go through it, so it need not be a word."""
    if len(word) <= 3 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("men"):
        return word[:-2] + "an"
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word
