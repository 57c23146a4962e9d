"""The demo neighbourhood: Vaduz and Schaan, with invented people.

No tables: it tells ten weeks of six groups through the actions of the other features, each step at
its own time (`clock.retelling`), so that everything is as if people had done it. The ground, seats
and surfaces are the map's (`data/SOURCES.md`); people, walks and recces are invented, and the pages
say so. Its data is in `rules` (who, where, when, what is said), its steps are in `actions`.
"""

from community.demo.actions import Refused, is_seeded, seed

__all__ = ["Refused", "is_seeded", "seed"]
