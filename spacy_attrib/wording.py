"""What messages have in common."""

LONGEST = 120  # characters of a text that a message repeats


def shown(text: str) -> str:
    """A text as a message repeats it: no more of it than a line."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def shown_path(path: object) -> str:
    """The path of a file, or a place in one, as a message repeats it: no more than a line, and of a longer one the end, which tells most."""
    text = str(path)
    return text if len(text) <= LONGEST else "…" + text[1 - LONGEST :]


class Cut:
    """Stands in a message for a value whose representation is longer than a line, and has the beginning of it."""

    def __init__(self, said: str) -> None:
        self._said = shown(said)

    def __repr__(self) -> str:
        return self._said


def shown_value(value: object) -> object:
    """Any value as a message repeats it: a text, or the representation of anything else, no longer than a line."""
    if isinstance(value, str):
        return shown(value)
    try:
        said = repr(value)
    except RecursionError:  # lists in lists, deeper than Python goes
        return Cut(f"a {type(value).__name__} in too many levels")
    return value if len(said) <= LONGEST else Cut(said)


def how_to_install(extra: str) -> str:
    """The commands that get an optional part of the package, from an index and from a checkout."""
    return f"`pip install 'spacy-attrib[{extra}]'`, or in a checkout `pip install '.[{extra}]'`"
