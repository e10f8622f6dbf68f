"""What a pretrained encoder reads: windows that ask for every piece once, the first piece of every word, how it is written."""

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from spacy_attrib.network.pieces import LOWER, OTHER, TITLE, UPPER, WordPieces, read_pieces, windows, word_rows

from .conftest import page_of


@st.composite
def texts(draw):
    """Where paragraphs begin in a text of so many pieces, and what a window may hold, margins and all."""
    n = draw(st.integers(0, 300))
    starts = sorted({0, *draw(st.lists(st.integers(0, max(n - 1, 0)), max_size=30))})
    margin = draw(st.integers(0, 10))
    return starts, n, 2 * margin + draw(st.integers(1, 60)), margin


@given(texts())
def test_windows_ask_for_every_piece_once(text):
    starts, n, most, margin = text
    found = windows(starts, n, most, margin)
    assert [piece for w in found for piece in range(w.first, w.last)] == list(range(n))
    for w in found:
        assert 0 <= w.start <= w.first < w.last <= w.end <= n and w.end - w.start <= most
        if len(found) > 1:
            assert (w.start, w.end) == (max(w.first - margin, 0), min(w.last + margin, n))


@given(texts())
def test_windows_begin_at_paragraphs_where_they_can(text):
    starts, n, most, margin = text
    found = windows(starts, n, most, margin)
    room = most - 2 * margin
    for before, w in zip(found, found[1:]):
        nearest = [start for start in starts if before.first < start <= before.first + room]
        assert w.first == (nearest[-1] if nearest else before.first + room)


@pytest.mark.parametrize(
    "starts,n,expected",
    [
        ([0], 0, []),
        ([0, 5], 10, [(0, 10, 0, 10)]),
        ([0, 5], 11, [(0, 7, 0, 5), (3, 11, 5, 11)]),
        ([0, 3, 5], 12, [(0, 7, 0, 5), (3, 12, 5, 11), (9, 12, 11, 12)]),
        ([0], 13, [(0, 8, 0, 6), (4, 13, 6, 12), (10, 13, 12, 13)]),
    ],
)
def test_windows_by_hand(starts, n, expected):
    assert [tuple(window) for window in windows(starts, n, 10, 2)] == expected


# Pieces

PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "ann", "said", "##ed", "we", "##ather", "forecast", "##er", "##s", ",", ".", "“", "”", "3"]


@pytest.fixture
def word_pieces(tmp_path):
    """A tokenizer that knows next to no words, saved and loaded."""
    tokenizers = pytest.importorskip("tokenizers")
    from tokenizers.models import WordPiece
    from tokenizers.normalizers import BertNormalizer
    from tokenizers.pre_tokenizers import BertPreTokenizer

    tokenizer = tokenizers.Tokenizer(WordPiece({piece: number for number, piece in enumerate(PIECES)}, unk_token="[UNK]"))
    tokenizer.normalizer = BertNormalizer()
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.enable_padding(length=50)
    tokenizer.enable_truncation(max_length=1)
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    return WordPieces(tmp_path / "tokenizer.json")


def words_of(*ids):
    return [PIECES[number] for number in ids]


def test_words_are_cut_into_pieces(word_pieces):
    assert word_pieces.edges == (PIECES.index("[CLS]"), PIECES.index("[SEP]")) and word_pieces.padding == 0
    assert words_of(*word_pieces("Forecasters")) == ["forecast", "##er", "##s"]
    assert words_of(*word_pieces("xylophone")) == ["[UNK]"]
    assert word_pieces(" ") == word_pieces("\n\n") == word_pieces("\u00a0") == []


def test_words_are_looked_up_once(word_pieces, monkeypatch):
    first = word_pieces("Weather")
    monkeypatch.setattr(word_pieces, "tokenizer", None)
    assert word_pieces("Weather") is first
    monkeypatch.undo()
    monkeypatch.setattr(word_pieces, "MOST", 1)
    assert words_of(*word_pieces("said")) == ["said"] and "said" not in word_pieces.known


