"""What the page can ask for, as it is written in the body of a request."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, model_validator

from clampdown.errors import Problem
from clampdown.explorer.limits import Limits
from clampdown.explorer.refusing import Fault, RefusalError
from clampdown.schema.model import Id, Model, wrong
from clampdown.schema.reading import Document

Setting = Annotated[float, Field(strict=True, allow_inf_nan=False)] | Annotated[str, Field(max_length=40)]


class Chosen(Model):
    """One scenario of a request.

    Attributes
    ----------
    id : of a shipped scenario
    text : YAML of a scenario, in place of an id
    settings : what `--set` takes, by path
    """

    id: Annotated[Id, Field(max_length=120)] | None = None
    text: str | None = None
    settings: dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]+$", max_length=120)], Setting] = Field(
        default_factory=dict, max_length=50
    )

    @model_validator(mode="after")
    def _check(self) -> "Chosen":
        if (self.id is None) == (self.text is None):
            raise wrong("A scenario is asked for by id or by text.", "Send one of them.")
        return self


class Request(Model):
    """A run that the page asks for.

    Attributes
    ----------
    scenarios : lived side by side, with the same people and the same luck
    sample : share of beats
    area : provinces or places by id; none for everywhere
    days, seed : None for the scenario's own
    """

    scenarios: tuple[Chosen, ...] = Field(min_length=1)
    sample: Annotated[float, Field(strict=True, gt=0, le=1)] = 0.01
    area: tuple[Id, ...] = ()
    days: Annotated[int, Field(strict=True, ge=1)] | None = None
    seed: Annotated[int, Field(strict=True, ge=0, lt=2**53)] | None = None


class Draft(Model):
    """A scenario that is being written in the page.

    Attributes
    ----------
    text : YAML
    """

    text: str


@dataclass(frozen=True)
class Errand:
    """What a worker is to do.

    Attributes
    ----------
    run : its id
    folder : where the results go, one folder a scenario
    request, limits : what is asked for, and what is refused
    """

    run: str
    folder: Path
    request: Request
    limits: Limits


def request_from(body: bytes, model: type[Model] = Request) -> Any:
    """Return the request that a body holds.

    Raises
    ------
    RefusalError
        If it is no JSON, or not the JSON that is wanted.
    """
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise RefusalError([Fault(None, "The request is no JSON.")]) from None
    problems: list[Problem] = []
    found = Document(Path("request"), None, data).parse(model, problems)
    if found is None:
        raise RefusalError([Fault(None, p.what, p.remedy, path=p.path) for p in problems])
    return found
