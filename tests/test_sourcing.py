"""What kind of source it is, and what the text says of its anonymity."""

import re
import shutil

import pytest
import spacy
import srsly

from spacy_attrib.attributions import SOURCE_TYPES, Draft
from spacy_attrib.lang.reading import LANG_DIR, load_lexicon, make_word_lists
from spacy_attrib.page.disclosing import load_phrases
from spacy_attrib.page.page import Page
from spacy_attrib.page.phrases import core_of
from spacy_attrib.rules.combining import combine
from spacy_attrib.sourcing.types import load_types, type_sources

from .conftest import page_of

TYPES = [
    ("“We won,” Ann Lee said.", "named_person"),
    ("An Afghan official said that the talks had failed.", "unnamed_person"),
    ("A person familiar with the matter said that the talks had failed.", "unnamed_person"),
    ("Sources said that the talks had failed.", "unnamed_group"),
    ("Two aides said that the talks had failed.", "unnamed_group"),
    ("People briefed on the plan said that it had failed.", "unnamed_group"),
    ("Police said that the road was closed.", "organization"),
    ("The company said that the plant would close.", "organization"),
    ("The report said that the plant would close.", "document"),
    ("A poll showed that the plan was unpopular.", "document"),
    ("Most voters think that the plan will fail.", "public"),
    ("It was reported that two men had died.", "unknown"),
    ("I think that the plan will fail.", "author"),
    ("Witnesses said that the bus had stopped.", "unnamed_group"),
    ("Boatmen at the pier said that the river had risen.", "unnamed_group"),
    ("An usher in white gloves said that the hall was full.", "unnamed_person"),
    ("Mediators hope that the talks will go on.", "unnamed_group"),
    ("Its 212-page report, a copy of which was seen by the paper, said that money was missing.", "document"),
    ("The city finance office said that money was missing.", "organization"),
    ("Hundreds of voters said that they would stay at home.", "public"),
    ("Dozens of lawmakers said that they would stay at home.", "unnamed_group"),
    ("Many voters said that they would stay at home.", "public"),
    ("Two MPs said that the vote was lost.", "unnamed_group"),
    ("A 21-year-old said that the vote was lost.", "unnamed_person"),
    ("The Resolution Forum think-tank said that prices were rising.", "organization"),
    ("An MP said that the vote was lost.", "unnamed_person"),
    ("A senior Tory said that the vote was lost.", "unnamed_person"),
    ("Senate Democrats said that the vote was lost.", "organization"),
    ("Some Senate Democrats said that the vote was lost.", "unnamed_group"),
    ("Her manager said that the tour was off.", "unnamed_person"),
    ("Her manager, who asked not to be named, said that the tour was off.", "unnamed_person"),
    ("His spokesman said that the tour was off.", "unnamed_person"),
    ("A local said that the road had been closed.", "unnamed_person"),
    ("Someone in the room said that the vote was lost.", "unnamed_person"),
    ("Bakers want to leave the guild.", "public"),
    ("Party leaders want to leave the pact.", "unnamed_group"),
    ("Six in 10 said that the plan would fail.", "public"),
    ("About one in four voters said that the plan would fail.", "public"),
    ("Those over 60 said that the plan would fail.", "public"),
    ("The crowd shouted that it was over.", "public"),
    ("A lot of voters said that they would stay at home.", "public"),
    ("All three candidates said that the vote was fair.", "unnamed_group"),
    ("Some candidates said that the vote was fair.", "unnamed_group"),
    ("The minister and her aides said that the vote was fair.", "named_person"),
    ("A minister and an aide said that the vote was fair.", "unnamed_group"),
    ("The brewer said that sales had fallen.", "organization"),
    ("Holt Partners, a fund that owns a tenth of the mill, said that sales had fallen.", "organization"),
    ("A sarpanch said that the well was dry.", "unnamed_person"),
    ("A retiree said that the well was dry.", "unnamed_person"),
    ("An automaker said that sales had fallen.", "organization"),
    ("The address said that the well was dry.", "document"),
    ("For someone who said that it was late, Ann Lee looked awake.", "public"),
    ("Swiss drugmaker Helvara said that sales had fallen.", "organization"),
    ("Critics including Human Rights Watch said that the law was bad.", "organization"),
    ("One of the signatories said that the vote was lost.", "unnamed_person"),
    ("One of the detectives said that the door was open.", "unnamed_person"),
    ("One of the councillors said that the door was open.", "unnamed_person"),
    ("One of the companies said that the door was open.", "organization"),
    ("Some of the detectives said that the door was open.", "unnamed_group"),
    ("About 30% of nurses said that they were tired.", "public"),
    ("A total of 48% of nurses said that they were tired.", "public"),
    ("A total of 12 nurses said that they were tired.", "unnamed_group"),
    ("Old patriots said that the flag was torn.", "unnamed_group"),
    ("One might think that the plan will fail.", "public"),
    ("One said that the plan would fail.", "unnamed_person"),
    ("21,000 said that they would stay at home.", "public"),
    ("Twenty said that they would stay at home.", "unnamed_group"),
    ("Ohio Democrats want to leave the pact.", "public"),
    ("Some Ohio Democrats want to leave the pact.", "unnamed_group"),
]


