"""What the program is that is starting."""

import os
import sys
from pathlib import Path

NAME = __package__ or ""


def is_own_command() -> bool:
    """Whether `spacy-attrib` or `python -m spacy_attrib` is starting. `sys.argv` does not tell yet what stands behind `-m`."""
    if sys.argv[:1] == ["-m"]:
        return f"-m{NAME}" in sys.orig_argv or ("-m", NAME) in zip(sys.orig_argv, sys.orig_argv[1:])
    return Path(sys.argv[0] if sys.argv else "").stem == NAME.replace("_", "-")


def end_quietly_at_interrupt() -> None:
    """Let a press of Ctrl-C end the program at once, without a traceback of what was being imported."""
    import signal

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, lambda number, frame: os._exit(128 + number))
