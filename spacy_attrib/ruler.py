"""The factory `attrib_ruler`: finds attributions by rules over the parse, resolves their speakers, types their sources."""

from typing import Callable, Iterable, Iterator, Optional

from spacy.language import Language
from spacy.pipeline.pipe import Pipe
from spacy.tokens import Doc

from .attributions import SPANS_KEY, check_key
from .extensions import set_extensions
from .lang.reading import WordLists, lexicon_of
from .page.page import Page
from .scoring.scorer import SCORE_WEIGHTS, attrib_score
from .steps import Finder, Resolver, Typer, check_annotation, finish

DEFAULT_CONFIG = {
    "spans_key": SPANS_KEY,
    "explain": False,
    "words": {"@misc": "spacy-attrib.WordLists.v1"},
    "find": {"@misc": "spacy-attrib.RuleFinder.v1"},
    "resolve": {"@misc": "spacy-attrib.SpeakerResolver.v1"},
    "type": {"@misc": "spacy-attrib.SourceTyper.v1"},
    "scorer": {"@scorers": "spacy-attrib.attrib_scorer.v1"},
}


@Language.factory(
    "attrib_ruler",
    assigns=["doc.spans", "doc._.attributions", "doc._.quotes", "doc._.speakers"],
    requires=["token.tag", "token.dep", "token.head"],  # and token.pos, which attribute_ruler sets and does not declare
    default_config=DEFAULT_CONFIG,
    default_score_weights=SCORE_WEIGHTS,
)
def make_attribution_ruler(
    nlp: Language,
    name: str,
    spans_key: str,
    explain: bool,
    words: WordLists,
    find: Finder,
    resolve: Resolver,
    type: Typer,
    scorer: Optional[Callable],
) -> "AttributionRuler":
    """Construct an AttributionRuler.

    nlp (Language): The pipeline.
    name (str): The component's name in it.
    spans_key (str): Name of the span group that holds the attributions. `doc._.attributions` and its kin read "attrib".
    explain (bool): Whether to keep with each attribution which rule, step or score decided (`attribution.why`).
    words (Callable[[Doc], Lexicon]): Gives the word lists for a Doc.
    find (Callable[[Page], List[Draft]]): Gives content, cue, source and act of every attribution of a page.
    resolve (Callable[[Page, Sequence[Draft]], None]): Gives every attribution its speaker, in place.
    type (Callable[[Page, Sequence[Draft]], List[Draft]]): Gives every attribution its source type, disclosure and reason.
    scorer (Optional[Callable]): The scoring method.
    """
    return AttributionRuler(name, spans_key=spans_key, explain=explain, words=words, find=find, resolve=resolve, type=type, scorer=scorer)


class AttributionRuler(Pipe):
    """Finds attributions by rules over the parse: transparent, without weights.

    name (str): The component's name.
    spans_key (str): Name of the span group that holds the attributions.
    explain, words, find, resolve, type, scorer: See `make_attribution_ruler`.
    """

    def __init__(
        self,
        name: str = "attrib_ruler",
        *,
        spans_key: str = SPANS_KEY,
        explain: bool = False,
        words: WordLists = lexicon_of,
        find: Finder,
        resolve: Resolver,
        type: Typer,
        scorer: Optional[Callable] = attrib_score,
    ):
        check_key(spans_key, name)
        self.name = name
        self.spans_key = spans_key
        self.explain = explain
        self.words = words
        self.find = find
        self.resolve = resolve
        self.type = type
        self.scorer = scorer
        self.cfg = {"spans_key": spans_key}  # what `score` passes on
        set_extensions()

    def __call__(self, doc: Doc) -> Doc:
        """Set the attributions of a Doc.

        doc (Doc): A tagged and parsed Doc.
        RETURNS (Doc): The same Doc, without attributions if an error handler took what went wrong.
        RAISES (ValueError): If the Doc has no tags or no parse.
        """
        for _ in self.pipe([doc]):
            pass
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Set the attributions of a stream of Docs.

        stream (Iterable[Doc]): Tagged and parsed Docs.
        batch_size (int): Not used: the rules read one Doc at a time.
        YIELDS (Doc): The same Docs, in order, but for those of which the error handler took what went wrong.
        """
        for doc in stream:
            try:
                self.set_annotations(doc)
            except Exception as error:
                self.get_error_handler()(self.name, self, [doc], error)
                continue
            yield doc

    def set_annotations(self, doc: Doc) -> None:
        """Find, resolve and type the attributions of a Doc, and store them.

        doc (Doc): A tagged and parsed Doc.
        RAISES (ValueError): If the Doc has no tags or no parse.
        """
        check_annotation(doc, self.name)
        page = Page(doc, self.words(doc))
        finish(page, self.find(page) if len(doc) else [], self.resolve, self.type, self.spans_key, self.explain)
