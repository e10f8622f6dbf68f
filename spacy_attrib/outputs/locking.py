"""Keeping two runs from writing to one file."""

from pathlib import Path
from typing import IO, Any

from .base import OutputError

try:
    import fcntl
except ImportError:  # Windows: there nobody is kept from it
    fcntl = None  # type: ignore[assignment]


def lock(file: "IO[Any]", path: Path) -> None:
    """Hold a file until it is closed or the process ends. Raises OutputError that names `path` if another process holds it."""
    if fcntl is not None:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise OutputError(f"'{path}' is being written by another run: wait for its end.") from None