@pytest.mark.parametrize("text,kind", TYPES)
def test_source_type(nlp, text, kind):
    (attribution,) = nlp(text)._.attributions
    assert kind in SOURCE_TYPES
    assert attribution.source_type == kind
    assert attribution.anonymous is (kind in ("unnamed_person", "unnamed_group"))


@pytest.mark.parametrize(
    "text,act",
    [
        ("Ann Lee said that it was over.", "speech"),
        ("Ann Lee believes that it is over.", "thought"),
        ("Ann Lee wants to leave the party.", "other"),
    ],
)
def test_act(nlp, text, act):
    doc = nlp(text)
    assert [a.act for a in doc._.attributions] == [act]
    assert len(doc._.quotes) == (act == "speech")


def explained(nlp, text):
    """What type_sources says of every attribution that the ruler finds, with its reasons."""
    page, ruler = page_of(nlp(text, disable=["attrib_ruler"])), nlp.get_pipe("attrib_ruler")
    drafts = ruler.find(page)
    ruler.resolve(page, drafts)
    return type_sources(page, drafts)


@pytest.mark.parametrize(
    "text,why",
    [
        ("“We won,” Ann Lee said.", "somebody named"),
        ("An elderly said that the road had been closed.", "person by an adjective"),
        ("An aide said that the road had been closed.", "person without a name"),
        ("Most voters think that the plan will fail.", "mass of people"),
        ("Her manager said that the tour was off.", "person without a name"),
        ("The board, which asked not to be named, said that it was over.", "asks not to be named"),
        ("It was reported that two men had died.", "nobody"),
    ],
)
def test_why_a_source_has_its_type(nlp, text, why):
    assert [d.why["type"] for d in explained(nlp, text)] == [why]


@pytest.mark.parametrize(
    "text,why",
    [
        ("“It failed,” said an aide, who asked not to be named. “It did not,” Ann Lee said.", ["subject by the parse", None]),
        ("A clerk, who asked not to be named, said that it was late. “Late,” the clerk said.", ["subject by the parse", "same speaker"]),
        (
            "Two clerks said that the books were false. Both asked not to be named.\n\n“We lied,” one said.",
            ["everybody spoken of", "names nobody else"],
        ),
        ("A diver stood by the pool. He asked not to be named. “It was dark,” he said.", ["taken up by a pronoun"]),
        ("An official said that the talks had failed. He wasn't permitted to discuss the matter publicly.", ["not allowed to speak"]),
    ],
)
def test_why_a_source_has_a_disclosure(nlp, text, why):
    assert [d.why.get("disclosure") for d in explained(nlp, text)] == why


def lists_with(tmp_path, **rows):
    """A copy of the word lists with rows in front of those for nouns."""
    folder = tmp_path / "en"
    shutil.copytree(LANG_DIR / "en", folder)
    tables = srsly.read_json(folder / "types.json")
    srsly.write_json(folder / "types.json", {**tables, "nouns": {**rows, **tables["nouns"]}})
    return make_word_lists(folder=str(folder))(spacy.blank("en")(""))


