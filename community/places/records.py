"""Records and arrays in files that are mapped into memory: nothing is read that is not asked for.

A table of records is two files: `<name>.bin` holds the records one after the other as JSON,
`<name>_at.npy` where each one begins. Arrays are plain `.npy`.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import Generic, TypeVar

import msgspec
import numpy as np
from numpy.typing import ArrayLike, NDArray

T = TypeVar("T")
FLUSH_EVERY = 20_000  # records in memory before they are written (places.md 2)


class RecordWriter:
    """Writes a table, 20,000 records at a time."""

    def __init__(self, folder: Path, name: str) -> None:
        self._at = array("q", [0])
        self._waiting: list[bytes] = []
        self._index = folder / f"{name}_at.npy"
        self._file = open(folder / f"{name}.bin", "wb")  # noqa: SIM115 - closed by `close`

    def __len__(self) -> int:
        return len(self._at) - 1

    def add(self, record: object) -> int:
        """Append a record and return its row."""
        told = msgspec.json.encode(record)
        self._waiting.append(told)
        self._at.append(self._at[-1] + len(told))
        if len(self._waiting) >= FLUSH_EVERY:
            self._flush()
        return len(self) - 1

    def close(self) -> None:
        """Write what waits, and the index."""
        self._flush()
        self._file.close()
        np.save(self._index, np.frombuffer(self._at, np.int64))

    def _flush(self) -> None:
        self._file.write(b"".join(self._waiting))
        self._waiting.clear()


class Records(Generic[T]):
    """A table that is read row by row, from any thread."""

    def __init__(self, folder: Path, name: str, kind: type[T]) -> None:
        self._at = open_array(folder, f"{name}_at")
        file = folder / f"{name}.bin"
        is_empty = file.stat().st_size == 0  # which cannot be mapped
        self._bytes = np.zeros(0, np.uint8) if is_empty else _plain(np.memmap(file, np.uint8, "r"))
        self._decoder = msgspec.json.Decoder(kind)
        if len(self._bytes) != int(self._at[-1]):
            raise ValueError(f"{file.name} is not whole")

    def __len__(self) -> int:
        return len(self._at) - 1

    def at(self, rows: Iterable[int]) -> dict[int, T]:
        """Return the records of the rows, each once."""
        found = {}
        for row in rows:
            if row not in found:
                told = self._bytes[self._at[row] : self._at[row + 1]]
                found[row] = self._decoder.decode(told.data)
        return found


def save_array(folder: Path, name: str, values: ArrayLike, kind: type[np.generic]) -> None:
    """Write `<name>.npy`."""
    np.save(folder / f"{name}.npy", np.ascontiguousarray(values, dtype=kind))


def open_array(folder: Path, name: str) -> NDArray:
    """Map `<name>.npy` into memory."""
    return _plain(np.load(folder / f"{name}.npy", mmap_mode="r"))


def _plain(mapped: NDArray) -> NDArray:
    """Return the same memory as a plain array: numpy's memmap costs time with every slice."""
    return np.asarray(mapped)
