"""Goals that a group reaches together from its members' logs.

Tables: challenge, challenge_part, counted_day. Stands on journal, events and groups. It knows days
and minutes, never pain or plan. Members see the group's total once three take part, and each their
own part; nobody sees another's.
"""

from community.challenges.actions import (
    Goal,
    end_challenge,
    join_challenge,
    leave_challenge,
    start_challenge,
)
from community.challenges.models import Challenge, CountedDay, Part
from community.challenges.queries import (
    ChallengeCard,
    challenges_of_group,
    recount,
    running_challenges_of,
)
from community.challenges.rules import Span
from community.challenges.signals import ChallengeEnded, ChallengeStarted

__all__ = [
    "Challenge",
    "ChallengeCard",
    "ChallengeEnded",
    "ChallengeStarted",
    "CountedDay",
    "Goal",
    "Part",
    "Span",
    "challenges_of_group",
    "end_challenge",
    "join_challenge",
    "leave_challenge",
    "recount",
    "running_challenges_of",
    "start_challenge",
]
