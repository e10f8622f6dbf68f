"""What messages have in common."""
LONGEST = 120  # characters of a text that a message repeats


def shown(text: str) -> str:
    """A text as a message repeats it: no more of it than a line."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
