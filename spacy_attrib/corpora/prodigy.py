"""Prodigy, for its recipes with relations (`rel.manual`): a line for each article, with `tokens`, `spans` and `relations`.

Spans that lie inside one another cannot be drawn there, but stay in the file. What an annotator rejected or ignored is not read. There are no
labels for act and source type: these stay as they were.
"""

import json
from bisect import bisect_left, bisect_right
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, List, Mapping, Union

from spacy.language import Language

from .graphs import NOTE, Graph, Link, Node, check_fields, to_graph, to_record
from .jsonl import read_values
from .validation import CorpusError, RawRecord, attempt, locate

LEFT_OUT = ("reject", "ignore")


def write_prodigy(path: Path, records: Iterable[Mapping[str, Any]], nlp: Language) -> None:
    """Write records, a line each, with the tokens of a pipeline. Offsets of spans are exact; their tokens are all that they touch."""
    with path.open("w", encoding="utf8", newline="\n") as file:
        for record in records:
            file.write(json.dumps(_task(record, nlp), ensure_ascii=False) + "\n")


def _task(record: Mapping[str, Any], nlp: Language) -> Dict[str, Any]:
    graph = to_graph(record)
    doc = nlp.make_doc(graph.text)
    starts = [token.idx for token in doc]
    ends = [token.idx + len(token) for token in doc]
    spans: Dict[str, Dict[str, Any]] = {}
    for node in graph.nodes:
        first = min(bisect_right(ends, node.start), len(doc) - 1)
        last = max(bisect_left(starts, node.end) - 1, first)
        place = {"start": node.start, "end": node.end, "token_start": first, "token_end": last}
        spans[node.id] = {**place, "label": node.label, "id": node.id}
    relations = []
    for link in graph.links:
        head, child = spans[link.source], spans[link.target]
        relations.append({"head": head["token_end"], "child": child["token_end"], "head_span": head, "child_span": child, "label": link.role})
    return {
        "text": graph.text,
        "meta": {"id": record["id"]},
        "tokens": [
            {"text": token.text, "start": token.idx, "end": token.idx + len(token), "id": token.i, "ws": bool(token.whitespace_)} for token in doc
        ],
        "spans": list(spans.values()),
        "relations": relations,
        NOTE: graph.note,
    }


def read_prodigy(path: Path) -> Iterator[Union[RawRecord, CorpusError]]:
    """Read the lines of a file in order; for one that cannot be read comes the error."""
    for number, value in read_values(path):
        if isinstance(value, CorpusError):
            yield value
        elif not isinstance(value, dict) or value.get("answer") not in LEFT_OUT:
            yield attempt(_read_line, value, path, number)


def _read_line(line: Any, path: Path, number: int) -> RawRecord:
    place = f"{path}:{number}"
    where = locate(place)
    check_fields(line, {"text": str}, "The line", where)
    nodes: Dict[str, Node] = {}
    links: List[Link] = []
    for span in line.get("spans") or ():
        node = _node(span, "A span", where)
        nodes[node.id] = node
    for relation in line.get("relations") or ():
        check_fields(relation, {"head_span": dict, "child_span": dict, "label": str}, "A relation", where)
        head, child = (_node(relation[name], f"{name!r}", where) for name in ("head_span", "child_span"))
        nodes.setdefault(head.id, head)
        nodes.setdefault(child.id, child)
        links.append(Link(head.id, child.id, relation["label"]))
    return to_record(Graph(line["text"], list(nodes.values()), links, {}, line.get(NOTE)), f"{path.stem}:{number}", place)


def _node(span: Any, what: str, where: str) -> Node:
    """A span, known by its id; one that was drawn in Prodigy has none and is known by label and offsets."""
    check_fields(span, {"start": int, "end": int, "label": str}, what, where)
    id = span.get("id")
    return Node(id if isinstance(id, str) else f"{span['label']} {span['start']} {span['end']}", span["start"], span["end"], span["label"])