def test_a_row_is_added_without_code(nlp, tmp_path):
    lexicon = lists_with(tmp_path, oracle={"nouns": ["oracle"], "not first": ["no"], "when": ["several"], "type": "public"})
    for text, kind in (
        ("Two oracles said that it was late.", ("public", "oracle")),
        ("An oracle said that it was late.", ("document", "noun that is no person")),
    ):
        doc = nlp(text, disable=["attrib_ruler"])
        draft = Draft([(3, len(doc))], [(2, 3)], [(0, 2)], act="speech", speaker=(0, 2))
        (draft,) = type_sources(Page(doc, lexicon), [draft])
        assert (draft.source_type, draft.why["type"]) == kind


def test_a_noun_is_added_by_config(nlp):
    doc = nlp("The gizmorium said that it was late.", disable=["attrib_ruler"])
    draft = Draft([(3, len(doc))], [(2, 3)], [(0, 2)], act="speech", speaker=(0, 2))
    for name in ("organizations", "types.kinds.organization.nouns"):
        lexicon = make_word_lists(add={name: ["gizmorium"]})(doc)
        assert [type_sources(Page(doc, each), [draft])[0].source_type for each in (load_lexicon("en"), lexicon)] == ["document", "organization"]


@pytest.mark.parametrize(
    "row", [{"nuons": ["oracle"]}, {"when": ["not sevral"]}, {"nouns": ["{oracles}"]}, {"words": ["{ORACLES}"]}, {"type": "documents"}]
)
def test_a_row_that_asks_for_nothing_there_is(tmp_path, row):
    with pytest.raises(ValueError, match="A064.*oracle"):
        load_types(lists_with(tmp_path, oracle={"type": "document", **row}))


RARE_CUES = [  # what stands between an aide and the plan
    ("vetoed", "other"),
    ("have outlawed", "other"),
    ("is mulling", "thought"),
    ("was baffled by", "thought"),
    ("listed", "other"),
    ("told us of", "speech"),
]


@pytest.mark.parametrize("cue,act", RARE_CUES)
def test_act_of_a_cue_that_is_in_no_list_of_cues(nlp, cue, act):
    doc = nlp(f"An aide {cue} the plan", disable=["attrib_ruler"])
    end = len(doc) - 2
    (draft,) = combine(page_of(doc), [Draft([(end, len(doc))], [(2, end)], [(0, 2)], score=0.9)], [], 0.5)
    assert draft.act == act


@pytest.mark.parametrize(
    "found,core",
    [
        ("which she", "she"),
        ("he all but", "he"),
        (", an aide to Lee", "an aide to Lee"),
        ("she \n", "she"),
        ("* Ann Lee", "Ann Lee"),
        ("DELHI: A court", "A court"),
    ],
)
def test_core_of_a_source(nlp, found, core):
    doc = nlp(found)
    assert doc[slice(*core_of(doc, (0, len(doc))))].text == core


def test_description_whose_head_was_cut_off(nlp):
    doc = nlp("Ana Ruiz, 75, a retiree in Leeds, now plans to leave.")
    draft = Draft([(11, 13)], [(10, 11)], [(6, 9)], act="other")
    nlp.get_pipe("attrib_ruler").resolve(page_of(doc), [draft])
    assert doc[slice(*draft.speaker)].text == "Ana Ruiz"


DISCLOSURES = [
    (
        "“It failed,” said an official, who spoke on condition of anonymity because he was not authorized to speak.",
        "on condition of anonymity",
        "because he was not authorized to speak",
    ),
    (
        "A nurse, who asked not to be named for fear of losing her job, said that the ward was full.",
        "asked not to be named",
        "for fear of losing her job",
    ),
    ("One aide declined to be identified. The aide said that the plan had failed.", "declined to be identified", ""),
    (
        "A trader said that the price would fall, requesting that his name not be published since talks continue.",
        "requesting that his name not be published",
        "since talks continue",
    ),
    (
        "“It failed,” said a clerk, speaking on the understanding that she would not be quoted by name, as her manager was in the room.",
        "on the understanding that she would not be quoted by name",
        "as her manager was in the room",
    ),
    (
        "An engineer, who did not wish to be named as he is not allowed to brief the press, said that the dam had cracked.",
        "did not wish to be named",
        "as he is not allowed to brief the press",
    ),
    (
        "A driver said that the brakes had failed. His name is being withheld because he fears his employer.",
        "is being withheld",
        "because he fears his employer",
    ),
    ("A teacher, who would give only her first name, said that the roof leaked.", "would give only her first name", ""),
    ("“It leaked,” said a plumber, who could not be named for legal reasons.", "could not be named", "for legal reasons"),
    (
        "Fearing for her job, a cook asked that her name be kept out of this article. The cook said that the oven had smoked.",
        "asked that her name be kept out of this article",
        "Fearing for her job",
    ),
    (
        "Standing by the oven, a cook asked that her name be kept out of this article. The cook said that it had smoked.",
        "asked that her name be kept out of this article",
        "",
    ),
    ("“It leaked,” said a plumber, who was granted anonymity to discuss the repairs.", "was granted anonymity", "to discuss the repairs"),
    (
        "An adviser, speaking on background to describe a private meeting, said that the plan had failed.",
        "on background",
        "to describe a private meeting",
    ),
]


