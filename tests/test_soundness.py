"""What is never given, whatever the steps say; and an article that a stage fails at does not take others with it."""

import pytest
import spacy
from spacy.tokens import Doc

from spacy_attrib.attributions import Draft, sound, to_record

from .conftest import load_english, page_of

TEXT = "“Fine – ” said Ivo Brandl .\n \n “ … ” She  nodded , he told them that rain fell ."


def draft(doc, content, cue=(), source=(), **fields):
    """A draft by the texts of its pieces."""

    def tokens(*texts):
        found = [doc.text.index(text) for text in texts]
        spans = [doc.char_span(start, start + len(text), alignment_mode="expand") for start, text in zip(found, texts)]
        return [(span.start, span.end) for span in spans]

    return Draft(tokens(*content), cue=tokens(*cue), source=tokens(*source), **fields)


def texts(doc, pieces):
    return [doc[start:end].text for start, end in pieces]


@pytest.fixture
def doc(nlp):
    return nlp.make_doc(TEXT)


def test_a_piece_without_a_letter_or_a_digit_is_left_out(doc):
    kept = sound(page_of(doc), [draft(doc, ["“ … ”", "rain fell"], ["–"], ["Ivo Brandl"]), draft(doc, ["“ … ”"], ["told"])])
    assert [(texts(doc, d.content), d.cue, texts(doc, d.source)) for d in kept] == [(["rain fell"], [], ["Ivo Brandl"])]


def test_blanks_are_trimmed_and_marks_stay(doc):
    (kept,) = sound(page_of(doc), [draft(doc, ["\n \n “ … ” She "], ["told"], [".\n \n"], speaker=(0, 2))])
    assert texts(doc, kept.content) == ["“ … ” She"] and kept.source == [] and doc[slice(*kept.speaker)].text == "“Fine"


def test_a_source_is_no_end_of_its_content(doc):
    found = [("Ivo Brandl .", "Ivo Brandl"), ("“Fine – ” said Ivo Brandl", "said Ivo Brandl"), ("he told them", "told"), ("rain", "rain fell")]
    kept = sound(page_of(doc), [draft(doc, [content], source=[source]) for content, source in found[:3]])
    assert [texts(doc, d.content) for d in kept] == [["“Fine – ”"], ["he told them"]]
    assert sound(page_of(doc), [draft(doc, [found[3][0]], source=[found[3][1]])]) == []


def test_a_cue_is_no_part_of_its_content(doc):
    first, second, third = sound(
        page_of(doc),
        [draft(doc, ["he told them that rain fell"], ["told"]), draft(doc, ["told"], ["he"]), draft(doc, ["rain fell"], ["that rain"])],
    )
    assert texts(doc, first.content) == ["he", "them that rain fell"]
    assert (texts(doc, second.content), texts(doc, third.content)) == (["told"], ["fell"])
    assert sound(page_of(doc), [draft(doc, ["told"], ["he told them"])]) == []
    (kept,) = sound(page_of(doc), [draft(doc, [", he told them that"], ["told"], [", he"])])  # who says it is no piece of it, either
    assert texts(doc, kept.content) == ["them that"]


def test_pieces_that_overlap_become_one(doc):
    (kept,) = sound(page_of(doc), [draft(doc, ["that rain fell", "he told them that"])])
    assert texts(doc, kept.content) == ["he told them that rain fell"]
    (kept,) = sound(page_of(doc), [draft(doc, ["that rain fell", "he told them"])])
    assert texts(doc, kept.content) == ["he told them", "that rain fell"]  # pieces that only touch are two


def test_of_two_that_are_the_same_the_surer_stays(doc):
    sure, doubtful = (draft(doc, ["rain fell"], ["told"], ["he"], score=score) for score in (0.9, 0.6))
    other = draft(doc, ["rain fell"], ["nodded"], ["She"], score=0.5)
    assert [d.score for d in sound(page_of(doc), [doubtful, other, sure])] == [0.5, 0.9]
    assert [d.score for d in sound(page_of(doc), [sure, doubtful])] == [0.9]


GOOD = "“The kiln is hot,” said Ivo Brandl."


ARTICLES = [GOOD, "The volcano slept.", GOOD, "", GOOD, "A volcano, he said, is hot."]


@pytest.fixture(params=["attrib", "attrib_ruler"])
def failing(request):
    """A pipeline of one component, whose resolver raises at articles with a certain word. spaCy's parser takes no error handler, so that
    `nlp.set_error_handler` fails in any pipeline with one; the Docs come parsed."""
    nlp = spacy.blank("en")
    pipe = nlp.add_pipe(request.param)
    resolve = pipe.resolve

    def raising(page, drafts):
        if "volcano" in page.text:
            raise RuntimeError("the resolver failed")
        resolve(page, drafts)

    pipe.resolve = raising
    return nlp


@pytest.fixture(scope="module")
def parser():
    return load_english()


@pytest.mark.parametrize("batch_size", [1, 2, 10])
def test_an_error_handler_takes_one_article_and_the_rest_is_done(failing, parser, batch_size):
    def docs():
        return [doc.from_bytes(parsed.to_bytes()) for parsed in parser.pipe(ARTICLES) for doc in [Doc(failing.vocab)]]

    seen = []
    expected = to_record(failing(docs()[0]))["attributions"]
    with pytest.raises(RuntimeError, match="the resolver failed"):
        list(failing.pipe(docs(), batch_size=batch_size))
    failing.set_error_handler(lambda name, pipe, docs, error: seen.append((name, [doc.text for doc in docs], str(error))))
    done = list(failing.pipe(docs(), batch_size=batch_size))
    assert [doc.text for doc in done] == [GOOD, GOOD, "", GOOD]
    assert [to_record(doc)["attributions"] for doc in done] == [expected, expected, [], expected] != [[]] * 4
    assert seen == [(failing.pipe_names[-1], [text], "the resolver failed") for text in (ARTICLES[1], ARTICLES[5])]
    assert failing(docs()[1])._.attributions == ()
