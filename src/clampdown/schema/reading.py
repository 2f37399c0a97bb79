"""Read YAML keeping the line and column of every key and value.

Files are composed into a tree of nodes and turned into plain Python values here; positions are
looked up in the tree only when something is wrong.
"""

import datetime
import re
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from clampdown.errors import Problem, shown_path
from clampdown.schema.complaints import complaints

Loc = tuple[str | int, ...]
M = TypeVar("M", bound=BaseModel)

_TAG = "tag:yaml.org,2002:"
DEEPEST = 100  # lists and fields within one another; thousands would end the process, not only the reading
LONGEST = 100  # characters of a number


class Document:
    """One YAML file (or one part of it): its values and where they stand.

    Attributes
    ----------
    path : Path of the file
    data : plain Python values: dict, list, str, int, float, bool, date, None
    """

    def __init__(self, path: Path, node: Node | None, data: Any) -> None:
        self.path = path
        self.data = data
        self._node = node

    def position(self, loc: Loc, *, key: bool = False) -> tuple[int, int]:
        """Return line and column, from 1, of a value (or of its key); of the nearest parent if absent."""
        node, mark = self._node, self._node.start_mark if self._node is not None else None
        for step in loc:
            pair = _child(node, step)
            if pair is None:
                break
            label, node = pair
            mark = label.start_mark if label is not None and (key or _is_block(node)) else node.start_mark
        return (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)

    def problem(self, loc: Loc, what: str, remedy: str = "", *, key: bool = False) -> Problem:
        """Return a problem located at `loc`."""
        line, column = self.position(loc, key=key)
        return Problem(what, remedy, shown_path(self.path), line, column, path_text(loc))

    def parse(self, model: type[M], problems: list[Problem], loc: Loc = ()) -> M | None:
        """Return the values below `loc` as a model; on mistakes add to `problems` and return None."""
        data = self.data
        for step in loc:
            data = data[step]
        if not isinstance(data, dict):
            what = f"{_kind(data)} stands where named fields are wanted."
            problems.append(self.problem(loc, what, "Write 'key: value' lines."))
            return None
        try:
            return model.model_validate(data)
        except ValidationError as error:
            for below, what, remedy, on_key in complaints(model, error):
                problems.append(self.problem(loc + below, what, remedy, key=on_key))
            return None


