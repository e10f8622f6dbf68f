"""A readable listing of sourcing audits, for a terminal."""

import textwrap
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Tuple

from wasabi import color, table

from .common import count
from .listing import INDENT, clean, line_width


@dataclass
class Summary:
    """The numbers of all articles: what counts as anonymous, articles, those with findings, anonymous sources, those whose name is withheld;
    sources and quotations by source type, findings by kind."""

    anonymous: str
    articles: int = 0
    with_findings: int = 0
    anonymous_sources: int = 0
    withheld_names: int = 0
    sources: Counter = field(default_factory=Counter)
    quotations: Counter = field(default_factory=Counter)
    findings: Counter = field(default_factory=Counter)


def list_audit(record: Dict[str, Any]) -> str:
    """Lay out the audit of one article (JSON data, with its id): its sources by type, those without a name or with another, each with what it
    says and which rules apply to it, the findings. No control characters of the article's own get through."""
    width = line_width()
    lines = [color(f"== {clean(record['id'])}", bold=True)]
    lines += _wrap(f"Sources: {_enumerate(record['counts']) or 'none'}.", width, 1)
    for source in record["sources"]:
        if (source["anonymous"] or source["withheld"]) and source["part_of"] is None:
            lines += _list_source(source, width)
    for finding in record["findings"]:
        kind = _plain(finding["kind"])
        first, *rest = _wrap(f"{kind} at {finding['start']}: {clean(finding['message'])}", width, 1)
        lines += [first.replace(kind, color(kind, fg="red", bold=True), 1), *rest]
        lines += _wrap(f"{finding['rule']['house']}: {finding['rule']['says']}", width, 2)
    if not record["findings"]:
        lines.append(INDENT + color("no findings", fg="green"))
    return "\n".join(lines) + "\n"


def _list_source(source: Dict[str, Any], width: int) -> List[str]:
    told = source["descriptor"] or {"text": source["text"], "detail": "specific"}
    notes = [count(source["quotations"], "quotation")]
    notes += [told["detail"]] * (told["detail"] != "specific")
    notes += ["name withheld"] * bool(source["disclosure"] and source["anonymous"]) + ["reason given"] * bool(source["reason"])
    kind = "Anonymous" if source["anonymous"] else "Name withheld"
    lines = _wrap(f"{kind}: {clean(told['text'])} ({', '.join(notes)})", width, 1)
    for quotation in source["quoted"]:
        lines += _wrap(f"Says: {clean(quotation['text'])}", width, 2)
    if source["withheld"] or source["reason_text"]:
        lines += _wrap(f"Reason: {clean(source['reason_text'] or 'none')}", width, 2)
    lines += _list_rules("Applies", [_plain(rule["kind"]) for rule in source["rules"] if rule["applies"]], width)
    return lines + _list_rules("Silent", [f"{_plain(rule['kind'])} ({clean(rule['why'])})" for rule in source["rules"] if not rule["applies"]], width)


def _list_rules(title: str, rules: List[str], width: int) -> List[str]:
    return _wrap(f"{title}: {'; '.join(rules)}", width, 2) if rules else []


def list_summary(summary: Summary) -> str:
    """Lay out the numbers of all articles."""
    total = sum(summary.quotations.values())
    types = sorted({*summary.sources, *summary.quotations}, key=lambda t: (-summary.sources[t], t))
    rows: List[Tuple[object, ...]] = [(_plain(t), summary.sources[t], summary.quotations[t], f"{summary.quotations[t] / total:.1%}") for t in types]
    rows.append(("all", sum(summary.sources.values()), total, ""))
    rows.append((f"anonymous ({summary.anonymous})", summary.anonymous_sources, "", ""))
    rows.append(("name withheld", summary.withheld_names, "", ""))
    articles = f"{count(summary.articles, 'article')}, {summary.with_findings} with findings"
    parts = [articles, table(rows, header=("source", "sources", "quotations", "share"), aligns=("l", "r", "r", "r"), divider=True)]
    if summary.findings:
        found = [(_plain(kind), number) for kind, number in summary.findings.most_common()]
        parts.append(table(found, header=("finding", "number"), aligns=("l", "r"), divider=True))
    return "\n\n".join(part.strip("\n") for part in parts)


def _enumerate(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{_plain(source_type)} {number}" for source_type, number in sorted(counts.items(), key=lambda c: (-c[1], c[0])))


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _wrap(text: str, width: int, depth: int) -> List[str]:
    first = INDENT * depth
    return textwrap.wrap(text, width, initial_indent=first, subsequent_indent=first + INDENT) or [first]
