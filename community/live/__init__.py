"""Live rooms and the walk board (chat.md).

Tables: room, entry, read_mark, board, board_row, live_signal. Stands on events and groups.
"""

from community.live.signals import BoardClosed, OccurrenceRegisterReady, PersonHomeSafe

__all__ = ["BoardClosed", "OccurrenceRegisterReady", "PersonHomeSafe"]
