"""Attributions of more articles than one machine can read: a DataFrame in, a DataFrame out, and a job for `spark-submit`."""

from .frames import Options, extract
from .schema import ATTRIBUTIONS, ERROR, attributions_type

__all__ = ["ATTRIBUTIONS", "ERROR", "Options", "attributions_type", "extract"]
