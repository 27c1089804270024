"""The description of the operations as a page for people: no script, and nothing from another host."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jobprism.publishing.page import to_page


def reference_page(document: dict[str, Any]) -> str:
    """The page of an OpenAPI document."""
    return to_page("\n".join(_lines(document)))


def _lines(document: dict[str, Any]) -> Iterator[str]:
    info, server = document["info"], document["servers"][0]["url"]
    yield from (f"# {info['title']} API", "", info["summary"], "", info["description"], "")
    yield f"[The same for programs]({server}/openapi.json). Each example can be opened."
    group = ""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if operation["tags"][0] != group:
                group = operation["tags"][0]
                yield from ("", f"## {group}", "")
            yield from _operation(f"{server}{path}", method.upper(), operation)


def _operation(path: str, method: str, operation: dict[str, Any]) -> Iterator[str]:
    yield from ("", f"### `{method} {path}`", "", operation["description"], "")
    parameters = operation.get("parameters", [])
    if parameters:
        yield from ("| parameter | takes | for example | |", "| --- | --- | --- | --- |")
        yield from (_parameter(declared) for declared in parameters)
        yield ""
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        named = content["schema"].get("$ref", "").rpartition("/")[2]
        yield f"Takes `{media}`{f': `{named}`' if named else ''}."
    found = next((r for status, r in operation["responses"].items() if status.startswith("2")), {})
    if found.get("content"):
        yield f"Gives {', '.join(f'`{media}`' for media in sorted(found['content']))}."


def _parameter(declared: dict[str, Any]) -> str:
    schema = declared["schema"]
    options = [o for o in schema.get("anyOf", [schema]) if o.get("type") != "null"]
    items = [o.get("items", o) for o in options]
    takes = [str(choice) for o in items for choice in o.get("enum", [])] or [o.get("type", "text") for o in items]
    several = " (may be repeated)" if any(o.get("type") == "array" for o in options) else ""
    example = schema.get("examples", [""])[0]
    shown = ", ".join(map(str, example)) if isinstance(example, list) else str(example)
    says = declared.get("description", "") + (" Needed." if declared.get("required") else "")
    return f"| `{declared['name']}` | {', '.join(dict.fromkeys(takes))}{several} | {shown} | {says.strip()} |"
