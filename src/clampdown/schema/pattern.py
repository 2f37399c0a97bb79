"""A claim about what a change does, as data: which runs are compared, and what is expected of them."""

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic.json_schema import JsonSchemaValue

from clampdown.errors import did_you_mean
from clampdown.schema.model import Id, MechanismId, Mistakes, Model, Text, all_wrong
from clampdown.schema.pattern_expect import Expectation, Versus
from clampdown.schema.scenario import DirectiveRef, OnOff, Shares, Shock


def _as_list(data: Any) -> Any:
    return [data] if isinstance(data, str) else data


Loc = tuple[str | int, ...]
Kind = Literal["signature", "field"]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_as_list)]


class Change(Model):
    """How an arm differs from what it starts from.

    Attributes
    ----------
    add, remove : directives, as in a scenario's changes
    set : fields and evidence records set anew
    mechanisms, options : switched or chosen
    shocks : what happens besides orders, as in a scenario
    """

    add: tuple[DirectiveRef, ...] = ()
    remove: tuple[Id, ...] = ()
    set: dict[str, Any] = Field(default_factory=dict)
    mechanisms: dict[MechanismId, OnOff] = Field(default_factory=dict)
    options: dict[str, Any] = Field(default_factory=dict)
    shocks: tuple[Shock, ...] = ()


class Base(Change):
    """The scenario that the other arms change.

    Attributes
    ----------
    base : id or path of a scenario
    add : directives added: ids, paths, or written out
    remove : ids of directives removed
    set : fields and evidence records set anew, as in a scenario's changes
    mechanisms : switched on or off
    options : rival readings and forms chosen
    shocks : what happens besides orders, as in a scenario
    """

    short_forms: ClassVar[tuple[JsonSchemaValue, ...]] = ({"type": "string"},)

    base: Text

    @model_validator(mode="before")
    @classmethod
    def _accept_short(cls, data: Any) -> Any:
        return {"base": data} if isinstance(data, str) else data


class Pattern(Model):
    """A claim.

    Attributes
    ----------
    id : name in data
    claim : in a sentence
    kind : of a mechanism (`signature`), or from the field
    row : mechanism that it belongs to
    signature : whether one equation says it (`built_in`) or it arises from several (`emergent`)
    basis : where the claim comes from
    source : where it was read; `report` may be written instead
    thin : what goes beyond the sources
    notes : what a reader must know
    base : the arm without
    change : the arm with; its orders and shocks are what windows and areas refer to
    arms : further arms, each a change of the base
    switch : mechanism that is on and off in a 2 × 2
    sample : shares of beats; absent: chosen by the area that the change speaks of
    min_events : fewest simulated events in each arm
    pairs : pairs to run unless the command says
    expect : what is expected; all must hold
    """

    id: Annotated[str, Field(strict=True, pattern=r"^[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*$")]
    claim: Text
    kind: Kind = "field"
    row: MechanismId | None = None
    signature: Literal["built_in", "emergent"] | None = None
    basis: Literal["reported", "expected", "inferred", "literature"] | None = None
    source: Texts = ()
    report: Texts = ()
    thin: str = ""
    notes: Texts = ()
    base: Base
    change: Change
    arms: dict[Id, Change] = Field(default_factory=dict)
    switch: MechanismId | None = None
    sample: Shares | None = None
    min_events: Annotated[int, Field(strict=True, ge=1)] = 50
    pairs: Annotated[int, Field(strict=True, ge=2)] | None = None
    expect: tuple[Expectation, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check(self) -> Self:
        found: Mistakes = []
        if self.kind == "signature" and self.signature is None:
            found.append(
                ((), "A signature is built_in or emergent.", "Say signature: emergent, or built_in.")
            )
        for name in self.arms:
            if name in ("base", "change"):
                found.append((("arms", name), f"The arm '{name}' is there already.", "Call it otherwise."))
        known = self.arm_names
        for i, one in enumerate(self.expect):
            found += [(("expect", i, *at), what, remedy) for at, what, remedy in _unknown_arms(one, known)]
            if one.effect is not None and self.switch is None:
                found.append((("expect", i, "effect"), "'effect' needs a 2 × 2.", "Say switch: M05."))
        if found:
            raise all_wrong(found)
        return self

    @property
    def arm_names(self) -> tuple[str, ...]:
        """Every arm that an expectation may name."""
        plain = ("base", "change", *self.arms)
        return (*plain, *(f"{n}_{state}" for n in plain for state in ("on", "off"))) if self.switch else plain


def _unknown_arms(one: Expectation, known: tuple[str, ...]) -> Mistakes:
    """Return the arms that an expectation names and the pattern does not have."""
    named: list[tuple[Loc, str]] = [(("arm",), one.arm)] if one.arm is not None else []
    for field in ("compare", "against"):
        named += [((field,), name) for name in getattr(one, field) or ()]
    beside: list[tuple[Loc, Versus]] = [(("versus",), one.versus)] if one.versus is not None else []
    for at, other in [*beside, *((("part_of", i), other) for i, other in enumerate(one.part_of))]:
        named += [((*at, "compare"), name) for name in other.compare or ()]
    strange = [(at, name) for at, name in named if name not in known]
    return [(at, f"There is no arm '{name}'.", did_you_mean(name, known)) for at, name in strange]


class PatternFile(Model):
    """Several patterns in one file.

    Attributes
    ----------
    patterns : one or more
    """

    patterns: tuple[Pattern, ...] = Field(min_length=1)
