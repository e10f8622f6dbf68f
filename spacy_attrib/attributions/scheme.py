"""The names and values of the scheme: labels of spans, roles, layers, forms, acts, types of sources."""

from typing import Literal, get_args

SPANS_KEY = "attrib"
UNSURE = "_unsure"  # behind that: the group of attributions of which whoever labelled a corpus for training was unsure
Form = Literal["direct", "mixed", "indirect"]
Act = Literal["speech", "thought", "other"]
SourceType = Literal[
    "named_person",
    "unnamed_person",
    "unnamed_group",
    "organization",
    "document",
    "public",
    "author",
    "unknown",
]
FORMS = get_args(Form)
ACTS = get_args(Act)
SOURCE_TYPES = get_args(SourceType)
ANONYMOUS_TYPES = ("unnamed_person", "unnamed_group")
NO_SOURCE = ("author", "unknown", None)  # the writer is none, and an unknown one cannot be counted
LABEL_OF_ROLE = {
    "cue": "CUE",
    "source": "SOURCE",
    "speaker": "SPEAKER",
    "disclosure": "DISCLOSURE",
    "reason": "REASON",
}
FORM_OF_LABEL = {form.upper(): form for form in FORMS}
ROLE_OF_LABEL = {**{label: role for role, label in LABEL_OF_ROLE.items()}, **{label: "content" for label in FORM_OF_LABEL}}
PIECED_ROLES = ("content", "cue", "source", "disclosure", "reason")
VALUES = {"form": FORMS, "act": ACTS, "source_type": SOURCE_TYPES}
LAYERS = ("speaker", "form", "act", "source_type", "anonymous", "disclosure", "reason", "score")  # gold may lack them
FIELDS = ("id", "content", "cue", "source", *LAYERS)
PERSON_FIELDS = ("person_id", "person_name", "affiliation", "gender")  # of a speaker: who that is across a collection of articles
