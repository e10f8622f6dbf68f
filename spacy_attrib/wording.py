"""What messages have in common."""

LONGEST = 120  # characters of a text that a message repeats


def shown(text: str) -> str:
    """A text as a message repeats it: no more of it than a line."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def how_to_install(extra: str) -> str:
    """The commands that get an optional part of the package, from an index and from a checkout."""
    return f"`pip install 'spacy-attrib[{extra}]'`, or in a checkout `pip install '.[{extra}]'`"
