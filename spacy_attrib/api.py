"""What the package gives to those who import it, with the extension attributes of Docs registered."""

from .attributions import Attribution, Speaker, add_record, concat, realign, to_record
from .explaining import explain
from .extensions import set_extensions
from .pipelines import load
from .tokens import split_at_marks

set_extensions()

__all__ = ["Attribution", "Speaker", "add_record", "concat", "explain", "load", "realign", "split_at_marks", "to_record"]
