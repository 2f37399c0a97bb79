"""What goods cost where less of them arrives, and what dear goods do to people.

Prices are logarithms against the usual price: 0 is usual, ln 2 twice as dear.
"""

import math

from clampdown.rules.rule import rule


@rule
def supply(own, harvest, over, border, rest, carried, sources):
    """Return what reaches a market against the usual, 1 for as much as ever.

    Parameters
    ----------
    own, over, rest : float, shares of the usual supply: home-grown or home-made, straight over the border,
        carried in from other places
    harvest, border, carried, sources : float, against the usual: what grows, what comes over the border,
        trips that carry, what there is where it is fetched
    """
    return own * harvest + over * border + rest * carried * sources


@rule
def clearing(reaching, elasticity, dearest):
    """Return the price at which people want just what reaches the market.

    Parameters
    ----------
    reaching : float, supply against the usual
    elasticity : float > 0, by how many per cent demand falls if the price rises by one
    dearest : float, the price goes no farther than this either way
    """
    if reaching <= 0.0:
        return dearest
    return min(dearest, max(-dearest, -math.log(reaching) / elasticity))


@rule
def bought(elasticity, price):
    """Return what is bought at a price against the usual: demand of constant elasticity."""
    return math.exp(-(elasticity * price))


@rule
def drawn(weight, price):
    """Return the factor on attempts to bring in goods that fetch a price.

    Notes
    -----
    Offending follows what it yields (Draca, Koutmeridis and Machin 2019).
    """
    return math.exp(weight * price)


@rule
def to_sell(share, wares, food):
    """Return how many find something to sell, against the usual; more goods make no more sellers.

    Parameters
    ----------
    share : float, part of the sellers that lives on wares from abroad, the others selling food
    wares, food : float, what is bought of each against the usual
    """
    return min(1.0, share * wares + (1.0 - share) * food)


@rule
def dear_need(need, share, elasticity, price):
    """Return the shortage of a place whose people buy part of their food at a price.

    Parameters
    ----------
    need : float in [0, 1], shortage at usual prices
    share : float, part of the food that is bought
    elasticity : float, of the demand for food: what people go without as it gets dearer
    price : float, of food
    """
    return min(1.0, max(0.0, need + share * elasticity * price))
