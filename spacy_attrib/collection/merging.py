"""Who is put together with whom, and why: sets that grow by merges, each with its evidence."""

from dataclasses import dataclass
from typing import Any, Dict, List, Sequence, Tuple


@dataclass(frozen=True)
class Merge:
    """One merge of two speakers.

    first, second (int): Their positions among all speakers.
    rule (str): Which rule put them together, e.g. "same name".
    evidence (Tuple[str, ...]): What spoke for it, in words; may be empty where the rule says it all.
    """

    first: int
    second: int
    rule: str
    evidence: Tuple[str, ...] = ()

    def to_dict(self, named: Sequence[Dict[str, Any]]) -> Dict[str, Any]:
        """As JSON data; `named` gives article and name of every speaker, as corrections refer to it."""
        return {"rule": self.rule, "evidence": list(self.evidence), "first": named[self.first], "second": named[self.second]}


class Merging:
    """Disjoint sets of speakers.

    apart (Sequence[int]): For every speaker the number of the list that keeps it apart from all others, 0 for most.
    """

    def __init__(self, apart: Sequence[int]):
        self.apart = apart
        self.merges: List[Merge] = []
        self._parent = list(range(len(apart)))

    def root(self, one: int) -> int:
        """The speaker that stands for all of a set: its first."""
        while self._parent[one] != one:
            self._parent[one] = self._parent[self._parent[one]]
            one = self._parent[one]
        return one

    def may_join(self, one: int, other: int) -> bool:
        """Whether no correction keeps two apart."""
        return self.apart[one] == self.apart[other]

    def join(self, one: int, other: int, rule: str, evidence: Sequence[str] = ()) -> bool:
        """Put two sets together, unless a correction keeps them apart or they are one; tells whether they are one now."""
        if not self.may_join(one, other):
            return False
        first, second = sorted((self.root(one), self.root(other)))
        if first != second:
            self._parent[second] = first
            self.merges.append(Merge(min(one, other), max(one, other), rule, tuple(evidence)))
        return True

    def sets(self) -> List[List[int]]:
        """The sets, in the order of their first members."""
        members: Dict[int, List[int]] = {}
        for one in range(len(self._parent)):
            members.setdefault(self.root(one), []).append(one)
        return list(members.values())
