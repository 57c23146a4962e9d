"""Writes RESULTS.md: one section a part, so that running one part leaves the others standing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from benchmarks import machine

FILE = machine.HERE / "RESULTS.md"
BUSY = 4.0  # load average; a benchmark alone makes about two
BUSY_SENTENCE = (
    "**The machine was busy with other work**: rates and latencies by the wall clock are worse "
    "than on a quiet one and vary; ratios per CPU-second hold better."
)
HEAD = """# What was measured

`make bench` writes this file; `make bench-chat` and the like renew one section. Ratios come first:
they can be compared, rates of different machines and days cannot. "Bar": what
`../shared/spec/speed.md` section 7 and `calendar.md` section 7 ask of the finished product.
Server and load are pinned to a core each; candidates take turns; figures are medians of the rounds.
"""


@dataclass
class Table:
    """One table; the ratio stands in the first column."""

    header: list[str]
    rows: list[list[str]] = field(default_factory=list)

    def add(self, *cells: object) -> None:
        """Add a row."""
        self.rows.append([str(cell) for cell in cells])

    def markdown(self) -> str:
        """Return the table as GitHub shows it."""
        lines = [self.header, ["---"] * len(self.header), *self.rows]
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)


@dataclass
class Section:
    """What one part found."""

    part: str
    title: str
    table: Table
    notes: list[str]
    more: list[Table] = field(default_factory=list)

    def tables(self) -> str:
        """Return its tables, one below the other."""
        return "\n\n".join(table.markdown() for table in (self.table, *self.more))

    def markdown(self, load_before: str) -> str:
        """Return the section with date, machine and how busy it was."""
        when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
        load = f"load average {load_before} before, {machine.load()} after"
        facts = f"{when}; {machine.about()}; {load}."
        if max(float(load_before), float(machine.load())) > BUSY:
            facts += f" {BUSY_SENTENCE}"
        notes = "\n".join(f"- {note}" for note in self.notes)
        return f"## {self.title}\n\n{facts}\n\n{self.tables()}\n\n{notes}\n"


def keep(section: Section, load_before: str) -> None:
    """Put the section into the file, in place of its older self."""
    text = FILE.read_text() if FILE.exists() else HEAD
    begin, end = f"<!-- {section.part} -->", f"<!-- end of {section.part} -->"
    block = f"{begin}\n{section.markdown(load_before)}{end}\n"
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}\n", re.DOTALL)
    if pattern.search(text):
        text = pattern.sub(lambda _: block, text)
    else:
        text = f"{text.rstrip()}\n\n{block}"
    FILE.write_text(text)


def times(ratio: float) -> str:
    """Return a ratio as tables show it."""
    digits = 0 if ratio >= 100 else 1 if ratio >= 10 else 2
    return f"**{ratio:,.{digits}f} x**"


def against(ratio: float, bar: float) -> str:
    """Return the bar and whether it was reached."""
    return f"{bar:g} x: {'reached' if ratio >= bar else 'not reached'}"