@pytest.mark.parametrize("text,disclosure,reason", DISCLOSURES, ids=[d[1] for d in DISCLOSURES])
def test_disclosure_and_reason(nlp, text, disclosure, reason):
    quote = nlp(text)._.quotes[-1]
    assert quote.anonymous
    assert quote.disclosure.text == disclosure
    assert quote.reason.text == reason


PARADIGM = [
    "on the condition that she not be identified",
    "on condition that their names were not used",
    "under the cover of anonymity",
    "on the promise of anonymity",
    "in exchange for anonymity",
    "insisted on anonymity",
    "asked the paper not to use his surname",
    "asked to remain anonymous",
    "asked, like the others, not to be named",
    "wanted her identity kept secret",
    "refused to give his full name",
    "didn't want to be named",
    "was not willing to go on the record",
    "preferred not to be identified",
    "not authorised to be named",
    "none of whom agreed to be named",
    "their names have been changed",
    "whose name this newspaper is withholding",
    "used a pseudonym",
    "would not let me name her",
    "spoke off the record",
    "talked to us anonymously",
    "spoke without giving his name",
    "under the Chatham House rule",
    "spoke on the usual terms of anonymity",
    "spoke on condition that she remains anonymous",
    "spoke on the understanding that the paper leave out his name",
    "made it a condition that he not be named",
    "agreed to talk if she were not identified",
    "would rather not be identified",
    "was wary of being named",
    "did not feel comfortable giving her name",
    "asked to be described only as a friend of the club",
    "asked that neither his name nor his ward be printed",
    "asked not to be photographed or named",
    "did not give her name",
    "has to remain anonymous",
    "would be identified only as a nurse",
    "spoke without wishing to be named",
    "insists that her name is left out of the paper",
    "spoke on what he called deep background",
]
NO_PARADIGM = [
    "The street was named after a general.",
    "He donated the money anonymously.",
    "The body could not be identified.",
    "She asked for his name.",
    "They agreed to be named in the report.",
    "He is wanted on the record label.",
    "A background check found nothing.",
    "She was not named in the squad.",
    "She did not want to be named captain.",
    "It did not give her name.",
    "The report does not give their names.",
    "They agreed to talk if the truce held.",
    "The street's name has been changed.",
]


@pytest.mark.parametrize("phrase", PARADIGM)
def test_phrases_that_disclose(phrase):
    text = f"A man who {phrase} said that it was late."
    (found,) = load_phrases(load_lexicon("en")).find(text)
    assert found.end <= text.index(" said")


@pytest.mark.parametrize("text", NO_PARADIGM)
def test_phrases_that_disclose_nothing(nlp, text):
    doc = nlp(f"A nurse said that the ward was full. {text}")
    assert [a.disclosure.text for a in doc._.attributions if a.disclosure] == []


