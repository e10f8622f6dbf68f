"""Files and folders that appear whole under their name, or not at all."""

import errno
import os
import re
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.I)


def is_device(name: str) -> bool:
    """Whether no file may have a name on Windows, with whatever behind a point."""
    return _DEVICES.match(name) is not None


def is_special(path: Path) -> bool:
    """Whether there is something at a path that is neither a file nor a folder: a device, a pipe, a socket. Links are followed."""
    return path.exists() and not path.is_file() and not path.is_dir()


def resolved(path: Path) -> Path:
    """The absolute path, with links followed. `Path.resolve` raises a RuntimeError at links that lead in a circle, or says nothing, by the
    version of Python.

    RAISES (OSError): If links lead in a circle.
    """
    try:
        path.stat()
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise OSError(errno.ELOOP, "it is a link that leads back to itself", str(path)) from None
    return Path(os.path.realpath(path))


def are_same(one: Path, other: Path) -> bool:
    """Whether two paths are one when links are followed; what is there, or whether anything is, does not matter."""
    return os.path.realpath(one) == os.path.realpath(other)


@contextmanager
def whole_path(path: Path) -> Iterator[Path]:
    """A temporary name in the folder of `path`, to write a file or a folder to; what is there at the end takes the place of the old
    one. After an error all is as it was. A device or a pipe has no old content to keep: for that it is `path` itself."""
    path = resolved(path)  # a symbolic link stays, what it points at is replaced
    if is_special(path):
        yield path
        return
    folder = Path(tempfile.mkdtemp(prefix=f".{path.name[:50]}.", dir=path.parent))
    try:
        yield folder / path.name
        if path.is_dir():
            os.replace(path, folder / "old")  # a folder cannot be replaced unless it is empty
        os.replace(folder / path.name, path)
    finally:
        if not path.exists() and (folder / "old").exists():
            os.replace(folder / "old", path)
        shutil.rmtree(folder, ignore_errors=True)
