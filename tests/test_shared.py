"""What the rules must show on the seed article, where the gold corpora are at hand."""
import srsly


def norm(text, pieces):
    return {i for start, end in pieces for i in range(start, end) if text[i].isalnum()}


def test_seed_article(nlp, shared):
    gold = next(srsly.read_jsonl(shared / "gold" / "seed_gold.jsonl"))
    text = gold["text"]
    found = [a.to_dict() for a in nlp(text)._.attributions]
    matched = set()
    for item in gold["attributions"]:
        wanted = norm(text, item["content"])
        best = max(found, key=lambda f: len(wanted & norm(text, f["content"])) / len(wanted | norm(text, f["content"])))
        overlap = len(wanted & norm(text, best["content"])) / len(wanted | norm(text, best["content"]))
        if overlap >= 0.5:
            matched.add(best["id"])
        if item["required"]:
            assert overlap >= 0.8, item["id"]
            assert norm(text, best["source"]) & norm(text, item["source"]), item["id"]
            assert best["anonymous"] == item["anonymous"], item["id"]
            if item["source_type"] == "named_person":
                assert best["speaker"]["text"] == "Zamir Kabulov"
    body_end = gold["meta"]["body_end"]
    extra = [f for f in found if f["id"] not in matched and f["act"] == "speech" and f["content"][0][0] < body_end]
    assert len(extra) <= 1
    assert not [f for f in found if f["content"][0][0] >= body_end]
