"""How the time of every stage grows on texts made to be slow: `python benchmarks/adversarial.py [--most 1000000] [--stage NAME]`.

For each text and stage the size is doubled until the time is long enough to be measured, and the exponent of growth is that between the last
two sizes: 1 is linear, 2 quadratic. A stage that takes longer than `--seconds` at a size is not tried at twice that. Only the layout, the
marks, the steps of rules and the network are measured, not spaCy's parser: every token is given a plain parse.
"""
import argparse
import math
import time
from typing import Any, Callable, Dict, List, Tuple

import spacy
from spacy.tokens import Doc

from spacy_attrib.lang.reading import load_lexicon
from spacy_attrib.page.layout import Layout
from spacy_attrib.page.page import Page

TEXTS: Dict[str, Callable[[int], str]] = {
    "open single marks": lambda n: "‘a " * (n // 3),
    "single marks with apostrophes": lambda n: "‘ab’c " * (n // 6),
    "open double marks": lambda n: "“a " * (n // 3),
    "closed double marks": lambda n: "“a” " * (n // 4),
    "straight marks": lambda n: '"a ' * (n // 3),
    "he said that": lambda n: "he said that " * (n // 13),
    "said": lambda n: "said " * (n // 5),
    "open brackets": lambda n: "( " * (n // 2),
    "nested brackets": lambda n: "( " * (n // 4) + ") " * (n // 4),
    "one line without spaces": lambda n: "x" * n,
    "one line of words with hyphens": lambda n: "ab-" * (n // 3),
    "empty lines": lambda n: "a\n\n" * (n // 3),
    "white space": lambda n: " " * n,
    "names": lambda n: "Ann Lee , " * (n // 10),
    "anonymity": lambda n: "on condition of anonymity " * (n // 26),
    "commas": lambda n: ", " * (n // 2),
    "full stops": lambda n: "A. " * (n // 3),
}


def doc_of(nlp: Any, text: str) -> Doc:
    """The text with a plain parse: each "said" is a root, with its subject before and its clause behind it; all else hangs on what stands before."""
    made = nlp.make_doc(text)
    words, n = [t.text for t in made], len(made)
    tags, pos, deps, heads = [], [], [], []
    verb = None
    for i, word in enumerate(words):
        following = i + 1 < n and words[i + 1] == "said"
        if word == "said":
            tags, pos, deps, heads, verb = tags + ["VBD"], pos + ["VERB"], deps + ["ROOT"], heads + [i], i
        elif following:
            tags, pos, deps, heads = tags + ["PRP"], pos + ["PRON"], deps + ["nsubj"], heads + [i + 1]
        else:
            tags.append("NNP" if word[:1].isupper() else "NN" if word[:1].isalpha() else ".")
            pos.append("PROPN" if word[:1].isupper() else "NOUN" if word[:1].isalpha() else "PUNCT")
            deps.append("ROOT" if i == 0 else "dep" if verb is None else "ccomp" if verb == i - 1 else "dep")
            heads.append(i if i == 0 else i - 1)
    return Doc(nlp.vocab, words=words, spaces=[bool(t.whitespace_) for t in made], tags=tags, pos=pos, deps=deps, heads=heads)


def stages(nlp: Any, network: Any, rules: Any, text: str, asked: str) -> Dict[str, Callable[[], Any]]:
    """Every stage on a text, ready to be called; what comes before a stage is done already."""
    lexicon = load_lexicon("en")
    found: Dict[str, Callable[[], Any]] = {}
    if asked in ("", "tokenizer"):
        found["tokenizer"] = lambda: nlp.make_doc(text)
    if asked in ("", "marks"):
        found["marks"] = lambda: Layout(text, lexicon["elisions"]).segments
    if asked in ("tokenizer", "marks"):
        return found
    doc = doc_of(nlp, text)
    if asked in ("", "page"):
        found["page"] = lambda: Page(doc, lexicon)
    if asked in ("", "find"):
        page = Page(doc, lexicon)
        found["find"] = lambda: rules.find(page)
    if asked in ("", "ruler"):
        found["ruler"] = lambda: rules.set_annotations(doc)
    if asked in ("", "network"):
        found["network"] = lambda: network(doc)
    if asked in ("", "read"):
        rules.set_annotations(doc)
        found["read"] = lambda: doc._.attributions
    return found


def growth(make: Callable[[int], Callable[[], Any]], most: int, seconds: float) -> Tuple[int, float, float]:
    """The last size, the time at it in CPU seconds, and the exponent between it and half of it."""
    size, times = 2000, []
    while True:
        run = make(size)
        began = time.process_time()
        run()
        times.append(time.process_time() - began)
        if times[-1] > seconds or size * 2 > most:
            return size, times[-1], math.log2(times[-1] / times[-2]) if len(times) > 1 and times[-2] > 0.002 else math.nan
        size *= 2


def main() -> None:
    """Measure, and print a line for every text and stage, those that grow fastest marked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--most", type=int, default=1_000_000, help="Characters of the longest text.")
    parser.add_argument("--seconds", type=float, default=2.0, help="Time after which a stage is not tried at a larger size.")
    parser.add_argument("--stage", default="", help="One stage only.")
    parser.add_argument("--text", default="", help="Texts whose name begins so only.")
    given = parser.parse_args()
    nlp = spacy.blank("en")
    nlp.max_length = 10**9
    rules, network = nlp.create_pipe("attrib_ruler"), nlp.create_pipe("attrib")
    network(doc_of(nlp, "he said that it rained"))  # loads the weights
    names: List[str] = [given.stage] if given.stage else ["tokenizer", "marks", "page", "find", "ruler", "network", "read"]
    print(f"{'text':32}{'stage':12}{'characters':>12}{'seconds':>10}{'exponent':>10}")
    for title, text in TEXTS.items():
        if not title.startswith(given.text):
            continue
        for name in names:
            size, took, exponent = growth(lambda n: stages(nlp, network, rules, text(n), name)[name], given.most, given.seconds)
            mark = "  <--" if exponent > 1.25 and took > 0.1 else ""
            print(f"{title:32}{name:12}{size:12}{took:10.2f}{exponent:10.2f}{mark}", flush=True)


if __name__ == "__main__":
    main()
