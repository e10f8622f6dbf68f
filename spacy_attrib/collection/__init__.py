"""What holds across articles: who speaks, once for all of them, and which statements several of them have."""
from .people import COLUMNS, People, Speaker, add_people, find_people

__all__ = ["COLUMNS", "People", "Speaker", "add_people", "find_people"]
