"""doccano, for projects of sequence labelling with relations: a line for each article, with `entities` and `relations`.

The project must allow overlapping spans. doccano gives spans and articles ids of its own and keeps other fields of a line, so the note comes
back with it. It has no labels for act and source type: these stay as they were.
"""

import json
from pathlib import Path
from typing import Any, Iterable, Iterator, Mapping, Union

from .graphs import NOTE, Graph, Link, Node, check_fields, numbered, to_graph, to_record
from .jsonl import read_values
from .validation import CorpusError, RawRecord, attempt, locate


def write_doccano(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    """Write records, a line each."""
    entities = relations = 0
    with path.open("w", encoding="utf8", newline="\n") as file:
        for record in records:
            graph = to_graph(record)
            ids = numbered(graph.nodes, entities)
            line = {
                "text": graph.text,
                "entities": [{"id": ids[n.id], "label": n.label, "start_offset": n.start, "end_offset": n.end} for n in graph.nodes],
                "relations": [
                    {"id": number, "from_id": ids[link.source], "to_id": ids[link.target], "type": link.role}
                    for number, link in enumerate(graph.links, relations)
                ],
                NOTE: graph.note,
            }
            entities += len(graph.nodes)
            relations += len(graph.links)
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def read_doccano(path: Path) -> Iterator[Union[RawRecord, CorpusError]]:
    """Read the lines of a file in order; for one that cannot be read comes the error."""
    for number, value in read_values(path):
        yield value if isinstance(value, CorpusError) else attempt(_read_line, value, path, number)


def _read_line(line: Any, path: Path, number: int) -> RawRecord:
    place = f"{path}:{number}"
    where = locate(place)
    check_fields(line, {"text": str, "entities": list}, "The line", where)
    nodes, links = [], []
    for entity in line["entities"]:
        check_fields(entity, {"id": int, "label": str, "start_offset": int, "end_offset": int}, "An entity", where)
        nodes.append(Node(str(entity["id"]), entity["start_offset"], entity["end_offset"], entity["label"]))
    for relation in line.get("relations") or ():
        check_fields(relation, {"from_id": int, "to_id": int, "type": str}, "A relation", where)
        links.append(Link(str(relation["from_id"]), str(relation["to_id"]), relation["type"]))
    meta = line.get("meta") if isinstance(line.get("meta"), dict) else {}
    note: Any = line.get(NOTE) or meta.get(NOTE)
    return to_record(Graph(line["text"], nodes, links, {}, note), f"{path.stem}:{number}", place)
