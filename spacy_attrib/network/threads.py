"""One thread for the products of small matrices: several wait for each other longer than they work."""

from contextlib import contextmanager
from functools import lru_cache
from threading import Lock
from typing import Any, Iterator, List

from threadpoolctl import ThreadpoolController

_lock = Lock()
_inside: List[Any] = []  # a limit for each caller inside, only the first of which has set anything


@lru_cache(maxsize=None)
def _controller() -> ThreadpoolController:
    return ThreadpoolController()  # looks through all libraries that are loaded


@contextmanager
def one_thread() -> Iterator[None]:
    """Let BLAS work in one thread, until the last caller of all threads has left; then it has as many as before."""
    with _lock:
        _inside.append(None if _inside else _controller().limit(limits=1, user_api="blas"))
    try:
        yield
    finally:
        with _lock:
            limit = _inside.pop() if len(_inside) == 1 else _inside.pop(1)
            if limit is not None:
                limit.restore_original_limits()
