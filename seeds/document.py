"""Reads a seed document: YAML with the line of every record and field.

The text is composed, not constructed: numbers stay as written (77.70 stays 77.70), dates stay
text, and no tag of the document can make an object.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from seeds.faults import DocumentRefused, Fault

_TAG = "tag:yaml.org,2002:"
_INTEGER = re.compile(r"[-+]?[0-9]+")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)")


class PlacedMap(dict[str, Any]):
    """A mapping that knows the line it starts on and the line of each of its keys."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class PlacedList(list[Any]):
    """A list that knows the line of each of its items."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


@dataclass(frozen=True)
class SeedDocument:
    """A document as it was read: its name (the file's, without ending), digest and content."""

    name: str
    sha256: str
    content: PlacedMap


def read_document(path: Path) -> SeedDocument:
    """Read a document; nothing is looked up and nothing is stored.

    Raises: DocumentRefused, naming the line, if it is no YAML mapping in UTF-8, names a key
    twice, or uses anchors or tags. OSError if the file cannot be read.
    """
    raw = path.read_bytes()
    name = path.stem
    try:
        content = _Placing(name).read(raw)
    except YAMLError as error:
        raise DocumentRefused(name, [_yaml_fault(error)]) from error
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        fault = Fault(line, "", "", "this is no UTF-8: save the file as UTF-8.")
        raise DocumentRefused(name, [fault]) from error
    except RecursionError as error:
        fault = Fault(1, "", "", "it is nested too deeply: write sections, records and fields.")
        raise DocumentRefused(name, [fault]) from error
    return SeedDocument(name, hashlib.sha256(raw).hexdigest(), content)


def _yaml_fault(error: YAMLError) -> Fault:
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        return Fault(line, "", "", f"this is no YAML: {error.problem or error.context}.")
    position = getattr(error, "position", 0)
    text = getattr(error, "name", "")
    return Fault(1, "", "", f"this is no YAML: character {position} of {text} cannot stand there.")


class _Placing:
    """Turns composed nodes into plain values that know their lines."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.seen: set[int] = set()

    def read(self, raw: bytes) -> PlacedMap:
        text = raw.decode("utf-8")
        for number, line in enumerate(text.split("\n"), 1):
            if any(ord(letter) < 32 and letter not in "\t\r" for letter in line):
                self.refuse(number, "a control character stands here: take it out.")
        node = YAML(typ="safe", pure=True).compose(text)
        if not isinstance(node, MappingNode):
            self.refuse(1, "a document is a mapping of sections: begin with title:.")
        placed = self.place(node)
        assert isinstance(placed, PlacedMap)
        return placed

    def refuse(self, line: int, sentence: str, field: str = "") -> NoReturn:
        raise DocumentRefused(self.name, [Fault(line, "", field, sentence)])

    def place(self, node: Node) -> Any:
        line = node.start_mark.line + 1
        if id(node) in self.seen or node.anchor:
            self.refuse(line, "anchors and aliases are not used here: write it out.")
        self.seen.add(id(node))
        if isinstance(node, MappingNode):
            return self.place_map(node, line)
        if isinstance(node, SequenceNode):
            return self.place_list(node, line)
        assert isinstance(node, ScalarNode)
        return self.place_scalar(node, line)

    def place_map(self, node: MappingNode, line: int) -> PlacedMap:
        placed = PlacedMap(line)
        for key_node, value_node in node.value:
            at = key_node.start_mark.line + 1
            key = key_node.value
            if not isinstance(key, str):
                self.refuse(at, "a field's name is a word.")
            if key in placed:
                self.refuse(at, f"it stands on line {placed.lines[key]} already.", field=key)
            placed.lines[key] = at
            placed[key] = self.place(value_node)
        return placed

    def place_list(self, node: SequenceNode, line: int) -> PlacedList:
        placed = PlacedList(line)
        for item in node.value:
            placed.lines.append(item.start_mark.line + 1)
            placed.append(self.place(item))
        return placed

    def place_scalar(self, node: ScalarNode, line: int) -> Any:
        tag, text = str(node.tag).removeprefix(_TAG), node.value
        match tag:
            case "null":
                return None
            case "bool":
                return text.lower() == "true"
            case "int" if _INTEGER.fullmatch(text):
                return int(text)
            case "float" if _NUMBER.fullmatch(text):
                return Decimal(text)
            case "str" | "timestamp" | "int" | "float":
                return text
        return self.refuse(line, f"the tag {tag} is not used here: write a plain value.")