def read_yaml(path: Path, problems: list[Problem]) -> Document | None:
    """Return a YAML file as a Document; on mistakes add to `problems` and return None.

    Parameters
    ----------
    path : Path
    problems : list, extended by what is wrong: unreadable file, broken YAML, a key given twice
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        problems.append(Problem(f"The file cannot be read: {why}.", file=shown_path(path)))
        return None
    try:
        place = too_deep(text)
        if place is not None:
            problems.append(Problem("The text is nested too deeply.", "", shown_path(path), *place))
            return None
        # Compiled where the extension is installed, which takes a quarter of the time; pure otherwise.
        node = YAML(typ="safe").compose(text)
    except YAMLError as error:
        problems.append(_broken(path, error))
        return None
    before = len(problems)
    document = Document(path, node, None)
    document.data = _build(node, (), document, problems, ()) if node is not None else {}
    return document if len(problems) == before else None


def is_file(path: Path) -> bool:
    """Return whether there is such a file; a name that no disk takes, or a closed folder, holds none."""
    try:
        return path.is_file()
    except OSError:
        return False


def too_deep(text: str) -> tuple[int, int] | None:
    """Return line and column of what lies in more than 100 lists and fields, or None.

    Raises
    ------
    YAMLError
        If the text is none before that.
    """
    if sum(text.count(sign) for sign in "[{-?:") < DEEPEST:
        return None
    depth = 0
    for event in YAML(typ="safe").parse(text):
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > DEEPEST:
            return event.start_mark.line + 1, event.start_mark.column + 1
    return None


def _broken(path: Path, error: YAMLError) -> Problem:
    """Return the problem for text that is no YAML."""
    mark = error.problem_mark or error.context_mark if isinstance(error, MarkedYAMLError) else None
    said = error.problem if isinstance(error, MarkedYAMLError) else str(error)
    what = f"This is not valid YAML: {said}."
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
    return Problem(what, "Check indentation, colons and quotes.", shown_path(path), line, column)


def _build(node: Node, loc: Loc, document: Document, problems: list[Problem], above: tuple[int, ...]) -> Any:
    """Return the plain value of a node; keys given twice and foreign tags become problems."""
    if id(node) in above:
        problems.append(document.problem(loc, "An alias points into itself."))
        return None
    inside = (*above, id(node))
    if isinstance(node, MappingNode):
        return _mapping(node, loc, document, problems, inside)
    if isinstance(node, SequenceNode):
        return [_build(item, (*loc, i), document, problems, inside) for i, item in enumerate(node.value)]
    try:
        return _scalar(str(node.value), str(node.tag).removeprefix(_TAG))
    except ValueError as error:
        problems.append(document.problem(loc, f"{error}."))
        return None


def _mapping(
    node: MappingNode, loc: Loc, document: Document, problems: list[Problem], above: tuple[int, ...]
) -> dict[str, Any]:
    """Return a mapping; a key that stands twice is a problem with both positions."""
    out: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for key_node, value_node in node.value:
        mark = key_node.start_mark
        if not isinstance(key_node, ScalarNode):
            what, file = (
                "A list or fields stand where the name of a field is wanted.",
                shown_path(document.path),
            )
            problems.append(Problem(what, "", file, mark.line + 1, mark.column + 1, path_text(loc)))
            continue
        key = str(key_node.value)
        if key in lines:
            what = f"'{key}' is given twice; the first is on line {lines[key]}."
            file = shown_path(document.path)
            at = path_text((*loc, key))
            problems.append(Problem(what, "Keep one.", file, mark.line + 1, mark.column + 1, at))
            continue
        lines[key] = mark.line + 1
        out[key] = _build(value_node, (*loc, key), document, problems, above)
    return out


def _scalar(text: str, tag: str) -> Any:
    """Return the value of a scalar; a number with leading zeros stays text (a report's id)."""
    if tag in ("int", "float") and len(text) > LONGEST:
        raise ValueError(f"a number has {len(text):,} characters; at most {LONGEST} are read")
    if tag == "null":
        return None
    if tag == "bool":
        return _truth(text)
    if tag in ("int", "float"):
        return _number(text, tag)
    if tag == "timestamp":
        return _date(text)
    if tag == "str":
        return text
    raise ValueError(f"the tag '{tag}' is not allowed here")


def _truth(text: str) -> bool:
    """Return a yes or no; with a tag of its own, anything may be called one."""
    if text.lower() not in ("true", "false"):
        raise ValueError(f"'{text}' is neither true nor false")
    return text.lower() == "true"


def _number(text: str, tag: str) -> int | float | str:
    """Return a number; one with leading zeros stays text."""
    if tag == "int" and re.fullmatch(r"[-+]?0\d+", text):
        return text
    plain = text.replace("_", "")
    try:
        return int(plain, 0) if tag == "int" else float(re.sub(r"\.(inf|nan)$", r"\1", plain.lower()))
    except ValueError:
        raise ValueError(f"'{text}' is no number") from None


def _date(text: str) -> datetime.date | str:
    """Return a date; a time of day stays text."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return text
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text} is not a day of the calendar") from None


def _child(node: Node | None, step: str | int) -> tuple[Node | None, Node] | None:
    """Return (key node, value node) of a child, or None."""
    if isinstance(node, MappingNode):
        for key_node, value_node in node.value:
            if str(key_node.value) == str(step):
                return key_node, value_node
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        return None, node.value[step]
    return None


def _is_block(node: Node) -> bool:
    return isinstance(node, MappingNode | SequenceNode) and not node.flow_style


def _kind(data: Any) -> str:
    names = {list: "A list", str: "A text", type(None): "Nothing", bool: "A yes or no"}
    return names.get(type(data), "A number" if isinstance(data, int | float) else "A value")


def path_text(loc: Loc) -> str:
    """Return keys as a path.

    Examples
    --------
    >>> path_text(("directives", 0, "orders", 1, "measure"))
    'directives[0].orders[1].measure'
    """
    text = ""
    for step in loc:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
