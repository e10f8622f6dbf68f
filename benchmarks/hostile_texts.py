"""Texts made to be slow, and parses of them made by hand: for `adversarial.py`."""

from itertools import cycle
from typing import Any, Callable, Dict, List, Tuple

from spacy.tokens import Doc

Text = Callable[[int], str]  # from about how many characters it is to have


def repeated(piece: str, start: str = "", end: str = "") -> Text:
    """A text of nothing but one piece."""
    return lambda n: start + piece * (n // len(piece)) + end


def numbered(form: str) -> Text:
    """A text of pieces that differ in a word: `{}` is replaced by a name of its own for each."""

    def text(n: int) -> str:
        pieces, length, i = [], 0, 0
        while length < n:
            pieces.append(form.replace("{}", _name(i)))
            length += len(pieces[-1])
            i += 1
        return "".join(pieces)

    return text


def _name(number: int) -> str:
    letters = ""
    while True:
        number, last = divmod(number, 20)
        letters += "bcdfghjklmnpqrstvwxz"[last] + "aeiou"[last % 5]
        if not number:
            return letters.title()


TEXTS: Dict[str, Text] = {
    "open single marks": repeated("‘a "),
    "single marks with apostrophes": repeated("‘ab’c "),
    "open double marks": repeated("“a "),
    "closed double marks": repeated("“a” "),
    "straight marks": repeated('"a '),
    "straight single marks": repeated("'a "),
    "apostrophes": repeated("’ "),
    "nested marks": lambda n: "“ ‘a " * (n // 8) + "’ ” " * (n // 8),
    "marks within marks": repeated("“He said ‘no’ and left” "),
    "a quotation over paragraphs": repeated("“It rained all day.\n\n"),
    "quotations with a speaker": repeated("“We lost the boat,” he said. "),
    "quotations without a speaker": repeated("“We lost the boat in May.” "),
    "quotations in paragraphs": repeated("“We lost the boat in May.”\n\n"),
    "he said that": repeated("he said that "),
    "he said it": repeated("he said it rained . "),
    "a man said it": repeated("a man said it rained . "),
    "the official said it": repeated("the official said the mill burned . "),
    "said": repeated("said "),
    "according to": repeated("according to "),
    "according to him": repeated("it rained , according to the mayor , "),
    "one sentence": repeated("the old mayor of the town walked to the river and "),
    "sentences of a pronoun": repeated("He said it rained. "),
    "sentences of a man": repeated("A man said it rained. "),
    "sentences of an official": numbered("An official said the {} mill burned. "),
    "told": repeated("he told her it rained and "),
    "was told": repeated("the board was told that it rained . "),
    "X and Y": repeated("Ann and Bob and ", "", "said it rained ."),
    "A, ": repeated("A, "),
    "initials": repeated("A. "),
    "names": repeated("Ann Lee , "),
    "many people": numbered("{} Lee said it rained . "),
    "many people in a list": numbered("{} Lee , "),
    "many surnames": numbered("Ann {} said it rained . She said it snowed . "),
    "many bodies": numbered("the drugmaker {} said it rained . It said it snowed . "),
    "many descriptions": numbered("the {} spokesman said it rained . The spokesman said it snowed . "),
    "ages": repeated("Ann Lee , 34 , said it rained . The 34-year-old said it snowed . "),
    "titles": repeated("Mr. Lee said it rained . Mrs. Lee said it snowed . "),
    "both": repeated("Ann Lee and Bob Ray met . Both said it rained . "),
    "cited": repeated("the Courier , citing two aides , said it rained . "),
    "veiled": repeated("it is understood that it rained . "),
    "adjectives": repeated("he was confident that it rained . "),
    "pronouns": repeated("he and she and they and it "),
    "pronouns that speak": repeated("they said it rained . It said it snowed . "),
    "pronouns of people": repeated("Ann Lee met Bob Ray . She said he lied . "),
    "anonymity": repeated("on condition of anonymity "),
    "disclosures": repeated("an aide said it rained , speaking on condition of anonymity because he feared for his job . "),
    "not to be named": repeated("who asked not to be named "),
    "one long disclosure": repeated("an aide who asked not to be named because he , "),
    "the claims": repeated("the claim that the mayor lied and "),
    "questions": repeated("who said that ? "),
    "transcript": repeated("LEE: It rained all day.\n"),
    "transcript of questions": repeated("Q: Did it rain?\nA: It did.\n"),
    "headlines": repeated("Pier was ‘an accident’: inspectors\n"),
    "captions": repeated("(Photo by Ann Lee) "),
    "signatures": repeated("“It rained.” — Ann Lee, 42\n"),
    "one-letter paragraphs": repeated("a\n\n"),
    "capital paragraphs": repeated("A B\n"),
    "new lines": repeated("\n"),
    "white space": repeated(" "),
    "new lines with carriage returns": repeated("\r\n \t"),
    "mail": repeated("> a\n"),
    "mail within mail": repeated("> "),
    "one long word": repeated("x"),
    "one long number": repeated("1"),
    "words with hyphens": repeated("ab-"),
    "words with stops": repeated("ab."),
    "capitals": repeated("AB "),
    "dateline": repeated("OSLO, "),
    "dateline of hyphens": repeated("OSLO - "),
    "commas": repeated(", "),
    "full stops": repeated(". "),
    "dots": repeated("."),
    "dashes": repeated("— "),
    "colons": repeated("a: "),
    "open brackets": repeated("( "),
    "nested brackets": lambda n: "( " * (n // 4) + ") " * (n // 4),
    "closed brackets": repeated("(a) "),
    "footnotes": repeated("“a”[1] "),
    "numbers": repeated("1 , "),
    "web addresses": repeated("http://a.b/c "),
    "comments": repeated("Comments (3)\n"),
    "share": repeated("Share this article\n"),
}
PAGES: Dict[str, Text] = {
    "nested tags": lambda n: "<html><body>" + "<div>" * (n // 11) + "a" + "</div>" * (n // 11),
    "open tags": repeated("<p>"),
    "paragraphs of a page": repeated("<p>It rained all day in the town, he said.</p>", "<html><body><article>", "</article></body></html>"),
    "angle brackets": repeated("<"),
    "attributes": lambda n: "<p " + "a=b " * (n // 4) + ">",
    "entities": repeated("&amp;"),
    "comments of a page": repeated("<!--"),
    "front matter": repeated("a: b\n", "---\n"),
    "front matter of spaces": repeated(" \n", "---\n"),
    "front matter of marks": repeated("---\n"),
    "front matter of one line": lambda n: f"---\n# {'a' * n}\n---\n",
    "front matter of blanks": lambda n: f"---\na: b{' ' * n}c\n---\n",
    "headings": repeated("# "),
    "emphasis": repeated("*a "),
    "links": repeated("[a]("),
    "fences": repeated("```\n"),
}

TAGS = {
    **dict.fromkeys(("said", "told", "met", "asked", "lied", "rained", "snowed", "burned", "walked", "feared", "left", "lost"), ("VBD", "VERB")),
    **dict.fromkeys(("according", "speaking", "citing"), ("VBG", "VERB")),
    **dict.fromkeys(("was", "did", "is"), ("VBD", "AUX")),
    **dict.fromkeys(("be",), ("VB", "AUX")),
    **dict.fromkeys(("named", "understood"), ("VBN", "VERB")),
    **dict.fromkeys(("he", "she", "it", "they", "we"), ("PRP", "PRON")),
    **dict.fromkeys(("her", "his"), ("PRP$", "PRON")),
    **dict.fromkeys(("who",), ("WP", "PRON")),
    **dict.fromkeys(("that", "because"), ("IN", "SCONJ")),
    **dict.fromkeys(("of", "to", "on", "in", "for", "by"), ("IN", "ADP")),
    **dict.fromkeys(("and",), ("CC", "CCONJ")),
    **dict.fromkeys(("the", "a", "an", "this", "all"), ("DT", "DET")),
    **dict.fromkeys(("not",), ("RB", "PART")),
    **dict.fromkeys(("old", "confident"), ("JJ", "ADJ")),
}
LABELS = {
    "PRON": "nsubj",
    "SCONJ": "mark",
    "ADP": "prep",
    "CCONJ": "cc",
    "DET": "det",
    "PART": "neg",
    "ADJ": "amod",
    "AUX": "aux",
    "PUNCT": "punct",
    "SPACE": "dep",
    "NUM": "nummod",
}
CLAUSE = 12  # tokens of a clause at most
Parse = Tuple[List[int], List[str]]  # heads and labels


def _tag(word: str) -> Tuple[str, str]:
    if word.lower() in TAGS:
        return TAGS[word.lower()]
    if word.isspace():
        return "_SP", "SPACE"
    if word[:1].isdigit():
        return "CD", "NUM"
    if not any(c.isalnum() for c in word):
        return {"“": "``", "”": "''", ",": ",", ".": "."}.get(word, ":"), "PUNCT"
    return ("NNP", "PROPN") if word[:1].isupper() else ("NN", "NOUN")


def _clauses(words: List[str], pos: List[str]) -> List[Tuple[int, int]]:
    """Where clauses begin and end: behind a full stop, a new line or a conjunction, and after some words."""
    edges, start = [], 0
    for i, word in enumerate(words):
        if word in (".", "?", "and", "said", "told") or pos[i] == "SPACE" or i - start >= CLAUSE:
            edges.append((start, i + 1))
            start = i + 1
    return edges + ([(start, len(words))] if start < len(words) else [])


def _within(pos: List[str], start: int, end: int, heads: List[int], labels: List[str]) -> int:
    """Give the words of a clause their heads: its verb, or the noun behind a determiner; returns the root."""
    root = next((i for i in range(start, end) if pos[i] == "VERB"), end - 1)
    for i in range(start, end):
        noun = next((k for k in range(i + 1, min(i + 4, end)) if pos[k] in ("NOUN", "PROPN")), None)
        behind = pos[i] in ("DET", "ADJ") and noun is not None
        heads[i] = noun if behind and noun is not None else i - 1 if i > start and pos[i - 1] == "ADP" else root
        label = LABELS.get(pos[i], "nsubj" if i < root else "dobj")
        labels[i] = "pobj" if i > start and pos[i - 1] == "ADP" and heads[i] == i - 1 else label
        if pos[i] == pos[i - 1] == "PROPN" and i > start and heads[i - 1] == root != i - 1:
            heads[i - 1], labels[i - 1] = i, "compound"
    return root


def _sentences(words: List[str], pos: List[str]) -> Parse:
    return _joined(words, pos, "")


def _joined(words: List[str], pos: List[str], how: str) -> Parse:
    """Clauses, each with a root of its own, or all below the first verb, or each below the one before it or behind it."""
    heads, labels = list(range(len(words))), ["dep"] * len(words)
    roots = [_within(pos, start, end, heads, labels) for start, end in _clauses(words, pos)]
    verb = next((root for root in roots if pos[root] == "VERB"), roots[0] if roots else 0)
    kinds = cycle(("ccomp", "conj", "ccomp", "advcl", "parataxis"))
    for number, root in enumerate(roots):
        above = {"": root, "root": verb, "down": roots[number - 1] if number else root, "up": roots[min(number + 1, len(roots) - 1)]}[how]
        heads[root], labels[root] = above, "ROOT" if above == root else next(kinds)
    return heads, labels


def _flat(words: List[str], pos: List[str]) -> Parse:
    root = next((i for i, each in enumerate(pos) if each == "VERB"), 0)
    kinds = cycle(("conj", "appos", "relcl", "ccomp", "acl"))
    return [root] * len(words), ["ROOT" if i == root else LABELS.get(each, next(kinds)) for i, each in enumerate(pos)]


def _chain(words: List[str], pos: List[str]) -> Parse:
    kinds = {"NOUN": cycle(("pobj", "conj", "appos")), "PROPN": cycle(("conj", "appos")), "VERB": cycle(("relcl", "ccomp", "xcomp"))}
    return [max(i - 1, 0) for i in range(len(words))], ["ROOT" if i == 0 else LABELS.get(p, "") or next(kinds[p]) for i, p in enumerate(pos)]


def _made(shape: Callable[[List[str], List[str]], Parse]) -> Callable[[Any, str], Doc]:
    def make(nlp: Any, text: str) -> Doc:
        made = nlp.make_doc(text)
        words = [token.text for token in made]
        tags = [_tag(word) for word in words]
        pos = [each for _, each in tags]
        heads, labels = shape(words, pos)
        names = ["O" if each != "PROPN" else "I-PERSON" if i and pos[i - 1] == "PROPN" else "B-PERSON" for i, each in enumerate(pos)]
        spaces = [bool(token.whitespace_) for token in made]
        return Doc(nlp.vocab, words, spaces, tags=[tag for tag, _ in tags], pos=pos, heads=heads, deps=labels, ents=names, lemmas=words)

    return make


PARSES: Dict[str, Callable[[Any, str], Doc]] = {
    "sentences": _made(_sentences),
    "clauses under one root": _made(lambda words, pos: _joined(words, pos, "root")),
    "clauses under the one before": _made(lambda words, pos: _joined(words, pos, "down")),
    "clauses under the one behind": _made(lambda words, pos: _joined(words, pos, "up")),
    "words under one root": _made(_flat),
    "words under the one before": _made(_chain),
}
