"""The part of schema.org that pages use: properties of each type, what they may hold, and what must be there.

Written from the pages of the types on schema.org, version 29, and from Google's guides to the structured data of
occupations, questions and data sets; nothing of them is copied. A property is allowed on a type because schema.org
defines it there or on one of the type's parents.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

TEXT, NUMBER, URL, DATE, BOOLEAN, CURRENCY, DURATION = (
    "text",
    "number",
    "url",
    "date",
    "boolean",
    "currency",
    "duration",
)

TYPES: dict[str, dict[str, tuple[str, ...]]] = {
    "Occupation": {
        "name": (TEXT,),
        "description": (TEXT,),
        "mainEntityOfPage": (URL,),
        "occupationalCategory": (TEXT,),
        "occupationLocation": ("Country",),
        "estimatedSalary": ("MonetaryAmountDistribution", NUMBER),
    },
    "Country": {"name": (TEXT,)},
    "MonetaryAmountDistribution": {
        "name": (TEXT,),
        "currency": (CURRENCY,),
        "duration": (DURATION,),
        "median": (NUMBER,),
    },
    "FAQPage": {"mainEntity": ("Question",)},
    "Question": {"name": (TEXT,), "acceptedAnswer": ("Answer",)},
    "Answer": {"text": (TEXT,)},
    "Dataset": {
        "name": (TEXT,),
        "description": (TEXT,),
        "version": (TEXT, NUMBER),
        "datePublished": (DATE,),
        "creator": ("Organization",),
        "license": (URL,),
        "isAccessibleForFree": (BOOLEAN,),
        "distribution": ("DataDownload",),
    },
    "Organization": {"name": (TEXT,)},
    "DataDownload": {"contentUrl": (URL,), "encodingFormat": (TEXT,)},
    "BreadcrumbList": {"itemListElement": ("ListItem",)},
    "ListItem": {"position": (NUMBER,), "name": (TEXT,), "item": (URL,)},
}
"""Allowed properties of each type, and the kinds of value or the types that each may hold."""

REQUIRED = {
    "Occupation": ("name",),
    "FAQPage": ("mainEntity",),
    "Question": ("name", "acceptedAnswer"),
    "Answer": ("text",),
    "Dataset": ("name", "description"),
    "DataDownload": ("contentUrl",),
    "MonetaryAmountDistribution": ("name", "currency"),
    "BreadcrumbList": ("itemListElement",),
    "ListItem": ("position", "name", "item"),
}
"""What search engines ask for before they use a thing."""

_DATASET_DESCRIPTION = (50, 5000)
"""Characters that Google's guide allows for a data set's description."""


def faults(thing: Any, where: str = "", base: str = "") -> Iterator[str]:
    """What is wrong with a thing of a graph, by the table above.

    Args:
        thing: an object with ``@type``.
        where: its place, for the message.
        base: what the addresses must begin with.
    """
    kind = thing.get("@type")
    at = f"{where}{kind}"
    if kind not in TYPES:
        yield f"{at}: no type that the table knows"
        return
    for name in REQUIRED.get(kind, ()):
        if not thing.get(name):
            yield f"{at}: lacks {name}"
    if kind == "Dataset":
        least, most = _DATASET_DESCRIPTION
        if not least <= len(thing.get("description", "")) <= most:
            yield f"{at}: a description of {len(thing.get('description', ''))} characters"
    for name, value in thing.items():
        if name != "@type":
            allowed = TYPES[kind].get(name)
            if allowed is None:
                yield f"{at}: {name} is no property of it"
                continue
            for one in value if isinstance(value, list) else [value]:
                yield from _faults_of_value(one, allowed, f"{at}.{name}", base)


def _faults_of_value(value: Any, allowed: tuple[str, ...], at: str, base: str) -> Iterator[str]:
    if not isinstance(value, dict):
        if not any(_CHECKS[sort](value, base) for sort in allowed if sort in _CHECKS):
            yield f"{at}: {value!r} is not {' or '.join(allowed)}"
        return
    if value.get("@type") not in allowed:
        yield f"{at}: {value.get('@type')} instead of {' or '.join(allowed)}"
    yield from faults(value, f"{at}.", base)


def _text(value: Any, _: str) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _date(value: Any, _: str) -> bool:
    try:
        return bool(date.fromisoformat(value))
    except (TypeError, ValueError):
        return False


_CHECKS: dict[str, Callable[[Any, str], bool]] = {
    TEXT: _text,
    DATE: _date,
    BOOLEAN: lambda value, _: isinstance(value, bool),
    NUMBER: lambda value, _: isinstance(value, int | float) and not isinstance(value, bool),
    URL: lambda value, base: _text(value, base) and value.startswith(base) and not re.search(r"\s", value),
    CURRENCY: lambda value, _: isinstance(value, str) and re.fullmatch(r"[A-Z]{3}", value) is not None,
    DURATION: lambda value, _: isinstance(value, str) and re.fullmatch(r"P\d+[YMWD]", value) is not None,
}
