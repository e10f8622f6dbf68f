"""Tokens that end at quotation marks, also where a text has no space beside them."""

from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex

MARKS = '"“”„«»＂'
SINGLE = "'’‘"
INFIXES = (
    rf"(?<=[^\s{MARKS}])[{MARKS}]",  # said.“We · way,”said
    rf"[,.!?…;:](?=\\?[{MARKS}])",  # lied,”[4] · said:“We
    rf"(?<=[,.!?…])[{SINGLE}](?=[\w\[(])",  # go,’said
    rf"(?<=\w)[,.!?…](?=[{SINGLE}][\w\[(])",
    rf"[)\]](?=[{MARKS}])",
    rf"\\(?=[{MARKS}])",
)


def split_at_marks(nlp: Language) -> None:
    """Let the tokenizer of a pipeline split words from double quotation marks that touch them: "said.“We", "way,”said", "lied,”[4]".

    A content can only begin and end with a token, so that without this a footnote behind a closing mark is part of it. Calling it twice
    does no harm; a tokenizer of another kind than spaCy's own is left as it is.

    nlp (Language): The pipeline.
    """
    tokenizer = nlp.tokenizer
    if not isinstance(tokenizer, Tokenizer) or tokenizer.infix_finditer is None:
        return
    known = tokenizer.infix_finditer.__self__.pattern
    if not known.endswith("|".join(INFIXES)):
        tokenizer.infix_finditer = compile_infix_regex((known, *INFIXES)).finditer
