"""Who said what in the news, and may the reader know who it was: a spaCy plugin."""

from typing import TYPE_CHECKING, Any

from .about import __version__
from .starting import end_quietly_at_interrupt, is_own_command

__all__ = [
    "__version__", "Attribution", "Speaker", "add_record", "concat", "displacy", "explain", "load", "realign", "split_at_marks", "to_record"
]  # fmt: skip

if is_own_command() and not TYPE_CHECKING:  # it imports what it uses: whoever asks for help need not wait for spaCy
    end_quietly_at_interrupt()

    def __getattr__(name: str) -> Any:
        """What a component of somebody else, run by the command, finds in this package."""
        from importlib import import_module

        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        given = import_module(".api", __name__)
        return import_module(".displacy", __name__) if name == "displacy" else getattr(given, name)

else:
    from . import displacy
    from .api import Attribution, Speaker, add_record, concat, explain, load, realign, split_at_marks, to_record