WORDINGS = [  # [the disclosure], {the reason}
    "“The pumps are gone,” said a warehouse foreman, whose name [is being withheld] {because he fears reprisals}.",
    "A tax inspector, who [asked that her identity be protected] {because she still works at the office}, said that the files had been shredded.",
    "The bank was told twice, said a former auditor, who [was not authorised to be named].",
    "“Nobody checked,” a lift engineer said, speaking only [on condition that he not be named] {because he had signed a non-disclosure agreement}.",
    "A player's agent, who [declined to be named] {as talks are continuing}, said that the fee had been agreed.",
    "A civil servant, speaking [on condition of anonymity] {in order to discuss internal matters}, said that the plan was dead.",
    "“We were told to sign,” said one driver, who [requested not to be named] {fearing retaliation}.",
    "A minister, who [did not want to be quoted by name] {since he is not permitted to brief the media}, said that the vote would be close.",
    "“It was chaos,” said a juror, who [cannot be named] {for legal reasons}.",
    "Two engineers, who spoke [on the condition that their names be withheld] {because their contracts bar them from talking to reporters}, said that the valve had stuck.",
    "A lecturer, who [wished to remain anonymous] {for fear of harming his career}, said that the marks had been changed.",
    "A trader at a rival bank, who [asked not to be identified] {discussing a private deal}, said that the bid was too low.",
    "A person close to the board, who [asked not to be identified] {because the matter is private}, said that the sale would go ahead.",
    "“The lab knew,” said a chemist who [insisted on anonymity] {to avoid losing her visa}.",
    "A guard, [requesting anonymity] {out of concern for his safety}, said that the gate had been left open.",
    "“The dam is safe,” said an officer at the ministry, [on condition of strict anonymity].",
    "A senior police officer, who [did not wish to be identified], said that three men had been held.",
    "A teenager, who [gave her name only as Mira], said that the bus never came.",
    "“We lost everything,” said a shopkeeper who [gave only his first name], {for fear of the militia}.",
    "A clerk at the court, who [was not willing to be named] {because the case is before the judges}, said that the file was missing.",
    "A resident, who [preferred to stay anonymous], said that the smell was worse at night.",
    "A diplomat, speaking [on customary condition of anonymity], said that the talks would resume.",
    "An aide, who [was granted anonymity] {to speak candidly}, said that the mood was bleak.",
    "A source at the club, who [would not be named], said that the coach had been warned.",
    "A nurse, whose name [has been changed] {to protect her privacy}, said that the ward had no beds.",
    "“They paid in cash,” said a waiter, who [asked for his name not to be used] {because he needs a reference}.",
    "A pilot, who [asked that his airline not be identified], said that the crew was tired.",
    "A doctor, speaking [under condition of anonymity] {because doctors at the clinic are barred from giving interviews}, said that the drug had run out.",
    "An official in the finance department, who [refused to be identified] {as he was not the authorised spokesman}, said that the file had been sent.",
    "A railway official, [requesting anonymity], said that the signal had failed.",
    "“The pitch is poor,” said a groundsman, who [did not want his name in the paper].",
    "A cabinet source, speaking [off the record], said that the chancellor was furious.",
    "A member of the crew, who agreed to speak [on condition of anonymity] {because of the sensitivity of the inquiry}, said that the alarm was off.",
    "A banker, who spoke [on condition of anonymity] {given the sensitive nature of the talks}, said that a deal was near.",
    "Three teachers, who all [asked to remain anonymous], said that the roof had leaked for years.",
    "A miner, who would speak only [on condition of anonymity] {for fear of dismissal}, said that the shaft was flooded.",
    "A woman in the queue, who [did not give her name], said that she had waited since dawn.",
    "A farmer, who [asked this newspaper not to name him] {because his land is in dispute}, said that the canal was dry.",
    "A student, whose identity [is known to this newspaper], said that the exam had been sold.",
    "A consultant, who [was not prepared to be named], said that the rota was unsafe.",
    "A broker, speaking [on the basis that he would not be named], said that the order was pulled.",
    "A lawyer on the case, speaking [anonymously] {because the hearing was closed}, said that the witness had lied.",
    "A contractor, who [asked to be identified only as Dev], said that the cement was weak.",
    "A scientist on the panel, who [asked not to be quoted] {because the findings are under embargo}, said that the trial had failed.",
    "A captain, who [requested that he not be named] {since the club had banned interviews}, said that the squad was split.",
    "A councillor, who [would not go on the record], said that the vote had been bought.",
    "An official, who {was not authorized to speak publicly} and spoke [on condition of anonymity], said that the bridge had been closed.",
    "A parent, who [asked for anonymity] {to protect her child}, said that the school had known.",
    "An intern, who [wanted to keep her name out of print] {because she hopes to be hired}, said that the desk was empty.",
    "A retired judge, who [asked to be left unnamed], said that the ruling was wrong.",
    "An adviser to the premier, who [asked to speak anonymously] {because the reshuffle had not been announced}, said that two ministers would go.",
    "“We ran,” said a vendor, who [did not want to give his name] {out of fear of the police}.",
    "A mid-level manager at the airline, who [did not want to be identified] {for fear of losing his job}, said that the crews were short.",
    "A local councillor, who [agreed to talk only if he was not named], said that the land had been sold twice.",
    "A senior army officer, [not wishing to be named], said that the post had been abandoned.",
    "The club's kit man, who [asked to stay anonymous] {so as not to upset the owner}, said that the boots were fake.",
    "“Everyone signed,” said a broker who [asked that his firm and his name be left out] {because he still trades with the fund}.",
    "A government source, who [cannot be named] {under departmental rules}, said that the tender was void.",
    "An employee, {citing fears of reprisal}, [asked not to be named] and said that the audit was a sham.",
    "Her sister, who [asked to be identified only by her middle name], said that the letter was forged.",
    "One of the jurors, speaking [on the condition that her name not be used], said that the vote was close.",
    "A former minister, who [requested that his name be withheld] {to protect his family}, said that the vote was bought.",
    "An intelligence official, who [was not permitted to be quoted by name], said that the cable was genuine.",
    "“It shook,” said a welder, who [would only give his first name], Tomas.",
    "A tenant, who [asked that we not use her name] {because the landlord is her cousin}, said that the boiler had burst.",
    "An insider at the studio, who {was not authorised to comment publicly} and [asked not to be named], said that the film was shelved.",
    "A health ministry official, {not authorised to speak to the press}, said [on condition of anonymity] that the vaccine had run out.",
    "Two people with knowledge of the bid, who [asked not to be identified] {as the information is not public}, said that the board had met.",
    "A bus driver, who [asked us not to publish his name], said that the brakes were worn.",
    "A priest, who [insisted that his name not be published] {lest his bishop find out}, said that the roof was rotten.",
    "A senior aide, speaking [on background], said that the talks had stalled.",
    "A soldier, whose surname [is withheld] {for security reasons}, said that the line had broken.",
    "A girl of 15, who [cannot be identified] {because of her age}, said that the door was locked.",
    "A man in the crowd, who [gave his name as Petr], said that the shots came from the roof.",
    "A buyer for the chain, who [declined to have her name published], said that the eggs were late.",
    "A police source, who [did not want to be named] {as the investigation is ongoing}, said that the knife had been found.",
    "A union organiser, who [asked for her surname to be withheld] {because she has been threatened}, said that the strike would go on.",
    "A grower, speaking [without attribution], said that the price was too low.",
    "A surgeon, who [wanted to remain unnamed], said that the theatre was closed.",
]
NO_WORDINGS = [
    "A nurse said that the victims had not been named.",
    "A coroner said that the body had not yet been identified.",
    "A resident said that the park was named after a painter.",
    "A teacher said that the donor wished the school well.",
    "A spokeswoman said that the company would not name its supplier.",
    "A clerk said that the letter was anonymous.",
    "A fan said that the captain was not named in the side.",
    "An officer said that the suspect's name would be released on Monday.",
    "A trader said that the buyer asked for a discount.",
    "A villager said that the well had no name.",
    "A member said that the condition of the road was poor.",
    "A driver said that the background noise was loud.",
    "A guide said that the record had been broken under rules of 1990.",
    "A voter said that she could not identify with either party.",
    "A curator said that the painter had used a pseudonym.",
    "A nurse said that the helpline is anonymous.",
    "A dealer said that the seller had not given his name to the police.",
    "A singer said that her anonymity was gone.",
    "A farmer said that the seed was sold under another name.",
    "A porter said that the guest had refused to give his name at the desk.",
    "A doctor said that the patient had asked to remain anonymous.",
    "A spokesman said that the winner had asked not to be identified.",
    "A priest said that the parish would keep its name.",
    "A captain said that the crew was on the record books for its speed.",
    "A clerk said that the form asked for a first name only.",
    "An aide said that the senator declined to be interviewed.",
    "A grocer said that the brand name was withheld from the label.",
    "A judge said that the accused had been identified by two witnesses.",
    "A fan said that the band spoke to him.",
    "A cook said that the background music was turned off.",
]


