"""The types that the page declares for its payload, and what of a payload differs from them."""

import re
from typing import Any

TOKEN = re.compile(r'"[^"]*"|\w+|[{}\[\]<>();:,|&=]')
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
PLAIN = {"string": str, "number": (int, float), "boolean": bool}


class Types:
    """Interfaces and named types of a TypeScript file; a type is a tuple that begins with its form.

    Parameters
    ----------
    source : text of the file
    """

    def __init__(self, source: str) -> None:
        self._left = TOKEN.findall(COMMENT.sub("", source))
        self.named: dict[str, Any] = {}
        while self._left:
            assert self._next() == "export"
            form, name = self._next(), self._next()
            if form == "interface":
                self.named[name] = self._type()
            else:
                assert (form, self._next()) == ("type", "=")
                self.named[name] = self._type()
                self._skip(";")

    def _next(self) -> str:
        return self._left.pop(0)

    def _skip(self, sign: str) -> bool:
        if self._left and self._left[0] == sign:
            self._next()
            return True
        return False

    def _type(self) -> Any:
        """Read alternatives, each of one or of several types at once."""
        self._skip("|")
        found = [self._several()]
        while self._skip("|"):
            found.append(self._several())
        return ("any of", found) if len(found) > 1 else found[0]

    def _several(self) -> Any:
        found = [self._one()]
        while self._skip("&"):
            found.append(self._one())
        return ("all of", found) if len(found) > 1 else found[0]

    def _one(self) -> Any:
        word = self._next()
        if word == "{":
            found: Any = ("object", self._fields())
        elif word in ("[", "("):
            parts = [self._type()]
            while self._skip(","):
                parts.append(self._type())
            self._next()
            found = ("tuple", parts) if word == "[" else parts[0]
        elif word == "Record":
            self._next(), self._type(), self._next()
            found = ("record", self._type())
            self._next()
        else:
            found = ("word", word)
        while self._skip("["):
            inside = self._next()
            if inside != "]":
                self._next()
            found = ("list", found) if inside == "]" else self.named[found[1]][1][inside.strip('"')]
        return found

    def _fields(self) -> dict[str, Any]:
        found = {}
        while not self._skip("}"):
            name = self._next()
            assert self._next() == ":"
            found[name] = self._type()
            self._skip(";")
        return found

    def faults(self, kind: Any, value: Any, path: str = "") -> list[str]:
        """Return where a value is not of a type; a name stands for the type of that name."""
        form, inner = ("word", kind) if isinstance(kind, str) else kind
        judge = {
            "any of": self._of_any, "all of": self._of_all, "object": self._of_object,
            "tuple": self._of_tuple,
            "list": self._of_list, "record": self._of_record, "word": self._of_word,
        }[form]  # fmt: skip
        return judge(inner, value, path)

    def _of_any(self, kinds: list[Any], value: Any, path: str) -> list[str]:
        return min((self.faults(one, value, path) for one in kinds), key=len)

    def _of_all(self, kinds: list[Any], value: Any, path: str) -> list[str]:
        objects = [self.named[kind[1]] if kind[0] == "word" else kind for kind in kinds]
        return self._of_object(
            {name: kind for _, fields in objects for name, kind in fields.items()}, value, path
        )

    def _of_object(self, fields: dict[str, Any], value: Any, path: str) -> list[str]:
        if not isinstance(value, dict):
            return [path]
        wrong = [f"{path}.{key}" for key in fields.keys() ^ value.keys()]
        shared = sorted(fields.keys() & value.keys())
        return wrong + [
            one for key in shared for one in self.faults(fields[key], value[key], f"{path}.{key}")
        ]

    def _of_tuple(self, kinds: list[Any], value: Any, path: str) -> list[str]:
        if not isinstance(value, list) or len(value) != len(kinds):
            return [path]
        pairs = zip(kinds, value, strict=True)
        return [one for kind, part in pairs for one in self.faults(kind, part, f"{path}[]")]

    def _of_list(self, kind: Any, value: Any, path: str) -> list[str]:
        if not isinstance(value, list):
            return [path]
        return [one for part in value for one in self.faults(kind, part, f"{path}[]")]

    def _of_record(self, kind: Any, value: Any, path: str) -> list[str]:
        if not isinstance(value, dict):
            return [path]
        return [one for name, part in value.items() for one in self.faults(kind, part, f"{path}.{name}")]

    def _of_word(self, word: str, value: Any, path: str) -> list[str]:
        if word in self.named:
            return self.faults(self.named[word], value, path)
        if word == "null":
            fits = value is None
        elif word in PLAIN:
            fits = isinstance(value, PLAIN[word]) and (word == "boolean" or not isinstance(value, bool))
        else:
            fits = value == (word.strip('"') if word.startswith('"') else int(word))
        return [] if fits else [path]
