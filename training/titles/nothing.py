"""Strings that are no titles, for training: random letters, keys in a row, numbers, small talk from parts of ours."""

from __future__ import annotations

import random

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890")
_FILLERS = [
    "n/a", "na", "none", "null", "nil", "nothing", "unknown", "tbd", "tba", "test", "test test", "testing", "xxx", "xx",
    "abc", "abcd", "foo", "foo bar", "blank", "empty", "not applicable", "not available", "no title", "no job", "job",
    "-", "--", "?", "???", "...", "see above", "same", "same as above", "ditto", "to be determined", "undefined", "nan",
    "lorem ipsum", "hello", "hello world", "hi there", "thanks", "yes", "no", "maybe", "ok", "idk", "whatever",
    "unemployed", "retired", "not working", "looking for work", "disabled", "between jobs", "seeking opportunities",
    "do not use", "delete", "dummy", "sample", "example", "other", "misc", "various", "confidential", "anonymous",
    "employee", "staff member", "worker", "self", "me", "human", "person", "error", "#ref!", "#n/a", "true", "false",
]  # fmt: skip
_OPENERS = [
    "it is", "it was", "today it is", "tomorrow will be", "i think", "i believe", "we were told that", "they said",
    "please note that", "there is", "there was", "my", "your", "our", "the", "this", "that", "what", "why is", "how is",
    "when will", "where is", "can you", "could we", "do you know", "i love", "i hate", "he went to", "she saw",
]  # fmt: skip
_MIDDLES = [
    "raining", "snowing", "sunny", "cold", "hot outside", "the weather", "cloudy with wind", "the forecast", "a storm",
    "the sky", "the sun", "the moon", "a rainbow", "the temperature", "humid", "the dog", "a cat", "my friend", "lunch",
    "dinner", "the movie", "that song", "the game", "football", "the news", "this website", "the price", "money",
    "the answer", "the question", "a holiday", "christmas", "the weekend", "monday", "summer", "winter", "the beach",
    "coffee", "pizza", "ice cream", "a red car", "the blue house", "the quick brown fox", "nobody", "everyone",
]  # fmt: skip
_CLOSERS = [
    "today", "tomorrow", "outside", "in the morning", "all day long", "and it will not stop", "is nice", "is very good",
    "was terrible", "again", "with heavy rain expected", "over the lazy dog", "at home", "on the table",
    "because of the wind", "next week", "in july", "for no reason", "and then we left", "is lost", "is great", "soon",
]  # fmt: skip


def small_talk() -> list[str]:
    """All parts that strings are made from, so that their words are known as what they are."""
    return [*_FILLERS, *_OPENERS, *_MIDDLES, *_CLOSERS]


def no_title(draw: random.Random) -> str:
    """One string that is no title."""
    kind = draw.randrange(6)
    if kind == 0:
        return draw.choice(_FILLERS)
    if kind == 1:
        return "".join(draw.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(draw.randrange(2, 12)))
    if kind == 2:
        return " ".join(_keys_in_a_row(draw) for _ in range(draw.randrange(1, 4)))
    if kind == 3:
        return draw.choice(["", "#", "id ", "ref ", "no. ", "x"]) + str(draw.randrange(10 ** draw.randrange(1, 9)))
    parts = [draw.choice(_OPENERS), draw.choice(_MIDDLES), draw.choice(_CLOSERS)]
    return " ".join(parts if draw.random() < 0.7 else parts[draw.randrange(2) :])


def _keys_in_a_row(draw: random.Random) -> str:
    row = draw.choice(_ROWS)
    start, length = draw.randrange(len(row) - 2), draw.randrange(2, 6)
    keys = list(row[start : start + length])
    if draw.random() < 0.5:
        draw.shuffle(keys)
    return "".join(keys)
