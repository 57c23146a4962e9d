"""Pure rules about places on the Earth: distances, boxes, rounding."""

from community.places.rules.distance import (
    Box,
    boxes_around,
    distance_m,
    distances_m,
    metres_per_degree,
    path_length_m,
    plane_metres,
    rounded_place,
    step_lengths_m,
)

__all__ = [
    "Box",
    "boxes_around",
    "distance_m",
    "distances_m",
    "metres_per_degree",
    "path_length_m",
    "plane_metres",
    "rounded_place",
    "step_lengths_m",
]
