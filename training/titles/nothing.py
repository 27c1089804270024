"""Strings that are no titles, for training: letters, keys in a row, numbers, small talk, people, firms, code."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from training.titles.noise import PLACES
from training.titles.people import PEOPLE, firm, person

_CODE = [
    "class", "def", "var", "let", "const", "void", "null", "true", "false", "public", "static", "main", "string",
    "int", "float", "print", "echo", "exit", "sudo", "git", "commit", "push", "http", "https", "www", "com", "org",
    "net", "html", "php", "css", "js", "txt", "png", "jpg", "csv", "xlsx", "div", "span", "href", "body", "table",
    "td", "tr", "onclick", "insert", "into", "values", "where", "update", "set", "delete", "join", "union", "vlookup",
    "iferror", "average", "ref", "bin", "usr", "tmp", "localhost", "passwd", "root", "user", "admin", "id", "key",
    "uuid", "json", "xml", "utf", "x00",
]  # fmt: skip
_SIGNS = [" ", "(", ")", ";", " = ", "/", ".", "_", "{", "}", ":", "-", "<", ">", "=", "?"]

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


def small_talk() -> list[str]:
    """All parts that strings are made from, so that their words are known as what they are."""
    return [
        *(_FILLERS + _ANSWERS + _OPENERS + _MIDDLES + _CLOSERS + _CODE + PLACES),
        *(part for parts in PEOPLE.values() for part in parts),
    ]


@dataclass(frozen=True)
class Nothing:
    """Draws strings that are no titles.

    Attributes:
        vocabulary: words of titles, which small talk may hold too.
        common: common words that no title holds.
    """

    vocabulary: Sequence[str]
    common: Sequence[str]

    def __call__(self, draw: random.Random) -> str:
        """One string that is no title."""
        kinds: list[tuple[Callable[[random.Random], str], int]] = [
            (_answer, 2), (_letters, 2), (_keys, 1), (_number, 1), (_one_letter, 1), (self._sentence, 6),
            (self._words, 3), (person, 3), (firm, 2), (_place, 1), (_code, 1),
        ]  # fmt: skip
        (kind,) = draw.choices([k for k, _ in kinds], [n for _, n in kinds])
        return kind(draw)

    def _sentence(self, draw: random.Random) -> str:
        """About anything: words of titles do not make a title of it."""
        parts = [draw.choice(_OPENERS), self._middle(draw), draw.choice(_CLOSERS)]
        if draw.random() < 0.3:
            parts.insert(2, draw.choice(self.vocabulary))
        return " ".join(parts if draw.random() < 0.75 else parts[: draw.randrange(2, len(parts) + 1)])

    def _middle(self, draw: random.Random) -> str:
        chance = draw.random()
        if chance < 0.35:
            return draw.choice(self.vocabulary)
        return draw.choice(self.common) if self.common and chance < 0.7 else draw.choice(_MIDDLES)

    def _words(self, draw: random.Random) -> str:
        """Common words, in which one of a title's may stand."""
        found = [draw.choice(self.common or _ANSWERS) for _ in range(draw.randrange(1, 6))]
        if len(found) > 2 and draw.random() < 0.4:
            found[draw.randrange(len(found))] = draw.choice(self.vocabulary)
        return " ".join(found)


def _answer(draw: random.Random) -> str:
    return draw.choice(_FILLERS if draw.random() < 0.5 else _ANSWERS)


def _letters(draw: random.Random) -> str:
    return "".join(draw.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(draw.randrange(2, 12)))


def _keys(draw: random.Random) -> str:
    return " ".join(_keys_in_a_row(draw) for _ in range(draw.randrange(1, 4)))


def _number(draw: random.Random) -> str:
    return draw.choice(["", "#", "id ", "ref ", "no. ", "x"]) + str(draw.randrange(10 ** draw.randrange(1, 9)))


def _one_letter(draw: random.Random) -> str:
    return draw.choice("abcdefghijklmnopqrstuvwxyz") * draw.randrange(1, 10)


def _place(draw: random.Random) -> str:
    return draw.choice(PLACES)


def _code(draw: random.Random) -> str:
    return "".join(draw.choice(_CODE) + draw.choice(_SIGNS) for _ in range(draw.randrange(1, 7)))


def _keys_in_a_row(draw: random.Random) -> str:
    row = draw.choice(_ROWS)
    start, length = draw.randrange(len(row) - 2), draw.randrange(2, 6)
    keys = list(row[start : start + length])
    if draw.random() < 0.5:
        draw.shuffle(keys)
    return "".join(keys)
