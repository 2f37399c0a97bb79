"""What each figure of a report rests on: every number and every mechanism has a place between order and figure."""

import re
from pathlib import Path

import numpy as np
import pytest

import clampdown as cd
from clampdown.experiments.resting import FIGURES, WORK, records_in_use, resting_of
from clampdown.experiments.summary import HUMAN_COST
from clampdown.experiments.variables import BLOCKS
from clampdown.experiments.windows import resolved
from clampdown.schema.loading import load_pack, pack_ids
from clampdown.schema.stage import stages_behind, unplaced_of
