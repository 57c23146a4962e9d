"""Walks: one-off and weekly, their dates, answers, waiting list, register.

Tables: walk, walk_leader, occurrence, answer, series_answer, attendance. Stands on routes, groups.
"""

from community.events.models import (
    Answer,
    Attendance,
    Occurrence,
    SeriesAnswer,
    Walk,
    WalkLeader,
)

__all__ = ["Answer", "Attendance", "Occurrence", "SeriesAnswer", "Walk", "WalkLeader"]
