"""What happened to challenges."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ChallengeStarted:
    """A group has a new challenge."""

    challenge_id: int
    group_id: int


@dataclass(frozen=True)
class ChallengeEnded:
    """An organiser ended a challenge before its last day."""

    challenge_id: int
    group_id: int
