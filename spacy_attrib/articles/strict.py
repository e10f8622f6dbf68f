"""JSON that can be written again as it was read."""

import json
from typing import Any, List

DEEPEST = 100  # levels; Python itself gives up at some hundred, and where depends on who asks


def strict_json(text: str) -> Any:
    """Read JSON: no NaN or infinity, which JSON does not know, no number that becomes one, no more than `DEEPEST` levels.

    text (str): The text.
    RETURNS (Any): What it holds.
    RAISES (ValueError): If it is no such JSON; the message is short.
    """
    try:
        value = json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
    if text.count("[") + text.count("{") > DEEPEST:
        _check_depth(value)
    return value


TOO_DEEP = f"it is nested more than {DEEPEST} levels deep"


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number in JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"the number {digits[:30]} is too large")
    return number


def _check_depth(value: Any) -> None:
    level: List[Any] = [value]
    for _ in range(DEEPEST):
        level = [child for each in level for child in (each.values() if isinstance(each, dict) else each) if isinstance(child, (dict, list))]
        if not level:
            return
    raise ValueError(TOO_DEEP)
