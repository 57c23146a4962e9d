"""What walks and consents do to the journal, in the transaction of their cause."""

from __future__ import annotations

from community.accounts import ConsentWithdrawn
from community.events import RegisterChanged
from community.foundation import clock
from community.foundation.signals import receives
from community.journal import actions, back_actions
from community.journal.back_queries import BACK
from community.live import OccurrenceRegisterReady, PersonHomeSafe


@receives(PersonHomeSafe)
def draft_of_who_is_home(signal: PersonHomeSafe) -> None:
    """Who is home finds the walk in the journal at once."""
    now = clock.now()
    actions.draft_from_register(signal.occurrence_id, now, signal.person_id)
    if signal.left_early_at is not None:
        actions.note_who_left_early(
            signal.occurrence_id, signal.person_id, signal.left_early_at, now
        )


@receives(OccurrenceRegisterReady)
def drafts_of_all(signal: OccurrenceRegisterReady) -> None:
    """Everybody in the register finds the walk in the journal."""
    actions.draft_from_register(signal.occurrence_id, clock.now())


@receives(RegisterChanged)
def forget_who_was_not_there(signal: RegisterChanged) -> None:
    """A draft of somebody who was ticked by mistake goes again."""
    if not signal.present:
        actions.forget_draft(signal.occurrence_id, signal.person_id)


@receives(ConsentWithdrawn)
def erase_what_was_agreed_to(signal: ConsentWithdrawn) -> None:
    """Without the consent, what it was for is erased in the same step."""
    if signal.kind == "health":
        actions.erase_pain(signal.person_id)
    elif signal.kind == BACK:
        back_actions.erase_back(signal.person_id)
