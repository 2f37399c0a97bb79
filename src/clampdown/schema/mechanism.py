"""Mechanisms that can be switched off, and the texts that numbers and orders cite."""

from typing import Literal

from pydantic import Field

from clampdown.schema.model import Id, MechanismId, Model, Text


class Mechanism(Model):
    """One mechanism of the model.

    Attributes
    ----------
    id : M01 … M36
    title : what it is, in a few words
    reports : paragraphs that speak of it, such as `000 ¶1`
    at_work : whether this version of the model has it
    records : evidence records of the catalogue that it rests on, by dotted name
    off : what switching it off means
    signature : what shows that it works: on in one arm, off in the other
    kind : built_in (the signature follows from one equation) or emergent (from several)
    basis : where the signature comes from
    """

    id: MechanismId
    title: Text
    reports: tuple[Text, ...] = ()
    at_work: bool
    records: tuple[Text, ...] = ()
    off: Text = ""
    signature: Text
    kind: Literal["built_in", "emergent"]
    basis: Literal["reported", "expected", "inferred", "literature"]


class Report(Model):
    """One press report, retold in our own words.

    Attributes
    ----------
    id : `000` … `004`
    title : its subject
    outlet : who published it
    published : when, as far as the text says
    paragraphs : number from 1, the first after the title, to one sentence with the numbers it holds
    """

    id: Text
    title: Text
    outlet: Text
    published: Text
    paragraphs: dict[int, Text] = Field(min_length=1)


class ScienceEntry(Model):
    """One entry of the science notes, in our own words.

    Attributes
    ----------
    id : `E6` for an equation, `A.6`, `C.1`, `E.2` for a section
    title : subject
    says : the statement with the numbers it holds
    sources : works behind it; empty for an assumption of the notes
    """

    id: Id | Text
    title: Text
    says: Text
    sources: tuple[Text, ...] = ()
