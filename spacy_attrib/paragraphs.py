"""The factory `attrib_paragraphs`: what a parser of running text has to be told of the lines of an article before it reads them.

A sentence begins behind a headline, a byline, or what else has no full stop; and line ends of Windows are line ends like others.
"""

from typing import Callable, Iterator, Tuple

from spacy.attrs import SENT_START
from spacy.language import Language
from spacy.tokens import Doc

from .page.layout import paragraphs
from .tokens import MARKS, SINGLE

FACTORY = "attrib_paragraphs"
NO_START = 2**64 - 1  # -1, as an array has it: no sentence starts at the token
UNBROKEN = 3  # tokens behind the first in which no sentence begins


@Language.factory(FACTORY, assigns=["token.is_sent_start"])
def make_paragraph_starter(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Construct the component.

    nlp (Language): The pipeline.
    name (str): The component's name in it.
    RETURNS (Callable[[Doc], Doc]): The component, which a process can pickle.
    """
    return start_sentences


def start_sentences(doc: Doc) -> Doc:
    """Begin a sentence where a paragraph begins behind one that ends in a letter or digit.

    A parser trained on running text does not know that a line without a full stop is at its end: it reads on in the paragraph below, and the
    last word of a headline becomes the subject of the first verb of the article. Where a paragraph ends in a mark the parser is left alone: it
    knows better whether a quotation, or what stands behind a colon, goes on; and so it is where the next one begins in lower case.

    doc (Doc): Tokens; a Doc that has a parse is left as it is.
    RETURNS (Doc): The same.
    """
    if doc.has_annotation("DEP"):
        return doc
    _read_line_ends_alike(doc)
    text = doc.text
    edges = paragraphs(text)
    starts = {after[0] for before, after in zip(edges, edges[1:]) if _is_start(text, before, after)}
    if starts:
        known = doc.to_array([SENT_START])  # one by one each would cost a look at all tokens: `Token.is_sent_start` asks whether there is a parse
        for token in (token for token in doc if token.idx in starts):
            known[token.i] = 1
            for i in _unbroken(doc, token.i):
                known[i] = known[i] or NO_START
        doc.from_array([SENT_START], known)  # type: ignore[arg-type]  # spaCy's stub says `to_array` gives fractions
    return doc


def _read_line_ends_alike(doc: Doc) -> None:
    """Let line ends of Windows look to the parser like those it was trained on; the text stays as it is."""
    for token in doc:
        if token.is_space and "\r" in token.text:
            plain, own = doc.vocab[token.text.replace("\r\n", "\n").replace("\r", "\n")], token.lex
            own.norm, own.prefix, own.suffix, own.shape = plain.norm, plain.prefix, plain.suffix, plain.shape


def _unbroken(doc: Doc, start: int) -> Iterator[int]:
    """The next tokens, up to punctuation: the parser likes to break again behind the first word where it was told to break in front."""
    for i in range(start + 1, min(start + 1 + UNBROKEN, len(doc))):
        if doc[i - 1].is_punct or doc[i].is_space:
            return
        yield i


def _is_start(text: str, before: Tuple[int, int], after: Tuple[int, int]) -> bool:
    """Whether a sentence begins with a paragraph. Where no blank line stands between the two, the second has to look like a lead below a
    headline, longer and with a mark at its end, since in a short text lines may be broken anywhere."""
    (begin, end), (start, stop) = before, after
    if not text[end - 1].isalnum() or not _opens(text[start]):
        return False
    blank = len(text[end:start].splitlines()) > 1
    return blank or stop - start > end - begin and not text[stop - 1].isalnum()


def _opens(character: str) -> bool:
    """Whether a sentence may begin with it."""
    return character.isalnum() and not character.islower() or character in MARKS + SINGLE
