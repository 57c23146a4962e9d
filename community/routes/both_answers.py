"""What two leaders say of a route at the same time: both, in one form.

Who was slower gets her form back. Without what the faster one said in it, saving it again would
take that away unseen: a stile, say, and with it the letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from community.routes.forms import MOST_ROWS, Answers
from community.routes.way_rows import WayRow

_UNANSWERED = ("", "not_known")


def with_newer(sent: Answers, newer: Answers) -> Answers:
    """Return the sent answers with what the newer state says besides; what was sent goes first."""
    values = {
        name: newer.values.get(name, text) if text in _UNANSWERED else text
        for name, text in sent.values.items()
    }
    said = {_thing(row): row for row in newer.rows if not row.is_mapped or _is_touched(row)}
    rows = [_of_both(row, said[_thing(row)]) if _thing(row) in said else row for row in sent.rows]
    known = {_thing(row) for row in sent.rows}
    missing = [row for thing, row in said.items() if thing not in known]
    return replace(sent, values=values, rows=[*rows, *_with_own_tokens(missing, rows)])


def _thing(row: WayRow) -> str:
    """Return what the row is about: the map's thing, else what a leader said."""
    return f"{row.osm}|{row.was}" if row.is_mapped else row.told


def _is_touched(row: WayRow) -> bool:
    return row.is_changed or bool(row.verdict)


def _of_both(sent: WayRow, newer: WayRow) -> WayRow:
    if not sent.is_mapped or _is_touched(sent):
        return sent
    return replace(newer, token=sent.token)


def _with_own_tokens(rows: Sequence[WayRow], others: Sequence[WayRow]) -> Iterator[WayRow]:
    taken = {row.token for row in others}
    free = (token for number in range(MOST_ROWS) if (token := f"s{number}") not in taken)
    for row in rows:
        keeps = row.is_mapped and row.token not in taken  # the map's number of the thing
        yield row if keeps else replace(row, token=next(free))