@pytest.mark.parametrize("marked", WORDINGS)
def test_wordings(nlp, marked):
    disclosure, reason = re.search(r"\[(.*?)\]", marked), re.search(r"{(.*?)}", marked)
    quote = nlp(re.sub(r"[][{}]", "", marked))._.quotes[0]
    assert quote.anonymous
    assert (quote.disclosure.text, quote.reason.text) == (disclosure[1], reason[1] if reason else "")


BANS = [  # with no disclosure, that somebody may not speak is the reason alone
    "A source close to the talks said that they had failed. The source {was not authorized to speak to the media}.",
    "An official said that the talks had failed. He {wasn't permitted to discuss the matter publicly}.",
    "An official who {was not authorised to speak publicly} said that the talks had failed.",
    "Two aides said that the talks had failed. The aides {were not allowed to comment}.",
]


@pytest.mark.parametrize("marked", BANS)
def test_who_may_not_speak(nlp, marked):
    (quote,) = nlp(re.sub(r"[{}]", "", marked))._.quotes
    assert (quote.disclosure.text, quote.reason.text) == ("", re.search(r"{(.*?)}", marked)[1])


def test_who_is_said_not_to_be_allowed_to_speak_by_somebody_else(nlp):
    doc = nlp("A nurse said that the guards are not allowed to speak. Ann Lee said that the staff were not permitted to comment.")
    assert [q.reason.text for q in doc._.quotes] == ["", ""]


