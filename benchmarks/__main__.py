"""`python -m benchmarks [part ...] [--tiny]`: run the parts, print ratios, write RESULTS.md.

--tiny: small sizes, to see that everything works; nothing is written.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import chat, feed, machine, nearby, osm_map, page, routes
from benchmarks.results import Section, keep

PARTS: dict[str, Callable[[Path, bool], Section]] = {
    "page": page.run,
    "feed": feed.run,
    "chat": chat.run,
    "nearby": nearby.run,
    "routes": routes.run,
    "map": osm_map.run,
}


def main(arguments: list[str]) -> int:
    """Run what was asked for; 1 when a result was wrong."""
    tiny = "--tiny" in arguments
    wanted = [one for one in arguments if one != "--tiny"] or list(PARTS)
    unknown = [one for one in wanted if one not in PARTS]
    if unknown:
        print(f"There is no part {', '.join(unknown)}. There are: {', '.join(PARTS)}.")
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers are stopped, too
    if machine.is_pinned():
        os.sched_setaffinity(0, {machine.LOAD_CORE})
    wrong = 0
    for name in wanted:
        load, began = machine.load(), time.monotonic()
        print(f"\n{name} ...", flush=True)
        try:
            with tempfile.TemporaryDirectory(prefix=f"amble-bench-{name}-") as folder:
                section = PARTS[name](Path(folder), tiny)
        except machine.WrongResult as problem:
            print(f"WRONG: {problem}")
            wrong += 1
            continue
        except machine.NotMeasured as problem:
            print(f"NOT MEASURED: {problem}")
            continue
        print(section.tables())
        print(f"({time.monotonic() - began:.0f} s)", flush=True)
        if not tiny:
            keep(section, load)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
