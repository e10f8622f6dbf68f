"""Who it is: names, pronouns, roles, groups, bodies, the floor."""

import pytest
from spacy.tokens import Span, SpanGroup

from spacy_attrib.attributions import Draft
from spacy_attrib.lang.reading import load_lexicon
from spacy_attrib.resolving.discourse import Discourse
from spacy_attrib.resolving.resolver import make_speaker_resolver, resolve_speakers
from spacy_attrib.ruler import DEFAULT_CONFIG
from spacy_attrib.rules.edges import narrow_sources

from .conftest import page_of

CASES = [
    ("surname", "Zamir Kabulov arrived on Monday. “We won,” Kabulov said.", "Zamir Kabulov"),
    ("title and surname", "Judge Carmen Abiodun entered. “Sit down,” Judge Abiodun said.", "Carmen Abiodun"),
    ("nickname", "Tom “Lucky” Brannigan arrived at noon. “We won,” Brannigan said.", "Tom “Lucky” Brannigan"),
    ("hyphen", "Jean-Paul Okafor arrived at noon. “We won,” Okafor said.", "Jean-Paul Okafor"),
    ("named", "A professor named Olu Hartigan said that the bridge was safe.", "Olu Hartigan"),
    ("letters behind a name", "Anneliese Booth KC, prosecuting, said that the two had met.", "Anneliese Booth"),
    ("apposition", "“We won,” said Hugh Hill, a doctor in Leeds.", "Hugh Hill"),
    ("relative who", "“We won,” said Maria Lopez. Peter Long, who said that he was tired, left.", "Peter Long"),
    ("two with one surname, Mr.", "Mark Bello and Ruth Bello own the farm. “We stay,” Mr. Bello said.", "Mark Bello"),
    ("two with one surname, Ms.", "Mark Bello and Ruth Bello own the farm. “We stay,” Ms. Bello said.", "Ruth Bello"),
    ("label", "PORTER: Where were you?\n\nDr. Amy Lin is the witness.\n\nLIN: I was at home.", "Amy Lin"),
    # pronouns
    ("he", "Zamir Kabulov met Maria Lopez on Monday. “We won,” he said.", "Zamir Kabulov"),
    ("she", "Zamir Kabulov met Maria Lopez on Monday. “We won,” she said.", "Maria Lopez"),
    ("gender by title", "Ms. Thandolwethu Zwane met Sipho Dube at the gate. “We won,” she said.", "Thandolwethu Zwane"),
    ("gender by another pronoun", "Kwaa Tsen lost her seat. Obi Marr won his. “It hurts,” she said.", "Kwaa Tsen"),
    ("the last unnamed speaker", "Ruth Okello runs the ward. A nurse said that the ward was full. “It never stops,” she said.", "A nurse"),
    (
        "ten paragraphs on",
        "Maria Lopez runs the ferry.\n\n“It is old,” Lopez said.\n\nThe ferry was built in 1950.\n\nIt has two decks."
        "\n\nThe river is wide.\n\nThe town is small.\n\nThe road is long.\n\nThe bridge is shut.\n\n“It will sink,” she said.",
        "Maria Lopez",
    ),
    ("both", "Two aides said that the plan had failed. Both said that it was late.", "Two aides"),
    ("own quotation names another", "Ruth Okello met Eva Roe at the gate. “Roe is wrong,” she said. “Roe never came.”", "Ruth Okello"),
    ("title elsewhere", "The piano in Odessa Farrow’s room is old. “That is the sound,” she said. Ms. Farrow smiled.", "Odessa Farrow"),
    # things and several people
    ("a text", "A circular reached the farms on Monday. Ann Lee kept it. It said that the dam would close.", "A circular"),
    ("it again", "The Water Services Agency said that the dam was safe. It added that the road was shut.", "Water Services Agency"),
    ("people in front", "Ann Lee met the miners on Monday. The farmers were angry. They said that the road was closed.", "The farmers"),
    # descriptions
    ("role", "The mayor, Peter Long, spoke on Monday. “We won,” the mayor said.", "Peter Long"),
    ("title as role", "Governor Peter Long spoke on Monday.\n\n“We won,” the governor said.", "Peter Long"),
    (
        "role a while ago",
        "The coroner, Wanda Pirie, opened the inquest on Monday. It lasted two days.\n\nA lawyer for the family, Sam Oduya, listened."
        "\n\n“I have no doubt,” the coroner said.",
        "Wanda Pirie",
    ),
    ("role by apposition", "Idris Maddox, a farmer from Gower, lost 40 sheep. “Nobody warned us,” the farmer said.", "Idris Maddox"),
    ("relative by first name", "Femi Adeola died in March. His widow, Folasade, said that the road was dark.", "Folasade"),
    ("relative with the", "The daughter, Fionnuala Rusk, said that the road was dark.", "Fionnuala Rusk"),
    ("possessive is another", "Peter Long was absent. Long’s lawyer said that the case was over.", "Long’s lawyer"),
    ("indefinite is another", "Peter Long was absent. A neighbour said that the house was empty.", "A neighbour"),
    (
        "senator of another place",
        "Senator Ann Lee of Ohio met Senator Eva Roe of Texas on Monday. Roe left early.\n\n“We won,” the Ohio senator said.",
        "Ann Lee",
    ),
    ("title of a policewoman", "Supt Aoife Brennan spoke on Monday. Ann Lee left. “They were calm,” Supt Brennan said.", "Aoife Brennan"),
    ("body, job and name", "Alliance of Teachers chair Benjie Cruz said that the pay should rise.", "Benjie Cruz"),
    ("honorific of two words", "Simon Vane KC spoke first. The judge, Mr Justice Orme, told him that the case was over.", "Orme"),
    (
        "husband by the surname",
        "Margaret Ellis fell in the mist. Her husband, Robert, waited at home. A doctor treated Mrs Ellis in hospital."
        "\n\n“She knew the hill,” Mr Ellis said.",
        "Robert",
    ),
    ("age", "Fiona Keane, 48, met Hugh Hill in Leeds. Hill left at once. “I am sorry,” the 48-year-old said.", "Fiona Keane"),
    ("age of somebody named", "Fiona Keane runs the firm. “I am sorry,” the 48-year-old said.", "Fiona Keane"),
    ("age of nobody named", "Fiona Keane saw a 22-year-old man at the gate. “I am cold,” the 22-year-old said.", "the 22-year-old"),
    ("nation", "Harlow manager Paolo Rossi was sad. “We were not good enough,” the Italian admitted.", "Paolo Rossi"),
    (
        "office of the past",
        "Superintendent Lorraine Beck was fired. Trustee Joan Albright fought back tears. “I’m ashamed,” the retired principal said.",
        "Joan Albright",
    ),
    ("company taken for a person", "Swiss drugmaker Helvara cut its prices. The drug is new, the company said.", "Helvara"),
    ("neighbour of one name", "Her neighbor, Wahyu, carried his mother. “We left at night,” he said.", "Wahyu"),
    ("job and one name", "Volcanologist Surono said that it could last for weeks.", "Surono"),
    ("initials", "Special judge A K Lahoti sat on Monday. Builder Rakesh Mehra stood. “It is grave,” the judge noted.", "A K Lahoti"),
    ("surname behind an initial, an adverb to the tagger", "Reporter Tobias V Tranely wrote: “The plan is bad.”", "Tobias V Tranely"),
    ("initial at the end of a name", "Malcolm X yesterday wrote: “The plan is bad.”", "Malcolm X"),
    ("field of an office", "Secretary of Trade Ivo Brandl said that the deal was near.", "Ivo Brandl"),
    ("town in front of an office", "Hamilton Mayor Bob Bratling said that the road was shut.", "Bob Bratling"),
    ("two side by side", "Ana Hamilton and Mayor Bob Bratling said that the road was shut.", "Ana Hamilton and Mayor Bob Bratling"),
    (
        "letters of a body that a recogniser takes for a person",
        "The Royal Institute of Chartered Brewers met. RICB beer spokesman Ian Perrin was there. Sales had fallen, RICB added.",
        "Royal Institute of Chartered Brewers",
    ),
    (
        "relative of somebody named",
        "Corporal Nathan Ciri was honoured.\n\nCpl. Ciri’s aunt met the mayor.\n\n“He is a fine man,” Ciri’s aunt said. She said that it rained.",
        "Ciri’s aunt",
    ),
    ("initial for a name", "John Smith was late. Mr J Smith said that he was sorry.", "John Smith"),
    (
        "madam",
        "KELLY: Madam Chair, were you surprised?\n\nDRUMMOND: I was not.\n\nKELLY: Chair Alice Drummond, thanks.\n\nDRUMMOND: Not at all.",
        "Alice Drummond",
    ),
    ("dateline", "MUMBAI: A special court on Tuesday rejected the plea of Rakesh Mehra, observing that he was rich.", "A special court"),
    ("newspaper", "Al Gorman was tired, he told The Texan. Later, The Texan reported that he had left.", "Texan"),
    ("many", "More than 300 pupils refused to go in. Pupil Aoife Kerr, 16, smiled. The pupils said that it was late.", "More than 300 pupils"),
    (
        "no mark in front",
        "“Go,” said Ann Lee.\n\nOne parent, who works here, said that her daughter had left.\n\n“It is bad,” she said.",
        "One parent",
    ),
    (
        "company taken for a place",
        "The watchdog banned an advert by the software firm Nuvia. Nuvia Pro was sold in Leeds. The firm said that it was sorry.",
        "Nuvia",
    ),
    (
        "watchdog",
        "The Advertising Standards Authority banned an advert by the software firm Nuvia. The watchdog said that it was untrue.",
        "Advertising Standards Authority",
    ),
    ("cut in front", "The miners met on Monday. “He hired him,” the group's president, Wade Harmon, said.", "Wade Harmon"),
    ("two surnames", "María del Carmen Ruiz Ortega spoke on Monday. Bob Hill left. “We can count,” Ruiz said.", "María del Carmen Ruiz Ortega"),
    ("body with a which", "Ann Lee left. Médecins Sans Frontières, which runs the tent, said that it was full.", "Médecins Sans Frontières"),
    (
        "one and the other",
        "Ann Lee and two diplomats met. One of them said that it was deafening, while the other said that it was grim.",
        "the other",
    ),
    ("date behind a name", "Foreign Minister Sergei Lavrin on Tuesday said that it was over.", "Sergei Lavrin"),
    ("shipping line", "Norse Line has said that its crews were the heart of it.", "Norse Line"),
    ("title of a work in between", 'Director Martin Reyes, who cast him in "Harbor Nights," called him "a lighthouse."', "Martin Reyes"),
    (
        "short form in brackets",
        "Nigeria's National Commission for Museums and Monuments (NCMM) met on Monday. The NCMM said that it was over.",
        "National Commission for Museums and Monuments",
    ),
    ("opponents of a mayor", "Opponents of Mayor Glenn Jacobs said that they have the names.", "Opponents of Mayor Glenn Jacobs"),
    (
        "title in an entity",
        "St Oswin's has 400 old bats. “They were here first,” says the Rev Tamsin Pike. Pike said that it was late.",
        "Tamsin Pike",
    ),
    ("vicar", "The church has a vicar who says that she is fond of bats.\n\nIt has a roof, says the Rev Tamsin Pike.", "Tamsin Pike"),
    ("role held by one", "Dr Susan Rae gave evidence. Coroner Helen Tait listened. “No more,” the coroner said.", "Helen Tait"),
    (
        "defendant",
        "Kyle Bray, 19, wept at the verdict.\n\nProsecutor Anna Holt told the jury that Bray was a liar. But the defendant insisted that he was not.",
        "Kyle Bray",
    ),
    ("the man", "A neighbour said that he saw a van. “I thought nothing of it,” the man said.", "A neighbour"),
    ("another person", "A nurse said that he saw a van. A man waited outside. “Go home,” the man said.", "A man"),
    ("my sister", "When I told my sister about it, she laughed. “No,” she said. Joanna Aldous came in later.", "my sister"),
    ("my editor", "I was on the phone to my editor. “No,” he said. Jon Aldous came in later.", "my editor"),
    ("name of a body", "The Intergovernmental Panel on Climate Change has said that seas will rise.", "Intergovernmental Panel on Climate Change"),
    ("spokesman without the role", "Peter Long spoke on Monday.\n\n“We won,” the spokesman said.", "the spokesman"),
    ("a name with a particle", "Marine Roux lost. The judge, Bénédicte de Perthuis, said that Roux had lied.", "Bénédicte de Perthuis"),
    ("by the age", "Dan Frost refused to give in. Eva Roe, 22, laughed. “The wind was strong,” the 22-year-old said.", "Eva Roe"),
    ("a job in front of a name", "Driver Mo Hussain radioed for help. “It was late,” he said.", "Mo Hussain"),
    (
        "an office that is another's",
        "But Andrea Kim, a nurse, cautioned that it was late.\n\nThe press secretary said that the president was well.",
        "The press secretary",
    ),
    ("a surname that is a word for a body", "State Sen. Lionel Park of Ohio spoke first. “We won,” Park said.", "Lionel Park"),
    ("a paper of another name", "The Reuters agency was quick. The Bild newspaper reported that the bridge was shut.", "The Bild newspaper"),
    ("whom somebody speaks for is another", "A spokesman for the mayor Peter Long said that it was over.", "A spokesman for the mayor"),
    ("the possessor is another", "The mayor, Peter Long, was late. The mayor’s spokesman said that it was over.", "The mayor’s spokesman"),
    (
        "named in the next sentence",
        "The club’s head coach said that the pitch was wet. “We had no grip,” said Olu Hartigan. The referee smiled."
        "\n\nPeter Long left.\n\n“We won,” the coach said.",
        "Olu Hartigan",
    ),
    (
        "holder of the role before another with an age",
        "A captain was fined on Monday by a judge who said that he had lied.\n\nPeter Long, 52, stood as Judge Ruth Amadi spoke.",
        "Ruth Amadi",
    ),
    (
        "one who was introduced",
        "A lawmaker wants the dam closed.\n\nThe dam is old, said Peter Long, a lawmaker in Leeds. Ann Lee disagreed."
        "\n\n“It leaks,” the lawmaker said.",
        "Peter Long",
    ),
    (
        "nobody named",
        "A medal was given to Ann Lee in May.\n\nThe river is wide.\n\nThe town is small.\n\nThe driver said that it was late.",
        "The driver",
    ),
    # names that other words spoil
    ("job behind a name", "Olu Hartigan, Commissioner for Harbours, said that the bridge was safe.", "Olu Hartigan"),
    ("question", "Will Sanderson give up?\n\nTed Sanderson lost on Monday. “We will stay,” Sanderson said.", "Ted Sanderson"),
    # groups and bodies
    ("the two", "Ann Lee and Senator Bob Ray met on Monday. The two senators said that they would stay.", "Ann Lee and Senator Bob Ray"),
    ("both, named", "Ann Lee and Bob Ray met on Monday. Both said that the road was closed.", "Ann Lee and Bob Ray"),
    ("they", "Ann Lee and Bob Ray met voters on Monday. They said that the road was closed.", "Ann Lee and Bob Ray"),
    ("and others", "Olu Hartigan and others who had lost money said that the bridge was safe.", "Olu Hartigan and others"),
    ("pair", "The candidates, Ann Lee and Senator Bob Ray, promised that they would stay.", "Ann Lee and Senator Bob Ray"),
    ("partly named", "Olu Hartigan and 14 colleagues said that the bridge was safe.", "Olu Hartigan and 14 colleagues"),
    ("organization", "The Pentagon said that the base would close.", "Pentagon"),
    ("initials", "The National Union of Weavers met on Monday. The NUW said that wages had fallen.", "National Union of Weavers"),
    ("the company", "Brightwell Inc., a company in Leeds, cut 40 jobs. The company said that sales had fallen.", "Brightwell Inc."),
    (
        "the hospital",
        "Eva Roe died at Hill Medical Center on Monday. Nobody came.\n\nThe hospital said that it was sorry.",
        "Hill Medical Center",
    ),
    (
        "the company of the headline",
        "Pell Motors Ltd cuts jobs\n\nShares in Pell Motors Ltd fell on Monday.\n\nThe town is small.\n\nThe river is wide."
        "\n\nThe company said that sales had fallen.",
        "Pell Motors Ltd",
    ),
    ("the agency", "The Water Services Agency opened an inquiry. The agency said that it would take a year.", "Water Services Agency"),
    # no cue
    (
        "headline",
        "“We kept every ticket”: last bus leaves town\n\nBy Ina Cole\n\nThe last bus left on Friday. Around 40 people came."
        "\n\nA band played.\n\n“We kept every ticket,” said Ruth Amadi, who drove it.",
        "Ruth Amadi",
    ),
    ("subject in front", "The barn burned.\n\nIts owner, Dipa Roy, wants the money back.\n\n“We paid in full.”", "Dipa Roy"),
]


