"""What officers spend hours on."""

from typing import Literal

from clampdown.schema.evidence import Evidence
from clampdown.schema.model import Id, MechanismId, Model, Text


class Task(Model):
    """One use of an officer's hours.

    Attributes
    ----------
    id, title : name in data, name for people
    what : what is done, in a sentence
    mechanisms : rows of the list of mechanisms that it implements
    visible : 1 if residents see it being done, else 0
    efficacy : detection hazard of one offence at baseline hours
    exponent : diminishing returns of hours, 1 for none
    """

    id: Id
    title: Text
    what: Text
    mechanisms: tuple[MechanismId, ...] = ()
    visible: Literal[0, 1]
    efficacy: Evidence
    exponent: Evidence
