"""Live rooms and the walk board (chat.md).

Tables: room, entry, read_mark, board, board_row, presence, live_signal. Stands on events and
groups. Calendar does not know it; journal hears its signals.
"""

from community.live.actions import post_notice, store_posts
from community.live.board_queries import BoardView, board_of
from community.live.course_actions import close_board, start_walk
from community.live.models import Board, BoardRow, Entry, Room
from community.live.payloads import parse_post
from community.live.queries import room_of_walk, unread_count, unread_in_walk
from community.live.rules.entries import Post
from community.live.signals import BoardClosed, OccurrenceRegisterReady, PersonHomeSafe

__all__ = [
    "Board",
    "BoardClosed",
    "BoardRow",
    "BoardView",
    "Entry",
    "OccurrenceRegisterReady",
    "PersonHomeSafe",
    "Post",
    "Room",
    "board_of",
    "close_board",
    "parse_post",
    "post_notice",
    "room_of_walk",
    "start_walk",
    "store_posts",
    "unread_count",
    "unread_in_walk",
]
