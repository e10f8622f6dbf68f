"""Attributions as annotation tools have them: labelled spans of a text, and links between them.

Every piece of every role is a span of its own. The labels are those of `doc.spans`: DIRECT, MIXED and INDIRECT for content by its form (CONTENT
where no form is given), CUE, SOURCE, SPEAKER, DISCLOSURE, REASON. From the first piece of the content goes a link to each of the other spans,
named by the role. What spans and links do not say (ids, act, source type, meta, the order of pieces, fields beyond the format) is kept in a
note beside them, so that an article comes back exactly; where the spans were changed, they count more than the note.
"""

from itertools import count
from typing import Any, Callable, Dict, Iterable, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Set, Tuple

from ..attributions import ANONYMOUS_TYPES, FORM_OF_LABEL, LABEL_OF_ROLE, PIECED_ROLES, record_pieces
from ..errors import Errors
from .validation import CorpusError, RawRecord, locate

ROLES = ("cue", "source", "speaker", "disclosure", "reason")
NO_FORM = "CONTENT"
LABELS = (*FORM_OF_LABEL, NO_FORM, *LABEL_OF_ROLE.values())
NOTE = "spacy_attrib"
EMPTY: Mapping[str, Any] = {"content": [], "cue": [], "source": [], "speaker": None, "disclosure": None, "reason": None}

Piece = Tuple[int, int]


class Node(NamedTuple):
    """A labelled span, in characters; its `id` is unique in the article."""

    id: str
    start: int
    end: int
    label: str


class Link(NamedTuple):
    """A link from the first piece of a content to another span, by the ids of the spans; its role is the name of the role of the latter."""

    source: str
    target: str
    role: str


class Graph(NamedTuple):
    """An article: its text, spans, links, the labels of attributions by the id of the first piece of their content (`act` and `source_type`),
    and what is not said by any of them."""

    text: str
    nodes: List[Node]
    links: List[Link]
    labels: Dict[str, Dict[str, Any]]
    note: Dict[str, Any]


# Writing


def to_graph(record: Mapping[str, Any]) -> Graph:
    """Lay out a sound record."""
    nodes: List[Node] = []
    links: List[Link] = []
    labels: Dict[str, Dict[str, Any]] = {}
    for item in record["attributions"]:
        form = item.get("form")
        hub = None
        for role in ("content", *ROLES):
            label = LABEL_OF_ROLE.get(role) or (form.upper() if form else NO_FORM)
            for start, end in sorted(record_pieces(item.get(role))):
                node = Node(f"s{len(nodes)}", start, end, label)
                nodes.append(node)
                if hub is None:
                    hub = node.id
                else:
                    links.append(Link(hub, node.id, role))
        labels[str(hub)] = {name: item[name] for name in ("act", "source_type") if item.get(name) is not None}
    beyond = {name: value for name, value in record.items() if name not in ("text", "attributions")}
    return Graph(record["text"], nodes, links, labels, {"article": beyond, "attributions": list(record["attributions"])})


# Reading


def to_record(graph: Graph, id: str, place: str) -> RawRecord:
    """Make a record of what a tool gives back; with a note it is what was written, but for what was changed.

    id (str): The id of an article without a note.
    place (str): File and line, for messages.
    RAISES (CorpusError): If a label or a link is not known, or a span belongs to no content.
    """
    note = graph.note if isinstance(graph.note, dict) else {}
    article = note.get("article") or {"meta": {}}
    try:
        where = locate(place, str(article.get("id", id)))
        found = [(hub, _item(pieces, form)) for hub, form, pieces in _gather(graph, where)]
        attributions = _restore(found, note.get("attributions") or [], graph)
        return RawRecord({"id": id, "text": graph.text, **article, "attributions": attributions}, place)
    except (TypeError, ValueError, LookupError, AttributeError) as error:
        if isinstance(error, CorpusError):
            raise
        raise CorpusError(Errors.A016.format(what=f"{NOTE!r}", expected="what was written there", where=locate(place))) from None


def _restore(found: Sequence[Tuple[str, Dict[str, Any]]], known: Sequence[Mapping[str, Any]], graph: Graph) -> List[Dict[str, Any]]:
    """The attributions in their order, each with what the note says of it, new ones last with new ids."""
    numbers = _match([item for _, item in found], known)
    items = []
    for (hub, item), number in zip(found, numbers):
        labels = graph.labels.get(hub, {})
        items.append((len(known) if number is None else number, _merge(item, labels, known[number] if number is not None else {}, graph.text)))
    items.sort(key=lambda pair: (pair[0], pair[1]["content"]))
    taken = {item.get("id") for _, item in items}
    free = (name for name in map("n{}".format, count()) if name not in taken)
    return [item if "id" in item else {"id": next(free), **item} for _, item in items]


