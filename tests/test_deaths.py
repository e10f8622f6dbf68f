"""The dead do not speak, unless nobody else can: of whom the text says that they died, and what that means for "he" and "the officer"."""

import pytest

from spacy_attrib.resolving.story import Story

from .conftest import load_english, page_of


@pytest.mark.parametrize(
    "text,dead",
    [
        ("Ivo Brandl died on Monday.", True),
        ("Ivo Brandl was murdered by the gang in May.", True),
        ("The gang beheaded Ivo Brandl in May.", True),
        ("Ivo Brandl, who was killed in May, was a diver.", True),
        ("The town mourned slain reporter Ivo Brandl.", True),
        ("The murder of Ivo Brandl shook the town.", True),
        ("The town was shaken by Ivo Brandl's death.", True),
        ("The body of Ivo Brandl was found in a canal.", True),
        ("Ivo Brandl was stabbed to death in May.", True),
        ("Ivo Brandl was run over and killed by a bus.", True),
        ("The town saw Ivo Brandl's body of work.", False),
        ("The gang did not kill Ivo Brandl.", False),
        ("The gang wanted to kill Ivo Brandl.", False),
        ("Ivo Brandl was nearly killed by a tree.", False),
        ("Ivo Brandl may have been killed.", False),
        ("Ivo Brandl killed two guards.", False),
        ("Ivo Brandl's murder of two guards shook the town.", False),
        ("The attempted murder of Ivo Brandl shook the town.", False),
        ("“Ivo Brandl died in May,” she said.", False),  # as she says
        ("Ivo Brandl met the mayor in May.", False),
    ],
)
def test_who_has_died(text, dead):
    story = Story(page_of(load_english()(text)))
    assert [story.doc[m.start : m.end].text for m in story.people.mentions] == ["Ivo Brandl"]
    assert bool(story.dead) is dead


@pytest.fixture(scope="module")
def ruler():
    nlp = load_english()
    nlp.add_pipe("attrib_ruler")
    return nlp


TEXT = (
    "Diver Ivo Brandl was murdered in June.\n\nOne of the organisers said he had seen a man from the yard who had met Brandl’s family.\n\n"
    "“They want money for the boat, and they want it now,” he told the Courier."
)


def test_he_is_not_the_dead(ruler):
    last = ruler(TEXT)._.attributions[-1]
    assert last.source.text == "he" and last.speaker.text == "One of the organisers" and last.source_type == "unnamed_person"


def test_who_alone_is_spoken_of_may_be_quoted_after_death(ruler):
    doc = ruler("Ivo Brandl died on Monday.\n\n“The sea is my home,” he once told the Courier.")
    assert [a.speaker.text for a in doc._.attributions] == ["Ivo Brandl"]
