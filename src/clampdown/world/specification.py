"""What a population is built from, as plain numbers: the line between a pack's files and the builder."""

from dataclasses import dataclass
from typing import NamedTuple

from clampdown.world.arrays import F8, I4, I8, U1


@dataclass(frozen=True)
class PlaceMargins:
    """What is counted or given for each place of the nation, in the order of the pack.

    Parameters
    ----------
    population : array (places,), persons, met exactly
    male : array (places,), male persons, met exactly; -1 where not counted
    province : array (places,), row of the province
    border : array (places,), 1 where the place touches the border
    urban_share : array (places,), share of people who live in towns
    informers_per_1000 : array (places,), informers per 1,000 adults
    """

    population: I8
    male: I8
    province: I4
    border: U1
    urban_share: F8
    informers_per_1000: F8


class Territory(NamedTuple):
    """How homes are grouped.

    Parameters
    ----------
    beat_people : float, people in one officer's beat
    unit_households : float, households in a people's unit, on average
    unit_low, unit_high : int, fewest and most households in a unit
    """

    beat_people: float
    unit_households: float
    unit_low: int
    unit_high: int


class HouseholdForm(NamedTuple):
    """How households look.

    Parameters
    ----------
    size_mean : float, persons per household
    size_spread : float, standard deviation of household size, persons
    largest : int, most persons in a household, 2 to 12; fewer where the story composes none so large
    marriage_female, marriage_male : float, age by which half have married, years
    marriage_spread : float, scale of the logistic curve of marriage ages, years
    couple_gap : float, mean years by which a husband is older
    couple_gap_spread : float, its standard deviation, years
    birth_age, birth_age_spread : float, mean and standard deviation of mothers' age at birth, years
    elder_share : float, households of three or more that the story starts with an older generation
    lone_share : float, households with others that the story starts with one adult instead of a couple
    children_most : int, most children of one mother still at home
    """

    size_mean: float
    size_spread: float
    largest: int
    marriage_female: float
    marriage_male: float
    marriage_spread: float
    couple_gap: float
    couple_gap_spread: float
    birth_age: float
    birth_age_spread: float
    elder_share: float
    lone_share: float
    children_most: int


class Standing(NamedTuple):
    """What marks people out.

    Parameters
    ----------
    class_share : array (classes,), share of households by social class; a household shares one
    class_wealth : array (classes,), shift of log wealth by class
    occupation_share : array (occupations, 2), shares in town (column 0) and country (column 1);
        occupation 0 is none, and the only one outside the ages below
    occupation_from, occupation_until : int, years, both included
    bound_occupations : array (occupations,), 1 where bound to a state workplace
    flag_share : array (flags, 2), share of adults elsewhere (column 0) and at the border (column 1);
        at most eight flags
    flag_household : array (flags,), 1 where a whole household shares the flag, children included;
        0 where persons carry it, adults only
    phone_flags : int, bits of the flags whose holders have a foreign phone
    tiers : int, tiers of the propensity to offend, equally frequent, at most 16
    """

    class_share: F8
    class_wealth: F8
    occupation_share: F8
    occupation_from: int
    occupation_until: int
    bound_occupations: U1
    flag_share: F8
    flag_household: U1
    phone_flags: int
    tiers: int = 16


class Means(NamedTuple):
    """What households own.

    Parameters
    ----------
    wealth_median : float, wealth of the nation's median household, daily incomes
    wealth_sigma : float, standard deviation of log wealth within a class
    cash_share : float, mean share of wealth at hand
    cash_spread : float in [0, 1], half-width of the factor by which that share varies
    """

    wealth_median: float
    wealth_sigma: float
    cash_share: float
    cash_spread: float


class Officers(NamedTuple):
    """How the officers of beats differ.

    Parameters
    ----------
    zeal_skill_correlation : float in [-1, 1], of zeal with log skill
    skill_sigma, price_sigma : float, standard deviation of the logarithms; both factors have mean 1
    """

    zeal_skill_correlation: float
    skill_sigma: float
    price_sigma: float


@dataclass(frozen=True)
class PopulationSpec:
    """All that a population is built from, as plain numbers.

    Parameters
    ----------
    places : PlaceMargins
    age_sex : array (101, 2), the nation's shares of people by single year of age (the last open)
        and sex (0 female, 1 male); counted males of places win over its split by sex
    households : HouseholdForm
    territory : Territory
    standing : Standing
    means : Means
    officers : Officers
    adult_age : int, years
    """

    places: PlaceMargins
    age_sex: F8
    households: HouseholdForm
    territory: Territory
    standing: Standing
    means: Means
    officers: Officers
    adult_age: int
