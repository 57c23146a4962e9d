"""The private journal: minutes and pain of one's own walks.

Tables: log, back_note. Stands on events, live, routes, accounts. Health data never leaves the
person: pain, leg answers and notes are kept with her consent only and erased when she withdraws it,
and so is, with a consent of its own ("back"), what she tells of her back, from which she alone
reads "Is it for me?" on routes and walks. Higher features are told days and counted minutes
(`LogChanged`, `counted_minutes`), never pain.
"""

from community.journal.actions import (
    confirm_log,
    delete_log,
    draft_from_register,
    edit_log,
    hold_journal,
    write_log,
)
from community.journal.back_actions import keep_back
from community.journal.back_queries import BACK, BackTold
from community.journal.models import Log
from community.journal.queries import LogRow, counted_minutes, drafts_of
from community.journal.rules import Entry
from community.journal.signals import LogChanged

__all__ = [
    "BACK",
    "BackTold",
    "Entry",
    "Log",
    "LogChanged",
    "LogRow",
    "confirm_log",
    "counted_minutes",
    "delete_log",
    "draft_from_register",
    "drafts_of",
    "edit_log",
    "hold_journal",
    "keep_back",
    "write_log",
]
