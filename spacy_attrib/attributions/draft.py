"""An attribution in the making, which the stages hand on to each other."""
from dataclasses import dataclass, field
from typing import List, Optional

from ..page.intervals import Offsets


@dataclass
class Draft:
    """An attribution in the making, in token offsets (half-open). `find` fills content, cue, source and act, `resolve`
    the speaker, `type` the rest; `form` is left to `write_attributions`, unless it is known."""

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
    speaker_id: Optional[str] = None
