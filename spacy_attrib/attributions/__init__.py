"""The data model: how attributions stand in a Doc, how they are read, and how they become JSON and come back."""

from .draft import Draft
from .drawing import draw_text
from .records import ArticleRecord, AttributionRecord, SpeakerRecord, add_record, record_pieces, to_record, with_texts
from .scheme import (
    ACTS,
    ANONYMOUS_TYPES,
    FIELDS,
    FORM_OF_LABEL,
    FORMS,
    LABEL_OF_ROLE,
    LAYERS,
    NO_SOURCE,
    PERSON_FIELDS,
    PIECED_ROLES,
    ROLE_OF_LABEL,
    SOURCE_TYPES,
    SPANS_KEY,
    UNSURE,
    VALUES,
    Act,
    Form,
    SourceType,
)
from .soundness import sound
from .spans import check_key, concat, has_attributions, read_attributions, realign, write_attributions
from .views import Attribution, Attributions, Pieces, Speaker, speakers_of
