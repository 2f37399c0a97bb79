"""Numbers of the streams of chance that build a population, added to `draws.STREAM_BUILD`.

The keys of a place stand in a row, one for each stream. The library of household patterns has the
first, without a seed.
"""

LIBRARY = 0
COMPOSITION = 1  # which group of patterns a household belongs to
PATTERN = 2  # where in its group the first household begins
BOUNDARY = 3  # households at the edge of a unit
CLASS = 4
WEALTH = 5
CASH = 6
OCCUPATION = 7
NERVE = 8
TIER = 9
INFORMERS = 10
ZEAL = 11
SKILL = 12
PRICE = 13
FLAG = 16  # the first of FLAGS_MOST, one for each flag
FLAGS_MOST = 8
COUNT = FLAG + FLAGS_MOST
