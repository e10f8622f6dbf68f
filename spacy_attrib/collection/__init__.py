"""What holds across articles: who speaks, once for all of them, and which statements several of them have."""

from .people import People, PeopleFinder, Speaker, add_people, find_people
from .statements import Statement, Version, find_statements

__all__ = ["People", "PeopleFinder", "Speaker", "Statement", "Version", "add_people", "find_people", "find_statements"]
