"""How commands end: whatever stops one, it cleans up behind it and says why in one line."""

import errno
import os
import signal
import sys
import threading
from functools import wraps
from typing import Any, Callable, ParamSpec, TypeVar

from .common import fail

Given = ParamSpec("Given")
Result = TypeVar("Result")
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
LONGEST_NAME = 60  # characters of a file's name in a message


def orderly(command: Callable[Given, Result]) -> Callable[Given, Result]:
    """The same command, which also ends in one line, and with its temporary files gone, when it is told to stop, memory is short or a file
    cannot be reached."""

    @wraps(command)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        _take_standard_streams()
        in_main = threading.current_thread() is threading.main_thread()  # only there can signals be taken
        numbers = [getattr(signal, name) for name in SIGNALS if in_main and hasattr(signal, name)]
        before = [signal.signal(number, _stop) for number in numbers]
        try:
            return command(*args, **kwargs)
        except MemoryError:
            fail("There is not enough memory. Use fewer processes, smaller batches or shorter articles.")
        except BrokenPipeError:
            os._exit(0)  # whoever read the output has seen enough, and nothing can be flushed any more
        except OSError as error:
            if error.errno is None:
                raise
            fail(_told(error))
        finally:
            for number, handler in zip(numbers, before):
                signal.signal(number, handler)

    return run


def _stop(number: int, frame: Any) -> None:
    signal.signal(number, signal.SIG_DFL)  # a second one ends it at once
    print(f"Stopped by {signal.Signals(number).name}.", file=sys.stderr, flush=True)
    sys.exit(128 + number)


def _take_standard_streams() -> None:
    """Let no file that is opened later take the place of a standard stream that is closed."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError as error:
            if error.errno == errno.EBADF:
                os.open(os.devnull, os.O_RDWR)  # the lowest number that is free


def _told(error: OSError) -> str:
    name = "" if error.filename is None else str(error.filename)
    name = name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
    return f"'{name}' cannot be used: {error.strerror}." if name else f"{error.strerror}."
