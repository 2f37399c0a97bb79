"""What officers spend hours on."""

from typing import Literal

from clampdown.schema.evidence import Evidence
from clampdown.schema.model import Domain, Id, MechanismId, Model, Text


class Task(Model):
    """One use of an officer's hours.

    Attributes
    ----------
    id, title : name in data, name for people
    what : what is done, in a sentence
    mechanisms : rows of the list of mechanisms that it implements
    visible : 1 if residents see it being done, else 0
    seen_in : domains in which those who might offend notice it
    watching : officers who must answer for missed offences give it more weight
    efficacy : detection hazard of one offence at baseline hours
    exponent : diminishing returns of hours, 1 for none
    hours_per_round : hours of one round; absent where it is not ordered in rounds
    """

    id: Id
    title: Text
    what: Text
    mechanisms: tuple[MechanismId, ...] = ()
    visible: Literal[0, 1]
    seen_in: tuple[Domain, ...] = ()
    watching: bool = False
    efficacy: Evidence
    exponent: Evidence
    hours_per_round: Evidence | None = None
