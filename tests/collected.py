"""Records for tests of collections: a text, and who says what in it by their words."""

from typing import Any, Dict, Sequence, Tuple

Said = Tuple[str, str, str]  # the speaker's fullest mention, the source phrase, the content; each its first place in the text


def record(id: str, text: str, said: Sequence[Said], types: Sequence[str] = (), **meta: str) -> Dict[str, Any]:
    """A record as `to_record` gives it; every source is a named person unless `types` says otherwise."""
    items = []
    for number, (speaker, source, content) in enumerate(said):
        source_type = types[number] if number < len(types) else "named_person"
        start = text.index(speaker) if speaker else 0
        items.append(
            {
                "id": f"a{number}",
                "content": [span(text, content)],
                "cue": [],
                "source": [span(text, source)] if source else [],
                "speaker": {"text": speaker, "start": start, "end": start + len(speaker)} if speaker else None,
                "form": "direct" if content[:1] in "“\"'" else "indirect",
                "act": "speech",
                "source_type": source_type,
                "anonymous": source_type.startswith("unnamed"),
                "disclosure": None,
                "reason": None,
                "score": None,
            }
        )
    return {"id": id, "text": text, "meta": dict(meta), "attributions": items}


def span(text: str, words: str) -> list:
    """The offsets of some words, where they first stand."""
    start = text.index(words)
    return [start, start + len(words)]


def one(id: str, sentence: str, name: str, **meta: str) -> Dict[str, Any]:
    """An article of one sentence, in which somebody says something; the source phrase is the name."""
    text = f"{sentence} said the weir was safe."
    return record(id, text, [(name, name, "the weir was safe")], **meta)