def _gather(graph: Graph, where: str) -> Iterator[Tuple[str, Optional[str], Dict[str, List[Piece]]]]:
    """The attributions: the id of the first piece of the content, the form, the pieces of every role."""
    nodes = {node.id: node for node in graph.nodes}
    for node in graph.nodes:
        if node.label not in LABELS:
            raise CorpusError(Errors.A031.format(label=node.label, known=", ".join(LABELS), where=where))
    contents = {node.id for node in graph.nodes if _is_content(node)}
    hubs = {id: id for id in contents}
    others = []
    for link in graph.links:
        for end in (link.source, link.target):
            if end not in nodes:
                raise CorpusError(Errors.A030.format(id=f"A link {link.role!r}", target=end, where=where))
        if link.source in contents and link.target in contents:
            hubs[link.target] = link.source
        elif link.source in contents or link.target in contents:  # drawn from the content, or to it
            others.append((link.source, link.target) if link.source in contents else (link.target, link.source))
    members: Dict[str, Dict[str, List[Piece]]] = {}
    forms: Dict[str, Optional[str]] = {}
    for node in graph.nodes:
        if node.id in contents:
            hub = _root(node.id, hubs)
            members.setdefault(hub, {}).setdefault("content", []).append((node.start, node.end))
            forms[hub] = FORM_OF_LABEL.get(nodes[hub].label)
    linked: Set[str] = set()
    for content, other in others:
        node = nodes[other]
        role = next(role for role, label in LABEL_OF_ROLE.items() if label == node.label)
        pieces = members[_root(content, hubs)].setdefault(role, [])
        if (node.start, node.end) not in pieces:
            pieces.append((node.start, node.end))
        linked.add(other)
    for node in graph.nodes:
        if node.id not in contents and node.id not in linked:
            raise CorpusError(Errors.A070.format(label=node.label, start=node.start, end=node.end, where=where))
    for hub, roles in members.items():
        if len(roles.get("speaker", ())) > 1:
            raise CorpusError(Errors.A071.format(start=nodes[hub].start, end=nodes[hub].end, where=where))
        yield hub, forms[hub], roles


def _is_content(node: Node) -> bool:
    return node.label in FORM_OF_LABEL or node.label == NO_FORM


def _root(id: str, hubs: Dict[str, str]) -> str:
    """The first piece of a content; those on the way are told of it."""
    seen = set()
    while hubs[id] != id and id not in seen:
        seen.add(id)
        id = hubs[id]
    if id in seen:
        return min(seen)  # a ring of pieces
    hubs.update(dict.fromkeys(seen, id))
    return id


def _item(pieces: Mapping[str, List[Piece]], form: Optional[str]) -> Dict[str, Any]:
    item: Dict[str, Any] = {role: sorted(map(list, pieces.get(role, ()))) or EMPTY[role] for role in (*PIECED_ROLES, "speaker")}
    return {**item, "form": form}


def _key(item: Mapping[str, Any]) -> Tuple[Tuple[Tuple[int, ...], ...], ...]:
    """By what an attribution is known again: its pieces, those of the content first."""
    return tuple(tuple(map(tuple, sorted(record_pieces(item.get(role))))) for role in ("content", *ROLES))


def _match(items: Sequence[Mapping[str, Any]], known: Sequence[Mapping[str, Any]]) -> List[Optional[int]]:
    """For each attribution which of the known ones it is: that with the same pieces, else with the same content, else with content that begins
    alike; None for a new one."""
    keys = [_key(item) for item in items]
    result: List[Optional[int]] = [None] * len(items)
    left = {number: _key(item) for number, item in enumerate(known)}
    parts: Tuple[Callable[[Any], Any], ...] = (lambda key: key, lambda key: key[0], lambda key: key[0][0][0])
    for part in parts:
        numbers: Dict[Any, List[int]] = {}  # of those that are left, the first one last
        for number in reversed(left):
            numbers.setdefault(part(left[number]), []).append(number)
        for position, key in enumerate(keys):
            if result[position] is None and numbers.get(part(key)):
                result[position] = number = numbers[part(key)].pop()
                left.pop(number)
    return result


def _merge(item: Mapping[str, Any], labels: Mapping[str, Any], known: Mapping[str, Any], text: str) -> Dict[str, Any]:
    """What spans and labels say, in the words of the note where both say the same."""
    merged = dict(known)
    for role in (*PIECED_ROLES, "speaker"):
        if not known or sorted(record_pieces(known.get(role))) != record_pieces(item[role]):
            merged[role] = item[role]
            if role == "speaker" and item[role]:
                start, end = item[role][0]
                merged[role] = {"text": text[start:end], "start": start, "end": end}
    if known.get("form") != item["form"]:
        merged["form"] = item["form"]
    for name, value in labels.items():
        if known.get(name) != value:
            merged[name] = value
            if name == "source_type":
                merged["anonymous"] = value in ANONYMOUS_TYPES
    return merged


def check_fields(value: Any, fields: Mapping[str, type], what: str, where: str) -> None:
    """Make sure that JSON data is an object with fields of these types. Raises CorpusError."""
    if not isinstance(value, dict):
        raise CorpusError(Errors.A016.format(what=what, expected="a JSON object", where=where))
    for name, kind in fields.items():
        if name not in value:
            raise CorpusError(Errors.A017.format(field=name, where=where))
        if not isinstance(value[name], kind) or isinstance(value[name], bool):
            names = {str: "a string", int: "a whole number", list: "a list", dict: "an object"}
            raise CorpusError(Errors.A016.format(what=f"{name!r} of {what}", expected=names[kind], where=where))


def numbered(nodes: Iterable[Node], first: int = 0) -> Dict[str, int]:
    """Whole numbers for the ids of spans, for tools that want such."""
    return {node.id: number for number, node in enumerate(nodes, first)}
