"""Makers of texts: what news looks like, put together wrongly. Each is a function from a source of chance to a text."""

import json
import random
from functools import lru_cache
from typing import Callable, Dict, List, NamedTuple

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from ..conftest import CORPUS

Chance = random.Random

MARKS = list("“”‘’\"'«»„‚`") + ["''", "``", "'s ", "’s "]
ODD = [*"\n\t \u00a0\u2028\u0085\u200b\ufeff\x00…–—()[]{😀é", "\n\n", "\r\n", "  ", "...", "e\u0301", "\u202e", "👩‍👩‍👧", "ﬁ", "İ"]
CUES = ["said", "says", "told", "added", "asked", "wrote", "according to", "he said", "she says", "is believed to", "denied that", "tweeted", "noted"]
WHO = [
    *("Ines Calder", "Calder", "Mr. Orlec", "the mayor", "officials", "sources", "a source close to the talks", "she", "they", "I", "we"),
    *("the ministry", "a spokesman for Orlec Ltd.", "one of them", "people familiar with the matter", "Dr. Ana-María O'Neil", "who", "the report"),
]
SAID = ["it rained", "the dam broke", "we will not sell", "no one was hurt", "Yes", "No.", "I", "3", "that", "the plan is “dead”", "he lied to her"]
PIECES = [
    *(*MARKS, *ODD, *CUES, *WHO, *SAID, ",", ".", "?", ":", ";", "-", "--", "that", "whether", "who asked not to be named"),
    *("because he feared for his job", "on condition of anonymity", "who was not authorized to speak", "“Yes,”", "was quoted as saying", "A"),
]
PAIRS = [
    ("“", "”"),
    ("‘", "’"),
    ('"', '"'),
    ("'", "'"),
    ("«", "»"),
    ("„", "“"),
    ("``", "''"),
    ("(", ")"),
    ("“", ""),
    ("", "”"),
    ('"', ""),
    ("”", "“"),
]
HOSTILE = [
    *(
        "<zzz onload=x()>",
        "<script>zzz()</script>",
        "</style>",
        "]]>",
        "-->",
        "&quot;",
        "&#8220;",
        "{{ zzz }}",
        "{% raw %}",
        "${x}",
        "%s%n",
        "\\",
        "\\u201c",
    ),
    *(
        "=cmd|' /C calc'!A0",
        "'; drop table articles;--",
        "../../x",
        "T1\tContent 0 7\tAnn Lee",
        '{"text": "“Yes,” he said."}',
        "[[1,2],[3,4]]",
        "\x1b[31m",
    ),
]


def one_of(chance: Chance, *choices: str) -> str:
    return chance.choice(choices)


@lru_cache(maxsize=1)
def corpus_texts() -> List[str]:
    """The articles of the corpus."""
    return [json.loads(line)["text"] for path in sorted(CORPUS.glob("*.jsonl")) for line in path.open(encoding="utf8")]


def length(chance: Chance) -> int:
    """How many characters a text may have: few as a rule, some thousand now and then."""
    return chance.choice((20, 40, 40, 80, 80, 120, 160)) if chance.random() < 0.992 else chance.choice((600, 600, 1500, 6000))


def mutated(chance: Chance) -> str:
    """A part of an article with something of it dropped, doubled, moved or put in."""
    text = chance.choice(corpus_texts())
    start = chance.randrange(len(text))
    text = text[start : start + length(chance)]
    for _ in range(chance.randrange(1, 6)):
        i, j = sorted(chance.randrange(len(text) + 1) for _ in range(2))
        j = min(j, i + chance.choice((1, 1, 5, 40)))
        change = chance.randrange(6)
        if change == 0:
            text = text[:i] + text[j:]
        elif change == 1:
            text = text[:j] + text[i:]
        elif change == 2:
            text = text[:i] + chance.choice(PIECES) + text[i:]
        elif change == 3:
            text = text[:i] + chance.choice(MARKS) + text[j:]
        elif change == 4:
            text = text[:i] + text[i:j].swapcase() + text[j:]
        else:
            text = text.replace(chance.choice(text), chance.choice(PIECES), 3) if text else text
    return text


def salad(chance: Chance) -> str:
    """Pieces of reports in any order."""
    count = chance.randrange(0, 16) if chance.random() < 0.99 else chance.randrange(100, 400)
    return one_of(chance, " ", " ", "").join(chance.choices(PIECES, k=count))


def report(chance: Chance) -> str:
    """Sentences that report, most of them sound."""
    sentences = []
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        start, end = chance.choice(PAIRS)
        said, more, who, cue = chance.choice(SAID), chance.choice(SAID), chance.choice(WHO), chance.choice(CUES)
        sentences.append(
            one_of(
                chance,
                f"{start}{said},{end} {who} {cue}.",
                f"{start}{said},{end} {cue} {who}, {start}{more}.{end}",
                f"{who} {cue} {said}.",
                f"{who} {cue} that {start}{said}{end} and that {more}.",
                f"{cue} {who}, {said}.",
                f"{who}: {start}{said}.{end}",
                f"{said}, {who} {cue}, {more}.",
                f"{who}, {chance.choice(PIECES)}, {cue} {said}.",
                f"{start}{said}{end} {more}",
                f"{who} {cue}:\n\n{start}{said}",
            )  # fmt: skip
        )
    return one_of(chance, " ", "\n", "\n\n", "").join(sentences)


