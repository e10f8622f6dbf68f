"""Encoders small enough for a test."""

import pytest

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def make_encoder(folder):
    """A random BERT of some thousand parameters that knows letters only."""
    transformers = pytest.importorskip("transformers", reason="needs the extra [trf]")
    letters = [chr(i) for i in range(33, 127)] + ["“", "”", "’"]
    (folder / "vocab.txt").write_text("\n".join(WORDS + letters + ["##" + letter for letter in letters]), encoding="utf-8")
    transformers.BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder)
    config = transformers.BertConfig(
        vocab_size=len(WORDS) + 2 * len(letters), hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32
    )
    transformers.BertModel(config).save_pretrained(folder)
