"""How much one visitor of the page may ask for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What is refused, so that a page left open cannot take the machine down.

    Attributes
    ----------
    people : simulated people of one scenario
    days : of a run
    runs : at work at the same time
    scenarios : of one run
    body : bytes of a request
    text : characters of a scenario's text
    kept : runs kept in the folder; the oldest goes first
    patience : seconds within which a request has to have come whole
    """

    people: int = 2_500_000
    days: int = 1_200
    runs: int = 2
    scenarios: int = 5
    body: int = 400_000
    text: int = 64_000
    kept: int = 50
    patience: float = 10.0
