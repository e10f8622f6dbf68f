"""Locks of what is loaded or remembered late, by whichever thread comes first; none of them stays locked in a forked process."""

import os
from threading import RLock
from typing import ContextManager, Protocol
from weakref import WeakSet


class Renewable(Protocol):
    """Something with a lock of its own."""

    def renew(self) -> None:
        """Make the lock anew, and whatever another thread may have been changing under it."""


_loading = RLock()
_owners: "WeakSet[Renewable]" = WeakSet()


def loading() -> ContextManager:
    """The lock under which weights are loaded when first used: whole, before another thread reads them. One for each process."""
    return _loading


def renew_in_forks(owner: Renewable) -> None:
    """See to it that `owner.renew()` is called in every process that is forked off: the thread that may have held its lock does not live there."""
    _owners.add(owner)


def _renew() -> None:
    global _loading
    _loading = RLock()
    for owner in list(_owners):
        owner.renew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew)
