"""Who said what in the news, and may the reader know who it was: a spaCy plugin."""
from . import displacy
from .about import __version__
from .attributions import Attribution, Speaker, add_record, concat, realign, to_record
from .explaining import explain
from .extensions import set_extensions
from .pipelines import load
from .tokens import split_at_marks

set_extensions()

__all__ = ["__version__", "Attribution", "Speaker", "add_record", "concat", "displacy", "explain", "load", "realign", "split_at_marks", "to_record"]
