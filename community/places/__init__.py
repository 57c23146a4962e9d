"""Places: names, distances, nearest search, the map and its words, height grids."""
