"""What a description of the API promises its clients, one line each, and which were broken.

A promise is kept as long as its line stands: `GET /api/v1/concerns/ takes force: string`. Lines may
be added at any time, but for demands: a request that was enough once is enough for good.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

DEMANDS, ALWAYS = " demands ", " always holds "
SHAPES = "#/components/schemas/"


def promises(description: Mapping[str, Any]) -> list[str]:
    """Return the promises of an OpenAPI description, sorted."""
    shapes = description.get("components", {}).get("schemas", {})
    lines = set()
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            lines |= set(_of_operation(f"{method.upper()} {path}", operation, shapes))
    asked, answered = _shapes_in(description, "requestBody"), _shapes_in(description, "responses")
    for name, shape in shapes.items():
        if "enum" not in shape:
            words = [DEMANDS] * (name in asked) + [ALWAYS] * (name in answered)
            lines |= set(_of_shape(f"shape {name}", shape, shapes, words))
    return sorted(lines)


def broken(promised: list[str], description: Mapping[str, Any]) -> list[str]:
    """Return the promises that a description no longer keeps, in words; none = it may be served.

    What is taken away or has another type is broken, and so is a demand made anew of a request
    that was promised without it.
    """
    now = promises(description)
    before, standing = set(promised), set(now)
    gone = [f"no longer: {line}" for line in promised if line not in standing and not _asks(line)]
    known = {line.partition(DEMANDS)[0] for line in promised if _asks(line)} | before
    anew = [
        f"newly: {line}"
        for line in now
        if _asks(line) and line not in before and line.partition(DEMANDS)[0] in known
    ]
    return gone + anew


def _shapes_in(description: Mapping[str, Any], part: str) -> set[str]:
    """Return the names of the shapes that requests or answers are made of, down to the last."""
    shapes = description.get("components", {}).get("schemas", {})
    operations = (each for path in description["paths"].values() for each in path.values())
    waiting: list[Any] = [operation.get(part, {}) for operation in operations]
    found: set[str] = set()
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            name = str(value.get("$ref", "")).removeprefix(SHAPES)
            if name in shapes and name not in found:
                found.add(name)
                waiting.append(shapes[name])
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return found


def _asks(line: str) -> bool:
    return DEMANDS in line


def _of_operation(
    name: str, operation: Mapping[str, Any], shapes: Mapping[str, Any]
) -> Iterator[str]:
    yield name
    yield f"{name} is called {operation['operationId']}"
    for parameter in operation.get("parameters", ()):
        told = f"{parameter['in']} {parameter['name']}"
        if parameter.get("required"):
            yield f"{name}{DEMANDS}{told}"
        yield from _of_value(f"{name} takes {told}", parameter["schema"], shapes)
    body = operation.get("requestBody", {})
    if body.get("required"):
        yield f"{name}{DEMANDS}a body"
    for media_type, content in body.get("content", {}).items():
        yield from _of_value(f"{name} reads {media_type}", content["schema"], shapes)
    for status, answer in operation["responses"].items():
        yield f"{name} answers {status}"
        for media_type, content in answer.get("content", {}).items():
            yield from _of_value(f"{name} answers {status} {media_type}", content["schema"], shapes)


def _of_shape(
    name: str, shape: Mapping[str, Any], shapes: Mapping[str, Any], words: list[str]
) -> Iterator[str]:
    yield name
    for required in shape.get("required", ()):
        yield from (f"{name}{word}{required}" for word in words)
    for field, value in shape.get("properties", {}).items():
        yield from _of_value(f"{name} holds {field}", value, shapes)
        for inner in (value, value.get("items", {})):
            if "properties" in inner:
                yield from _of_shape(f"{name}.{field}", inner, shapes, words)


def _of_value(name: str, value: Mapping[str, Any], shapes: Mapping[str, Any]) -> Iterator[str]:
    yield f"{name}: {_type(value, shapes)}"
    for choice in sorted(map(str, _choices(value, shapes))):
        yield f"{name}: one is {choice or 'empty'}"


def _named(value: Mapping[str, Any], shapes: Mapping[str, Any]) -> Any:
    return shapes.get(value.get("$ref", "").removeprefix(SHAPES), {})


def _parts(value: Mapping[str, Any]) -> list[Any]:
    return [part for how in ("allOf", "oneOf", "anyOf") for part in value.get(how, ())]


def _type(value: Mapping[str, Any], shapes: Mapping[str, Any]) -> str:
    named = _named(value, shapes)
    if "$ref" in value:
        is_choice = "enum" in named
        return _type(named, shapes) if is_choice else value["$ref"].removeprefix(SHAPES)
    if parts := _parts(value):
        return " or ".join(sorted({_type(part, shapes) for part in parts}))
    told = value.get("type", "string" if "enum" in value else "anything")
    told = " or ".join(sorted(told)) if isinstance(told, list) else told
    if "items" in value:
        return f"{told} of {_type(value['items'], shapes)}"
    return f"{told} ({value['format']})" if "format" in value else told


def _choices(value: Mapping[str, Any], shapes: Mapping[str, Any]) -> set[Any]:
    found = set(value.get("enum", ())) | set(_named(value, shapes).get("enum", ()))
    for part in [*_parts(value), value.get("items", {})]:
        found |= _choices(part, shapes) if part else set()
    return found
