"""Who it is: names, pronouns, roles, the floor."""
import pytest

CASES = [
    ("surname", "Zamir Kabulov arrived on Monday. “We won,” Kabulov said.", "Zamir Kabulov"),
    ("title and surname", "Judge Carmen Abiodun entered. “Sit down,” Judge Abiodun said.", "Carmen Abiodun"),
    ("he", "Zamir Kabulov met Maria Lopez on Monday. “We won,” he said.", "Zamir Kabulov"),
    ("she", "Zamir Kabulov met Maria Lopez on Monday. “We won,” she said.", "Maria Lopez"),
    ("apposition", "“We won,” said Hugh Hill, a doctor in Leeds.", "Hugh Hill"),
    ("role", "The mayor, Peter Long, spoke on Monday. “We won,” the mayor said.", "Peter Long"),
    ("title as role", "Governor Peter Long spoke on Monday.\n\n“We won,” the governor said.", "Peter Long"),
    ("possessive is another", "Peter Long was absent. Long’s lawyer said that the case was over.", "Long’s lawyer"),
    ("indefinite is another", "Peter Long was absent. A neighbour said that the house was empty.", "A neighbour"),
    ("relative who", "“We won,” said Maria Lopez. Peter Long, who said that he was tired, left.", "Peter Long"),
    ("organization", "The Pentagon said that the base would close.", "Pentagon"),
]


@pytest.mark.parametrize("text,speaker", [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_speaker(nlp, text, speaker):
    last = nlp(text)._.quotes[-1]
    assert last.speaker.text == speaker


def test_mention_and_speaker_are_both_kept(nlp):
    (quote,) = nlp("Zamir Kabulov arrived on Monday. “We won,” he said.")._.quotes
    assert (quote.source.text, quote.speaker.text) == ("he", "Zamir Kabulov")


def test_floating_quotation_goes_to_who_holds_the_floor(nlp):
    first, floating = nlp("“We won,” Ann Lee said.\n\n“It was close in the end.”\n\nThe case began in May.")._.quotes
    assert (floating.source.text, floating.cue.text) == ("", "")
    assert floating.speaker.text == "Ann Lee" and floating.speaker_id == first.speaker_id


def test_first_person_in_a_quotation_is_the_quoted_speaker(nlp):
    doc = nlp("“I told them that it was over,” Ann Lee said.")
    assert {a.speaker.text for a in doc._.attributions if a.source.text in ("I", "Ann Lee")} == {"Ann Lee"}


def test_one_id_per_speaker(nlp):
    doc = nlp("“We won,” Ann Lee said. “You lost,” Bob Ray replied. Lee said that it was over.")
    assert [(s.name, len(s.attributions)) for s in doc._.speakers] == [("Ann Lee", 2), ("Bob Ray", 1)]
