"""Which places lie near any of others: a grid, so that nobody is compared with everybody."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from community.routes.rules.track import Floats

_ROW = 1 << 32  # cells in a row of the grid: more than lie round the Earth


def are_near(
    x: Floats, y: Floats, others_x: Floats, others_y: Floats, reach_m: float
) -> NDArray[np.bool_]:
    """Return for each place (metres on a plane) whether one of the others is within reach."""
    near = np.zeros(x.size, dtype=bool)
    cells = _cells(others_x, others_y, reach_m)
    order = np.argsort(cells, kind="stable")
    cells, others_x, others_y = cells[order], others_x[order], others_y[order]
    own = _cells(x, y, reach_m)
    for beside in (0, -1, 1, -_ROW, _ROW, -_ROW - 1, -_ROW + 1, _ROW - 1, _ROW + 1):
        at = np.searchsorted(cells, own + beside, "left")
        end = np.searchsorted(cells, own + beside, "right")
        while (asked := np.flatnonzero(~near & (at < end))).size:
            one = at[asked]
            away = np.hypot(x[asked] - others_x[one], y[asked] - others_y[one])
            near[asked] = away <= reach_m
            at[asked] += 1
    return near


def _cells(x: Floats, y: Floats, size_m: float) -> NDArray[np.int64]:
    columns, rows = np.floor(x / size_m).astype(np.int64), np.floor(y / size_m).astype(np.int64)
    return rows * _ROW + columns
