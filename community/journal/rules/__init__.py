"""Pure rules of the journal: the colour of a walk, what can be true, the chart, the words.

colour: backcare.md 1.7. checks: what an entry may hold. chart: pain before and after, 0 to 10.
words: answers about the legs; when a change is clear.
"""

from community.journal.rules.chart import Comparison, PainChart, compared, pain_chart
from community.journal.rules.checks import (
    LONGEST_WALK_MINUTES,
    Entry,
    is_too_fast,
    kept_distance_m,
    latest_day,
    minutes_until,
    without_health,
)
from community.journal.rules.colour import (
    LEGS,
    Colour,
    ColouredWalk,
    PainOfWalk,
    WalkColour,
    colour_of_walk,
    colours_of,
    usual_morning,
)
from community.journal.rules.words import LEG_WORDS, clear_change

__all__ = [
    "LEGS",
    "LEG_WORDS",
    "LONGEST_WALK_MINUTES",
    "Colour",
    "ColouredWalk",
    "Comparison",
    "Entry",
    "PainChart",
    "PainOfWalk",
    "WalkColour",
    "clear_change",
    "colour_of_walk",
    "colours_of",
    "compared",
    "is_too_fast",
    "kept_distance_m",
    "latest_day",
    "minutes_until",
    "pain_chart",
    "usual_morning",
    "without_health",
]
