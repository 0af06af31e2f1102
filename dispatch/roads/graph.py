"""The graph that is searched: roads with a direction as nodes, turns as arcs, all of it flat arrays."""

import msgspec
import numpy as np
from numpy.typing import NDArray


class Graph(msgspec.Struct, frozen=True):
    """Roads with a direction ("states") and the turns between them, ready for a search from its end.

    Row `s` of the sparse matrix (`indptr`, `indices`, `cost`) lists the states from which one turns into
    `s`; `cost` is what driving that earlier state and turning costs the chooser of the way, `seconds` what
    it takes. By state: its `piece`, whether it is driven `back`, its own `state_cost` and `state_seconds`.
    By piece: `metres`, and its states `forward` and `backward` (-1 where closed). Points of the pieces
    (`points`, Mercator metres, at most 100 m apart) say which piece they lie on, in order, and how far
    `along` it, in metres.
    """

    indptr: NDArray[np.int32]
    indices: NDArray[np.int32]
    cost: NDArray[np.float64]
    seconds: NDArray[np.float32]
    state_piece: NDArray[np.int32]
    state_back: NDArray[np.bool_]
    state_cost: NDArray[np.float32]
    state_seconds: NDArray[np.float32]
    metres: NDArray[np.float32]
    forward: NDArray[np.int32]
    backward: NDArray[np.int32]
    points: NDArray[np.float64]
    point_piece: NDArray[np.int32]
    along: NDArray[np.float32]

    @property
    def states(self) -> int:
        """How many roads with a direction there are."""
        return len(self.state_piece)

    @property
    def kilometres(self) -> float:
        """Length of all roads."""
        return float(self.metres.sum(dtype=np.float64)) / 1000.0