@pytest.mark.parametrize("text", NO_WORDINGS)
def test_wordings_that_disclose_nothing(nlp, text):
    assert [a.disclosure.text for a in nlp(text)._.attributions if a.disclosure] == []


def test_disclosure_covers_all_of_the_source_and_nobody_else(nlp):
    doc = nlp(
        "A nurse said that the ward was full. “It never stops,” she said. The nurse asked not to be named because she needs the job."
        "\n\nA neighbour said that the street was loud."
    )
    assert [bool(q.disclosure) for q in doc._.quotes if q.source.text != "The nurse"] == [True, True, False]


def test_disclosure_of_somebody_in_the_next_paragraph(nlp):
    doc = nlp("Ruth Okello spoke to a diver, who asked not to be named because he needs the work.\n\n“It was dark,” he said.")
    assert doc._.quotes[-1].disclosure.text == "asked not to be named"


def test_named_source_beside_a_disclosure_keeps_its_name(nlp):
    doc = nlp("“It failed,” said an aide, who asked not to be named. “It did not,” Ann Lee said.")
    assert [bool(q.disclosure) for q in doc._.quotes] == [True, False]


COVERED = [  # articles, and for every quotation whether it has a disclosure
    ("Two clerks said that the books were false. Both asked not to be named.\n\n“We made them up,” one said.", [True, True]),
    ("Three clerks said that the books were false. One of them, who asked not to be named, said that he had left.", [False, True]),
    ("The clerks, who asked not to be named, said that it was over. Another clerk said that he had left.", [True, True]),
    ("Four nurses work nights here. All asked that their names not be used.\n\n“I fell asleep,” one of the nurses said.", [True]),
    ("“They knew,” said a porter who requested anonymity.\n\nThe man said that he had written to the mayor.", [True, True]),
    ("A mother of two said that it was late. “Very late,” the woman said, asking not to be named.", [True, True]),
    ("A regular at the bar, who did not want to be named, said that it was late. “We stayed,” he said.", [True, True]),
    ("Ruth Okello said that it was early. A diver stood by her. He asked not to be named. “It was dark,” he said.", [False, True]),
    ("A diver, who asked not to be named, said that it was dark. Ruth Okello shrugged. “It was light,” she said.", [True, False]),
    (
        "A cook at the inn said that it was late. “Late,” said the cook, who asked not to be named.\n\nHead cook Ann Lee said that it was not.",
        [True, True, False],
    ),
    (
        "A judge's clerk said that the file was lost. She spoke on condition of anonymity because the case is open. “It was there on Monday,” she said.",
        [True, True],
    ),
    ("Two nurses said that the lift was broken. The nurses spoke on condition of anonymity because they feared reprisals.", [True]),
    ("“It was cold,” said one of the divers. “Nobody told us,” another said. Both spoke on condition that they not be named.", [True, True]),
    ("A broker and a banker said that the bid was low. They asked not to be identified because the talks are private.", [True]),
    ("The officials, all of whom spoke on condition of anonymity, said that the base was empty.", [True]),
    ("Sources, who asked not to be named, said that the base was empty. The company declined to comment.", [True, False]),
    ("A miner said that the shaft was flooded. Like others interviewed for this story, he spoke on condition of anonymity.", [True]),
    ("Dale Hill lost. “Everybody laughed,” said the attendee, a donor who asked not to be named. “We left,” Hill said.", [True, False]),
    (
        "An aide said that the vote was lost, speaking on condition of anonymity. Asked about the aide's remark, Vera Holt laughed. “We will win,” Holt said.",
        [True, False],
    ),
]