def nested_quotes(chance: Chance) -> str:
    """Quotations in quotations, of which some do not end, or not in order."""

    def quote(depth: int) -> str:
        start, end = chance.choice(PAIRS)
        inside = chance.choice(SAID)
        if depth and chance.random() < 0.8:
            inside = f"{chance.choice(WHO)} {chance.choice(CUES)} {quote(depth - 1)} {chance.choice(SAID)}"
        return f"{start}{inside}{one_of(chance, '', ',', '.')}{end}" if chance.random() < 0.9 else f"{start}{inside}"

    depth = chance.choice((1, 2, 2, 3)) if chance.random() < 0.99 else 60
    return f"{quote(depth)} {chance.choice(WHO)} {chance.choice(CUES)}{one_of(chance, '.', ' ', ': ')}{quote(1) if chance.random() < 0.3 else ''}"


def transcript(chance: Chance) -> str:
    """Turns of a talk, with the names of speakers and with what a typist notes."""
    lines = []
    for _ in range(chance.randrange(1, 5)):
        name = one_of(
            chance, "Q", "A", "CALDER", "Ines Calder", "MR. ORLEC", "Orlec (via video)", "[00:12] Calder", "**Host**", "- Orlec", "", "SPEAKER 1"
        )
        said = chance.choice(SAID) if chance.random() < 0.7 else one_of(chance, "[applause]", "(laughs)", "(CROSSTALK)", "—", "…", "“Yes”")
        lines.append(name + one_of(chance, ":", ": ", " : ", ". ", "：", " – ", ":\n") + said)
    return one_of(chance, "\n", "\n\n", " ", "\r\n").join(lines)


def furniture(chance: Chance) -> str:
    """Bylines, datelines, captions, teasers, with a sentence of news between."""
    lines = [
        *(
            "By Ines Calder",
            "BY INES CALDER AND TOM ORLEC",
            "LONDON (AP) —",
            "PARIS, Nov 3 –",
            "Advertisement",
            "Read more: “No,” says mayor",
            "Share this",
        ),
        *(
            "Photo: Ines Calder/AP",
            "Updated 3:15 p.m.",
            "© 2024 Orlec Ltd.",
            "* * *",
            "---",
            "Follow @calder",
            "Reporting by Ines Calder; editing by T. Orlec",
        ),
        *(
            "What they said:",
            "– “Yes,” – Ines Calder",
            "Correction: An earlier version said it rained.",
            "Related: ",
            "Sign up for our newsletter",
            "•",
        ),
    ]
    chosen = [chance.choice(lines) if chance.random() < 0.6 else report(chance) for _ in range(chance.randrange(1, 5))]
    return one_of(chance, "\n", "\n\n", " ", "\n \n").join(chosen)


def markup(chance: Chance) -> str:
    """News between tags, Markdown, lines of annotation tools, escapes of other languages."""
    around = [
        *(
            "<p>{}</p>",
            "<b>{}",
            "{}<br/>",
            "> {}",
            "# {}",
            "* {}\n* {}",
            "**{}**",
            "[{}](javascript:zzz())",
            "`{}`",
            "```\n{}\n```",
            "| {} | {} |",
            "&lt;{}&gt;",
        ),
        *(
            "T1\tContent 0 7\t{}",
            '{{"text": "{}"}}',
            '1,"{}"',
            "<blockquote>{}<cite>{}</cite></blockquote>",
            "{{{{{}}}}}",
            "<!-- {} -->",
            "\\begin{{quote}}{}",
        ),
    ]
    wrapped = chance.choice(around).format(report(chance), chance.choice(SAID))
    return wrapped.replace(" ", f" {chance.choice(HOSTILE)} ", chance.randrange(3))


def runs(chance: Chance) -> str:
    """Few pieces over and over."""
    few = chance.choices(PIECES, k=chance.randrange(1, 5))
    times = chance.randrange(1, 12) if chance.random() < 0.99 else chance.randrange(100, 300)
    return one_of(chance, "", " ").join(few * times)[:3000]


@st.composite
def _mixed(draw: Callable) -> str:
    # Half surrogates are no text that could be stored as UTF-8: the readers refuse them.
    text = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
    return "".join(draw(st.lists(st.one_of(text, st.sampled_from(PIECES)), max_size=6)))


def unicode_texts(chance: Chance, count: int) -> List[str]:
    """Any Unicode, as hypothesis makes it."""
    found: List[str] = []

    @seed(chance.randrange(2**31))
    @settings(max_examples=count, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(_mixed())
    def collect(text: str) -> None:
        found.append(text)

    collect()
    return found


class Maker(NamedTuple):
    """What makes texts, and how many of a hundred groups it makes."""

    share: int
    make: Callable[[Chance], str]


MAKERS: Dict[str, Maker] = {
    "mutated": Maker(25, mutated),
    "salad": Maker(14, salad),
    "report": Maker(20, report),
    "nested_quotes": Maker(11, nested_quotes),
    "transcript": Maker(8, transcript),
    "furniture": Maker(7, furniture),
    "markup": Maker(7, markup),
    "runs": Maker(5, runs),
}
UNICODE = "unicode"  # which hypothesis makes many of at once
UNICODE_SHARE = 3


def make_texts(chance: Chance, count: int) -> "tuple[str, List[str]]":
    """A group of texts, and the name of the maker."""
    names = [*MAKERS, UNICODE]
    (name,) = chance.choices(names, [*(maker.share for maker in MAKERS.values()), UNICODE_SHARE])
    return name, unicode_texts(chance, count) if name == UNICODE else [MAKERS[name].make(chance) for _ in range(count)]
