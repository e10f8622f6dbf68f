"""An attribution in the making, which the stages hand on to each other."""

from dataclasses import dataclass, field
from typing import Dict, Hashable, List, Optional

from ..page.intervals import Offsets


@dataclass
class Draft:
    """An attribution in the making, in token offsets (half-open).

    `find` fills content, cue, source and act, `resolve` who the speaker is, `type` the rest; `form` and the ids of speakers are
    given when the attributions are written.

    content, cue, source, disclosure, reason (List[Offsets]): The pieces of each role.
    act, form, source_type (Optional[str]): See `scheme`.
    speaker (Optional[Offsets]): The most informative mention of whoever the source is.
    person (Optional[int]): Who that is among the people whom the article names.
    by_writer (bool): Whether the writer of the article is the source.
    several (bool): Whether it is several people, and the article names them.
    phrase (Optional[str]): For somebody without a name the words that tell who it is, in lower case: two with one phrase are the same.
    score (Optional[float]): Confidence between 0 and 1.
    why (Dict[str, str]): For content, speaker, type and disclosure what decided: the name of a rule, a step or the network.
    """

    content: List[Offsets]
    cue: List[Offsets] = field(default_factory=list)
    source: List[Offsets] = field(default_factory=list)
    act: Optional[str] = None
    form: Optional[str] = None
    speaker: Optional[Offsets] = None
    source_type: Optional[str] = None
    disclosure: List[Offsets] = field(default_factory=list)
    reason: List[Offsets] = field(default_factory=list)
    score: Optional[float] = None
    person: Optional[int] = None
    by_writer: bool = False
    several: bool = False
    phrase: Optional[str] = None
    why: Dict[str, str] = field(default_factory=dict)

    @property
    def trigger(self) -> int:
        """The token that stands for the attribution: the first of its cue, or of its content if it has none."""
        return min(self.cue or self.content)[0]

    @property
    def identity(self) -> Optional[Hashable]:
        """The same for two attributions of one speaker; None where nobody is known to speak."""
        if self.by_writer:
            return ("writer",)
        if self.person is not None:
            return ("person", self.person)
        return None if self.phrase is None else ("phrase", self.phrase)

    def take_speaker(self, other: "Draft") -> None:
        """Give the attribution to whoever another is given to."""
        self.speaker, self.person, self.by_writer, self.phrase = other.speaker, other.person, other.by_writer, other.phrase
        self.source_type, self.several = other.source_type, other.several
