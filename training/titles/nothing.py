"""Strings that are no titles, for training: random letters, keys in a row, numbers, small talk from parts of ours."""

from __future__ import annotations

import random
from collections.abc import Sequence

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
_ANSWERS = [
    "refused to answer", "declined", "i decline", "no reply", "no comment", "do not know", "not sure", "can not say",
    "rather not say", "ask me later", "see below", "see file", "see profile", "as stated", "as before", "not listed",
    "not given", "not recorded", "missing", "missing value", "no data", "no value", "no entry", "invalid",
    "wrong entry",
    "please choose", "please enter", "enter here", "choose one", "pick one", "option 1", "click below", "press enter",
    "submit", "next page", "page 1", "row 2", "column 3", "total", "sum", "header", "end of list", "start date",
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december", "jan", "feb", "aug", "sept", "oct", "dec", "sunday", "monday", "tuesday", "wednesday", "thursday",
    "friday", "saturday", "today", "yesterday", "tomorrow", "noon", "a.m.", "p.m.", "kg", "cm", "usd", "eur",
    "http", "https", "www", "com", "html", "pdf", "docx", "jpg", "png", "div", "span", "href", "json", "xml", "sql",
    "div div", "br br", "select from where", "if else", "lol", "haha", "omg", "hmm", "hey", "hi", "good morning",
    "good night", "good luck", "cheers", "sorry", "welcome", "please", "congratulations", "happy new year",
]  # fmt: skip
_OPENERS = [
    "it is", "it was", "it will", "today it is", "tomorrow will be", "i think", "i believe", "i am", "i am so", "i was",
    "i like", "i do not", "i want", "i hope", "we had", "we are", "we were told that", "they said", "they are",
    "you are",
    "please note that", "there is", "there was", "my", "my own", "your", "our", "the", "this", "that", "what", "what a",
    "why is", "how is", "how many", "when will", "where is", "where did", "can you", "could we", "do you know",
    "i love",
    "i hate", "he went to", "he has", "she saw", "she forgot", "has been", "nobody knows", "everyone likes", "if only",
    "because", "once", "only", "some", "any", "every", "these", "those", "her", "his", "their", "its", "let us",
]  # fmt: skip
_MIDDLES = [
    "raining", "snowing", "sunny", "cold", "hot outside", "the weather", "cloudy with wind", "the forecast", "a storm",
    "the sky", "the sun", "the moon", "a rainbow", "the temperature", "humid", "the dog", "a cat", "my friend", "lunch",
    "dinner", "the movie", "that song", "the game", "football", "the news", "this website", "the price", "money",
    "the answer", "the question", "a holiday", "christmas", "the weekend", "monday", "summer", "winter", "the beach",
    "coffee", "pizza", "ice cream", "a red car", "the blue house", "the quick brown fox", "nobody", "everyone",
    "wind from the north", "degrees below zero", "the morning fog", "heavy snow", "thunder", "the trees", "hungry",
    "sleepy", "happy", "late again", "three times", "ten miles", "an hour ago", "two weeks", "the north", "the river",
]  # fmt: skip
_CLOSERS = [
    "today", "tomorrow", "outside", "in the morning", "all day long", "and it will not stop", "is nice", "is very good",
    "was terrible", "again", "with heavy rain expected", "over the lazy dog", "at home", "on the table",
    "because of the wind", "next week", "in july", "for no reason", "and then we left", "is lost", "is great", "soon",
    "tonight", "this evening", "per hour", "near the lake", "does not work", "did not come", "will be late", "too much",
    "anyway", "now", "before noon", "so far", "with my brother", "is blue", "are green", "fell down", "came back",
]  # fmt: skip
_KINDS = 8


def small_talk() -> list[str]:
    """All parts that strings are made from, so that their words are known as what they are."""
    return [*_FILLERS, *_ANSWERS, *_OPENERS, *_MIDDLES, *_CLOSERS]


def no_title(draw: random.Random, vocabulary: Sequence[str]) -> str:
    """One string that is no title.

    Args:
        draw: the draws.
        vocabulary: words of titles, which small talk may hold too.
    """
    kind = draw.randrange(_KINDS)
    if kind == 0:
        return draw.choice(_FILLERS if draw.random() < 0.5 else _ANSWERS)
    if kind == 1:
        return "".join(draw.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(draw.randrange(2, 12)))
    if kind == 2:
        return " ".join(_keys_in_a_row(draw) for _ in range(draw.randrange(1, 4)))
    if kind == 3:
        return draw.choice(["", "#", "id ", "ref ", "no. ", "x"]) + str(draw.randrange(10 ** draw.randrange(1, 9)))
    if kind == 4:
        return draw.choice("abcdefghijklmnopqrstuvwxyz") * draw.randrange(1, 10)
    # A sentence about anything: words of titles do not make a title of it.
    middle = draw.choice(vocabulary) if draw.random() < 0.5 else draw.choice(_MIDDLES)
    parts = [draw.choice(_OPENERS), middle, draw.choice(_CLOSERS)]
    if draw.random() < 0.3:
        parts.insert(2, draw.choice(vocabulary))
    return " ".join(parts if draw.random() < 0.75 else parts[: draw.randrange(2, len(parts) + 1)])


def _keys_in_a_row(draw: random.Random) -> str:
    row = draw.choice(_ROWS)
    start, length = draw.randrange(len(row) - 2), draw.randrange(2, 6)
    keys = list(row[start : start + length])
    if draw.random() < 0.5:
        draw.shuffle(keys)
    return "".join(keys)
