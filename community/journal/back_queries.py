"""Reads of what a person told of her own back: by herself only."""

from __future__ import annotations

from dataclasses import dataclass

from community.accounts import has_consent
from community.journal.models import BackNote
from community.routes import NEEDS, Back, Need

BACK = "back"  # the kind of consent


@dataclass(frozen=True)
class BackTold:
    """What somebody ticked and typed; `speed_m_per_min` None: as most people walk."""

    needs: frozenset[Need] = frozenset()
    sits_after_min: int | None = None
    brings_seat: bool = False
    minds_downhill: bool = True
    speed_m_per_min: float | None = None
    is_shown: bool = True

    def for_routes(self) -> Back | None:
        """Return what routes are asked with; None when there is nothing to ask, or she does not
        want to be told."""
        if not (self.needs and self.is_shown):
            return None
        return Back(
            needs=self.needs,
            sits_after_min=self.sits_after_min,
            brings_seat=self.brings_seat,
            minds_downhill=self.minds_downhill,
            speed_m_per_min=self.speed_m_per_min or Back.speed_m_per_min,
        )


@dataclass(frozen=True)
class BackPage:
    """The page "My back". `version` is what a form has to bring back."""

    has_consent: bool
    told: BackTold
    version: int


def may_keep_back(person_id: int) -> bool:
    """Whether the person agreed that we keep what she tells of her back."""
    return bool(has_consent(person_id, BACK))


def back_page(person_id: int) -> BackPage:
    """Return what the person told, empty when she told nothing yet."""
    note = BackNote.get_or_none(BackNote.person == person_id)
    agreed = may_keep_back(person_id)
    if note is None:
        return BackPage(agreed, BackTold(), 0)
    return BackPage(agreed, told_of(note), note.version)


def back_of(person_id: int) -> Back | None:
    """Return what routes are asked with for this person. Without her consent there is no row."""
    note = BackNote.get_or_none(BackNote.person == person_id)
    return None if note is None else told_of(note).for_routes()


def told_of(note: BackNote) -> BackTold:
    """Return what a row says; needs that are not known any more are left out."""
    return BackTold(
        needs=frozenset(need for need in NEEDS if need in note.needs),
        sits_after_min=note.sits_after_min,
        brings_seat=note.brings_seat,
        minds_downhill=note.minds_downhill,
        speed_m_per_min=note.speed_m_per_min,
        is_shown=note.is_shown,
    )


def own_back(person_id: int) -> dict[str, object] | None:
    """Return it as the person's own download holds it."""
    note = BackNote.get_or_none(BackNote.person == person_id)
    if note is None:
        return None
    told = told_of(note)
    return {**vars(told), "needs": sorted(told.needs), "changed_at": note.changed_at.isoformat()}