def test_pieces_of_a_page(word_pieces):
    doc = spacy.blank("en")("  Forecasters said,\n\n “we  weathered 3.”\n")
    pieces = read_pieces(page_of(doc), word_pieces)
    texts = [token.text for token in doc]
    assert texts == ["  ", "Forecasters", "said", ",", "\n\n ", "“", "we", " ", "weathered", "3", ".", "”", "\n"]
    assert words_of(*pieces.ids) == ["forecast", "##er", "##s", "said", ",", "“", "we", "we", "##ather", "##ed", "3", ".", "”"]
    assert len(pieces.firsts) == len(pieces.word_rows) == len(doc) and len(pieces.piece_rows) == len(pieces.ids)
    firsts = dict(enumerate(pieces.firsts.tolist()))
    assert {texts[i]: words_of(pieces.ids[k])[0] for i, k in firsts.items() if not texts[i].isspace()} == {
        "Forecasters": "forecast", "said": "said", ",": ",", "“": "“", "we": "we", "weathered": "we", "3": "3", ".": ".", "”": "”"
    }  # fmt: skip
    assert [firsts[i] for i in (1, 2, 6, 8)] == [0, 3, 6, 7]
    assert [firsts[i] for i in (4, 7, 12)] == [firsts[3], firsts[6], firsts[11]]  # white space has that of the token in front of it
    assert firsts[0] == 0  # or, where there is none, the first of all


def test_white_space_behind_a_word_of_several_pieces(word_pieces):
    doc = spacy.blank("en")("said Forecasters  said")
    pieces = read_pieces(page_of(doc), word_pieces)
    assert [token.text for token in doc] == ["said", "Forecasters", " ", "said"]
    assert pieces.firsts[[0, 1, 3]].tolist() == [0, 1, 4] and pieces.firsts[2] in (1, 2, 3)


@pytest.mark.parametrize("text", [" ", "\n\n", "\t \n"])
def test_white_space_alone_has_no_pieces(word_pieces, text):
    doc = spacy.blank("en")(text)
    pieces = read_pieces(page_of(doc), word_pieces)
    assert len(pieces.ids) == len(pieces.piece_rows) == 0
    assert pieces.firsts.tolist() == [0] * len(doc) and len(pieces.word_rows) == len(doc)


@pytest.mark.parametrize(
    "word,writing",
    [
        *(("said", LOWER), ("o’clock", LOWER), ("Ann", TITLE), ("McLee", TITLE), ("A", TITLE), ("I", TITLE), ("É", TITLE), ("NATO", UPPER)),
        *(("U.S.", UPPER), ("G20", UPPER), ("iPhone", OTHER), ("12", OTHER), (",", OTHER), ("—", OTHER)),
    ],
)
def test_how_a_word_is_written(word, writing):
    doc = spacy.tokens.Doc(spacy.blank("en").vocab, words=["x", word])
    assert word_rows(page_of(doc))[1] == 4 * writing


def test_rows_say_what_is_quoted_and_what_begins_a_paragraph(word_pieces):
    doc = spacy.blank("en")("Ann said “NATO weathered 3.”\n\nWe said.")
    pieces = read_pieces(page_of(doc), word_pieces)
    texts = [token.text for token in doc]
    assert texts == ["Ann", "said", "“", "NATO", "weathered", "3", ".", "”", "\n\n", "We", "said", "."]
    writing, rest = (pieces.word_rows // 4).tolist(), pieces.word_rows % 4
    assert writing == [TITLE, LOWER, OTHER, UPPER, LOWER, OTHER, OTHER, OTHER, OTHER, TITLE, LOWER, OTHER]
    assert [i for i, row in enumerate(rest) if row & 2] == [2, 3, 4, 5, 6, 7]
    assert [i for i, row in enumerate(rest) if row & 1] == [0, 9]
    assert pieces.piece_rows.tolist() == [row // 2 for text, row in zip(texts, pieces.word_rows.tolist()) for _ in word_pieces(text)]
    assert pieces.piece_rows[4:7].tolist() == [2 * LOWER + 1] * 3  # all pieces of a word