@pytest.mark.parametrize("text,covered", COVERED)
def test_whom_a_disclosure_covers(nlp, text, covered):
    quotes = nlp(text)._.quotes
    assert [bool(q.disclosure) for q in quotes] == covered
    assert all(q.anonymous for q in quotes if q.disclosure)


def test_what_a_disclosure_beside_a_pronoun_says_of_the_speaker(nlp):
    doc = nlp("Ruth Okello met a diver, who asked not to be named because he needs the work.\n\n“It was dark,” he said.")
    assert doc._.quotes[-1].speaker.text == "a diver"
    assert doc._.quotes[-1].reason.text == "because he needs the work"


def test_words_that_disclose_are_no_content_and_no_cue(nlp):
    doc = nlp("Two clerks said that it was over, asking not to be named, citing a rule of the court.")
    assert [(q.cue.text, q.disclosure.text) for q in doc._.quotes] == [("said", "asking not to be named")]
    assert "named" not in doc._.quotes[0].content.text


def test_all_told_is_nobody(nlp):
    doc = nlp("All told, the plan failed.", disable=["attrib_ruler"])
    draft = Draft([(3, 6)], [(1, 2)], [(0, 1)], act="speech")
    type_sources(page_of(doc), [draft])
    assert draft.source_type == "unknown"


def test_answer_of_nobody_named_is_unknown(nlp):
    doc = nlp("Q: Will you resign?\n\nA: I will not.\n\nQ: When will you go?\n\nA: I will stay.")
    assert {a.source_type for a in doc._.attributions if a.source.text == "A"} == {"unknown"}


def test_wife_is_not_whom_the_text_calls_a_daughter(nlp):
    doc = nlp("Tom Lee came with Ann Lee and his daughter, Eve Lee. Mr. Lee slept. His wife said that it was late.")
    assert doc._.quotes[0].speaker.text == "Ann Lee"


def test_a_text_may_end_with_a_disclosure(nlp):
    quotes = nlp("“We lost the key,” said an official, who spoke on condition of anonymity")._.quotes
    assert quotes[0].disclosure.text == "on condition of anonymity"


def test_a_disclosure_may_run_over_lines(nlp):
    text = "The gate had been locked, said an official who spoke off the\n record because she feared for her job."
    assert [q.disclosure.text for q in nlp(text)._.quotes if q.disclosure] == ["off the\n record"]


@pytest.mark.parametrize(
    "text,disclosure,reason",
    [
        ("A builder who spoke anonymously for fear of reprisals said the wall was weak.", "anonymously", "for fear of reprisals"),
        (
            "An official who asked not to be identified because the talks are private told Reuters the deal was close.",
            "asked not to be identified",
            "because the talks are private",
        ),
        (
            "A woman who asked that her name be withheld to protect her family said the shots came from the roof.",
            "asked that her name be withheld",
            "to protect her family",
        ),
        (
            "A neighbor who spoke on the condition that his name not be used because he feared reprisals said Lee had lied.",
            "on the condition that his name not be used",
            "because he feared reprisals",
        ),
    ],
)
def test_a_disclosure_in_front_of_the_cue_hides_nothing(nlp, text, disclosure, reason):
    attribution = next(a for a in nlp(text)._.attributions if a.cue.text in ("said", "told"))
    assert attribution.source.text.startswith(text.split()[0]) and attribution.anonymous
    assert (attribution.disclosure.text, attribution.reason.text) == (disclosure, reason)


def test_asking_not_to_be_named_is_no_attribution(nlp):
    text = "Two aides, who also asked not to be named, said that the bill was dead."
    assert [a.cue.text for a in nlp(text)._.attributions] == ["said"]
