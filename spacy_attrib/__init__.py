"""Who said what in the news, and may the reader know who it was: a spaCy plugin."""
from .about import __version__

__all__ = ["__version__"]
