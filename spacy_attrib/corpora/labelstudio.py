"""Label Studio: a file with a list of tasks, each with the spans and relations of an article, as a prediction for annotators to correct.

What is read is the annotation, of each annotator if there are more; the prediction where nobody has annotated. Regions are `labels`, relations
are named by the role of the span that they lead to; act and source type are `choices` of the first piece of a content. The interface that
shows it all is `INTERFACE`. Offsets count characters.
"""

import json
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, List, Mapping, Union

from ..about import __version__
from ..attributions import ACTS, SOURCE_TYPES
from .graphs import LABELS, NOTE, ROLES, Graph, Link, Node, check_fields, to_graph, to_record
from .validation import CorpusError, RawRecord, attempt, decode, locate, parse_json

CHOICES = {"act": ACTS, "source_type": SOURCE_TYPES}
INTERFACE = "\n".join(
    [
        "<View>",
        '  <Text name="text" value="$text" granularity="symbol"/>',
        '  <Labels name="label" toName="text">',
        *(f'    <Label value="{label}"/>' for label in LABELS),
        "  </Labels>",
        "  <Relations>",
        *(f'    <Relation value="{role}"/>' for role in ("content", *ROLES)),
        "  </Relations>",
        *(
            line
            for name, values in CHOICES.items()
            for line in (
                f'  <Choices name="{name}" toName="text" perRegion="true" whenTagName="label" whenLabelValue="DIRECT,MIXED,INDIRECT,CONTENT">',
                *(f'    <Choice value="{value}"/>' for value in values),
                "  </Choices>",
            )
        ),
        "</View>",
    ]
)


def write_labelstudio(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    """Write records as a list of tasks."""
    with path.open("w", encoding="utf8", newline="\n") as file:
        file.write("[")
        for number, record in enumerate(records):
            file.write(",\n" * (number > 0) + json.dumps(_task(record), ensure_ascii=False))
        file.write("]\n")


def _task(record: Mapping[str, Any]) -> Dict[str, Any]:
    graph = to_graph(record)
    result: List[Dict[str, Any]] = []
    for node in graph.nodes:
        region = {"id": node.id, "to_name": "text"}
        place = {"start": node.start, "end": node.end, "text": graph.text[node.start : node.end]}
        result.append({**region, "from_name": "label", "type": "labels", "value": {**place, "labels": [node.label]}})
        for name, value in graph.labels.get(node.id, {}).items():
            result.append({**region, "from_name": name, "type": "choices", "value": {**place, "choices": [value]}})
    for link in graph.links:
        result.append({"from_id": link.source, "to_id": link.target, "type": "relation", "direction": "right", "labels": [link.role]})
    prediction: Dict[str, Any] = {"model_version": f"spacy_attrib {__version__}", "result": result}
    scores = [item["score"] for item in record["attributions"] if item.get("score") is not None]
    if scores:
        prediction["score"] = sum(scores) / len(scores)
    return {"data": {"text": graph.text, "id": record["id"], NOTE: graph.note}, "predictions": [prediction]}


def read_labelstudio(path: Path) -> Iterator[Union[RawRecord, CorpusError]]:
    """Read the tasks of a file in order; for one that cannot be read comes the error."""
    tasks = parse_json(decode(path.read_bytes(), path), str(path))
    for number, task in enumerate(tasks if isinstance(tasks, list) else [tasks], 1):
        place = f"{path}, task {number}"
        try:
            versions = list(_versions(task, locate(place)))
        except CorpusError as error:
            yield error
            continue
        for annotator, result in versions:
            yield attempt(_read_task, task, result, annotator, f"{path.stem}:{number}", place)


def _versions(task: Any, where: str) -> Iterator[Any]:
    """Whose annotation there is of a task: pairs of the annotator, empty if there is but one, and the regions."""
    check_fields(task, {"data": dict}, "A task", where)
    check_fields(task["data"], {"text": str}, "'data'", where)
    done = [a for a in task.get("annotations") or task.get("completions") or () if isinstance(a, dict) and not a.get("was_cancelled")]
    given = done or (task.get("predictions") or [{"result": []}])[:1]
    for number, version in enumerate(given, 1):
        check_fields(version, {"result": list}, "An annotation", where)
        yield _annotator(version, number) if len(given) > 1 else "", version["result"]


def _annotator(version: Mapping[str, Any], number: int) -> str:
    who = version.get("completed_by")
    who = who.get("email") or who.get("id") if isinstance(who, dict) else who
    return str(who or f"annotator {number}")


def _read_task(task: Mapping[str, Any], result: List[Any], annotator: str, id: str, place: str) -> RawRecord:
    where = locate(place)
    nodes: List[Node] = []
    links: List[Link] = []
    labels: Dict[str, Dict[str, Any]] = {}
    for region in result:
        check_fields(region, {"type": str}, "A region", where)
        if region["type"] == "relation":
            check_fields(region, {"from_id": str, "to_id": str}, "A relation", where)
            links.append(Link(region["from_id"], region["to_id"], str((region.get("labels") or ["…"])[0])))
        elif region["type"] in ("labels", "choices"):
            check_fields(region, {"id": str, "value": dict}, "A region", where)
            value = region["value"]
            chosen = value.get(region["type"]) or [""]
            if region["type"] == "labels":
                check_fields(value, {"start": int, "end": int}, "A region", where)
                nodes.append(Node(region["id"], value["start"], value["end"], str(chosen[0])))
            elif region.get("from_name") in CHOICES:
                labels.setdefault(region["id"], {})[region["from_name"]] = chosen[0]
    data = task["data"]
    raw = to_record(Graph(data["text"], nodes, links, labels, data.get(NOTE)), str(data.get("id") or id), place)
    if annotator:
        raw.record["meta"] = {**(raw.record.get("meta") or {}), "annotator": annotator}
    return raw
