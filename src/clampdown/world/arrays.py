"""Short names of array types, by kind and bytes per entry."""

import numpy as np
from numpy.typing import NDArray

U1 = NDArray[np.uint8]
U8 = NDArray[np.uint64]
I4 = NDArray[np.int32]
I8 = NDArray[np.int64]
F8 = NDArray[np.float64]
