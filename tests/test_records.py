"""Names of fields that plain Python and compiled code must read alike."""

import pytest

from clampdown.day.draws import STREAMS
from clampdown.day.tally import BLOCKS
from clampdown.world import parameters, state
from clampdown.world.records import Record, Records, columns_of

DECLARED = [*state.TABLES.values(), *(getattr(parameters, name) for name in (
    "Rules", "Kinds", "Profiles", "Tasks", "Rungs", "Here", "OrderLines",
))]  # fmt: skip
NAMES = {
    **{table.__name__: set(columns_of(table)) for table in DECLARED},
    "BEHAVIOUR": set(parameters.BEHAVIOUR), "keys": set(STREAMS), "tally": {name for name, *_ in BLOCKS},
}  # fmt: skip


@pytest.mark.parametrize("record", NAMES)
def test_no_field_of_a_record_is_hidden_by_an_attribute_of_numpy(record):
    taken = set(dir(Record)) | set(dir(Records))

    assert NAMES[record] & taken == set()
