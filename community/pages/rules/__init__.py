"""Pure rules of the pages: what is asked of Find, how far feet reach, the map-like sketch."""