@pytest.mark.parametrize("text,speaker", [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_speaker(nlp, text, speaker):
    last = nlp(text)._.quotes[-1]
    assert last.speaker.text == speaker


@pytest.mark.parametrize(
    "text,source_type",
    [
        ("Jones described the vote as deeply disappointing.", "named_person"),
        ("Stein, a physician from Ohio and longtime activist, accused the committee of lying.", "named_person"),
        ("Johnson & Johnson said that it would pay.", "organization"),
        ("Microsoft said that it would pay.", "organization"),
    ],
)
def test_a_surname_alone_is_a_person(nlp, text, source_type):
    (attribution,) = nlp(text)._.attributions
    assert attribution.source_type == source_type


def test_headline_quotes_who_says_it_later(nlp):
    doc = nlp(dict((c[0], c[1]) for c in CASES)["headline"])
    headline = Draft([(0, 6)], act="speech")
    resolve_speakers(page_of(doc), [headline, *nlp.get_pipe("attrib_ruler").find(page_of(doc))])
    assert doc[0:6].text == "“We kept every ticket”" and doc[slice(*headline.speaker)].text == "Ruth Amadi"


@pytest.mark.parametrize(
    "text,cue,speaker",
    [
        ("After warning that the dam would break, Ann Lee left the town.", "warning", "Ann Lee"),
        ("Ann Lee left early, warning that the dam would break.", "warning", "Ann Lee"),
        ("Ann Lee thanked the crowd and said that the dam would break.", "said", "Ann Lee"),
        ("Bob Ray left when asked by Ann Lee whether the dam would break.", "asked", "Ann Lee"),
        ("Ann Lee’s claim that the dam would break was wrong.", "claim", "Ann Lee"),
        ("Ann Lee, in a long speech, smiled and sang, warning that the dam would break.", "warning", "Ann Lee"),
        ("It was said that the dam would break.", "said", None),
        ("Bob Ray was told that the dam would break.", "told", None),
    ],
)
def test_who_speaks_is_understood_from_the_sentence(nlp, text, cue, speaker):
    doc = nlp(text)
    start, dam = token(doc, cue), token(doc, "dam")
    draft = Draft([(dam - 1, dam + 3)], cue=[(start, start + 1)], act="speech")
    resolve_speakers(page_of(doc), [draft])
    assert (doc[slice(*draft.speaker)].text if draft.speaker else None) == speaker


def test_name_does_not_take_in_a_word_of_the_headline(nlp):
    doc = nlp("Tom Cole Finally Endorses House Speaker Ted Hill\n\nTom Cole met voters on Monday. He left early.")
    assert "Tom Cole Finally" in [ent.text for ent in doc.ents]
    draft = Draft([(4, 8)], cue=[(3, 4)], source=[(0, 2)], act="other")
    resolve_speakers(page_of(doc), [draft])
    assert draft.speaker == (0, 2)


def test_subject_behind_a_pronoun_comes_into_question(nlp, monkeypatch):
    found = {}
    choose = Discourse.choose

    def spy(self, token, candidates):
        found.update({self.story.people.persons[r].name: dict(f) for r, f in candidates.items()})
        return choose(self, token, candidates)

    monkeypatch.setattr(Discourse, "choose", spy)
    nlp("Tom Cole lost.\n\nDespite his wish that the road be closed, Bob Ray left.")
    assert {name[0]: features.get("ahead") for name, features in found.items()} == {"tom": None, "bob": 1.0}


def test_label_of_an_answer_before_a_cue(nlp):
    doc = nlp("Dana Whitlock runs the ferry. Whitlock is tired.\n\nQ: Is it old?\n\nA: Believe me, it is old.")
    label = doc.text.index("A:")
    (label,) = [t.i for t in doc if t.idx == label]
    draft = Draft([(label + 3, len(doc))], cue=[(label + 2, label + 3)], source=[(label, label + 1)], act="speech")
    resolve_speakers(page_of(doc), [draft])
    assert doc[slice(*draft.speaker)].text == "Dana Whitlock"


def test_source_cut_from_the_clause_behind_a_name(nlp):
    doc = nlp("Ann Lee, whose plan has upset even members of her own party, proposed that the dam be closed.")
    members, cue, dam = token(doc, "members"), token(doc, "proposed"), token(doc, "dam")
    draft = Draft([(dam - 1, dam + 3)], cue=[(cue, cue + 1)], source=[(members, members + 5)], act="speech")
    resolve_speakers(page_of(doc), [draft])
    assert doc[slice(*draft.speaker)].text == "Ann Lee"


def test_object_behind_the_cue_speaks_where_all_content_is_in_front(nlp):
    doc = nlp("Was the dam safe, asked her rival, Ann Lee.")
    cue = token(doc, "asked")
    draft = Draft([(0, cue - 1)], cue=[(cue, cue + 1)], act="speech")
    resolve_speakers(page_of(doc), [draft])
    assert doc[slice(*draft.speaker)].text == "Ann Lee"


def test_what_somebody_is_angered_by_does_not_speak(nlp):
    doc = nlp("Angered by the verdict, Ann Lee left the town.")
    draft = Draft([(2, 4)], cue=[(0, 1)], act="speech")
    resolve_speakers(page_of(doc), [draft])
    assert doc[slice(*draft.speaker)].text == "Ann Lee"


@pytest.mark.parametrize("cut", [(", an expert", "affairs"), ("farmers who", "who")])
def test_source_that_was_cut_badly(nlp, cut):
    doc = nlp("Ann Lee, an expert on naval affairs, said that the dam was old. The farmers who own the dam said that it was safe.")
    first, last = token(doc, cut[0].split()[-1]), token(doc, cut[1])
    start = first - 2 if cut[0][0] == "," else first - 1
    cue = next(t.i for t in doc if t.i > last and t.text == "said")
    draft = Draft([(cue + 1, cue + 5)], cue=[(cue, cue + 1)], source=[(start, last + 1)], act="speech")
    narrow_sources(page_of(doc), [draft])
    resolve_speakers(page_of(doc), [draft])
    assert doc[slice(*draft.speaker)].text == ("Ann Lee" if cut[0][0] == "," else "The farmers")


@pytest.mark.parametrize(
    "head,writer",
    [("By Ina Cole", "Ina Cole"), ("Ina Cole", "Ina Cole"), ("Ina Cole, political editor", "Ina Cole"), ("Ina Cole left on Monday.", None)],
)
def test_byline(nlp, head, writer):
    doc = nlp(f"Please, no more tickets\n\n{head}\n\nThe train was late. I think that the line should be closed.")
    line = token(doc, "line")
    draft = Draft([(line - 2, line + 4)], cue=[(line - 3, line - 2)], source=[(line - 4, line - 3)], act="thought")
    assert doc[slice(*draft.source[0])].text == "I"
    resolve_speakers(page_of(doc), [draft])
    assert (doc[slice(*draft.speaker)].text if draft.speaker else None) == writer


def test_writer_is_who_the_last_paragraph_introduces(nlp):
    doc = nlp("Please, no more tickets\n\nThe train was late. I think that the line should be closed.\n\nIna Cole is a farmer in Leeds.")
    line = token(doc, "line")
    draft = Draft([(line - 2, line + 4)], cue=[(line - 3, line - 2)], source=[(line - 4, line - 3)], act="thought")
    resolve_speakers(page_of(doc), [draft])
    assert doc[slice(*draft.speaker)].text == "Ina Cole"


def test_label_may_give_the_whole_name_at_first(nlp):
    doc = nlp("Martin Fell: Nine years is long.\n\nRuth Ojo: It is 3,000 breakfasts.\n\nFell: Did you give up?\n\nOjo: Every Tuesday.")
    assert [a.speaker.text for a in doc._.attributions] == ["Martin Fell", "Ruth Ojo"] * 2


def test_first_person_under_a_label_is_whom_the_label_names(nlp):
    doc = nlp("The clerk, Dana Whitlock, was heard on Monday.\n\nWHITLOCK: It was late. I thought that the line was closed.")
    line = token(doc, "line")
    draft = Draft([(line - 2, line + 3)], cue=[(line - 3, line - 2)], source=[(line - 4, line - 3)], act="thought")
    resolve_speakers(page_of(doc), [draft])
    assert doc[slice(*draft.speaker)].text == "Dana Whitlock" and not draft.by_writer


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


@pytest.mark.parametrize("marks", ["“%s”", '"%s"', "‘%s’"])
def test_he_in_somebodys_words_is_somebody_else(nlp, marks):
    quotation = marks % "He told me that it was over and that the road was closed,"
    doc = nlp(f"Bob Ray met Tom Cole on Monday. {quotation} Ray said.")
    assert {a.source.text: a.speaker.text for a in doc._.attributions} == {"He": "Tom Cole", "Ray": "Bob Ray"}


def test_who_is_not_to_be_named_is_nobody_named(nlp):
    doc = nlp("Ruth Okello met the staff on Monday.\n\nOkello smiled. “The ward is full,” she said, asking not to be named.")
    assert doc._.quotes[-1].source_type == "unnamed_person"


def test_one_id_per_speaker(nlp):
    doc = nlp("“We won,” Ann Lee said. “You lost,” Bob Ray replied. Lee said that it was over.")
    assert [(s.name, len(s.attributions)) for s in doc._.speakers] == [("Ann Lee", 2), ("Bob Ray", 1)]


# Coreference clusters of another component

CLUSTERED = "Ann Lee met Eva Roe on Monday. The trainer was late. “We won,” she said. It said that the plant had closed."


def with_clusters(nlp, key, *clusters):
    doc = nlp.make_doc(CLUSTERED)
    for name, pipe in nlp.pipeline:
        if name != "attrib_ruler":
            doc = pipe(doc)
    for number, cluster in enumerate(clusters, 1):
        spans = [Span(doc, start, end) for start, end in cluster]
        doc.spans[f"{key}_{number}"] = SpanGroup(doc, name=f"{key}_{number}", spans=spans)
    return doc


def token(doc, text):
    return next(t.i for t in doc if t.text == text)


@pytest.mark.parametrize("name", ["Ann", "Eva"])
def test_clusters_are_used_where_there_are_some(nlp, name):
    doc = with_clusters(nlp, "coref_clusters")
    start, she = token(doc, name), token(doc, "she")
    doc = with_clusters(nlp, "coref_clusters", [(start, start + 2), (she, she + 1)])
    drafts = nlp.get_pipe("attrib_ruler").find(page_of(doc))
    resolve_speakers(page_of(doc), drafts)
    (draft,) = [d for d in drafts if d.source == [(she, she + 1)]]
    assert draft.speaker == (start, start + 2)


def test_cluster_without_a_name_gives_its_longest_mention(nlp):
    doc = with_clusters(nlp, "coref_clusters")
    trainer, she = token(doc, "trainer"), token(doc, "she")
    doc = with_clusters(nlp, "coref_clusters", [(trainer - 1, trainer + 1), (she, she + 1)])
    drafts = nlp.get_pipe("attrib_ruler").find(page_of(doc))
    resolve_speakers(page_of(doc), drafts)
    (draft,) = [d for d in drafts if d.source == [(she, she + 1)]]
    assert doc[draft.speaker[0] : draft.speaker[1]].text == "The trainer"


def test_clusters_of_another_key_or_of_pronouns_alone_change_nothing(nlp):
    doc = with_clusters(nlp, "coref_clusters")
    eva, she = token(doc, "Eva"), token(doc, "she")
    plain = nlp.get_pipe("attrib_ruler").find(page_of(doc))
    resolve_speakers(page_of(doc), plain)
    for key, cluster in (("other", [(eva, eva + 2), (she, she + 1)]), ("coref_clusters", [(she, she + 1)])):
        doc = with_clusters(nlp, key, cluster)
        drafts = nlp.get_pipe("attrib_ruler").find(page_of(doc))
        resolve_speakers(page_of(doc), drafts)
        assert [d.speaker for d in drafts] == [d.speaker for d in plain]


def test_prefix_of_clusters_is_a_setting(nlp):
    doc = with_clusters(nlp, "my_clusters")
    speakers = set()
    for prefix in ("my_clusters", ""):
        for name in ("Ann", "Eva"):
            start, she = token(doc, name), token(doc, "she")
            doc = with_clusters(nlp, "my_clusters", [(start, start + 2), (she, she + 1)])
            page = page_of(doc)
            drafts = nlp.get_pipe("attrib_ruler").find(page)
            make_speaker_resolver(coref_prefix=prefix)(page, drafts)
            speakers.add((prefix, next(d.speaker for d in drafts if d.source == [(she, she + 1)])))
    assert len([s for prefix, s in speakers if prefix]) == 2
    assert len([s for prefix, s in speakers if not prefix]) == 1
    assert DEFAULT_CONFIG["resolve"] == {"@misc": "spacy-attrib.SpeakerResolver.v1"}


def test_weights_are_for_features_that_are_computed(nlp, monkeypatch):
    seen = set()
    choose = Discourse.choose

    def spy(self, token, candidates):
        seen.update(name for features in candidates.values() for name in features)
        return choose(self, token, candidates)

    monkeypatch.setattr(Discourse, "choose", spy)
    nlp("\n\n".join(text for _, text, _ in CASES))
    nlp("“I am not the man Eva Roe takes me for,” Ann Lee said. Tom Cole met Bob Ray. “Ray is wrong,” he said. Roe said that she was late.")
    nlp("Tom Cole lost.\n\nDespite his wish that the road be closed, Bob Ray left.")
    nlp("Bob Ray met Tom Cole. “The trainer says that the road is closed,” Ray said. Cole says that the trainer lied. Roe said that it was late.")
    assert set(load_lexicon("en").data["ranking"]) <= seen
