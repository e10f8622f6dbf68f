"""The trained component: it learns, saves and loads, its threshold trades."""

import numpy
import pytest
import spacy
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import Adam, Linear, NumpyOps, fix_random_seed

from spacy_attrib.attributions import Draft, to_record
from spacy_attrib.corpora.reader import create_corpus_reader
from spacy_attrib.network import encoders, heads
from spacy_attrib.network.averages import begin_averages
from spacy_attrib.network.decoding import best_roles, decode
from spacy_attrib.network.features import CONTENT, CUE, NONE, SOURCE, extract_features, pair_rows
from spacy_attrib.network.layers import add_to_rows, maxout
from spacy_attrib.network.lstm import bilstm
from spacy_attrib.network.targets import by_trigger, role_targets
from spacy_attrib.network.words import embed_words
from spacy_attrib.rules.bounds import set_bounds
from spacy_attrib.rules.combining import combine, without_overlaps
from spacy_attrib.rules.dropping import without_labels
from spacy_attrib.rules.edges import draft_of
from spacy_attrib.rules.finder import find_by_rules

from .conftest import CORPUS, FIRST_NETWORK, load_english, page_of

TEXT = (
    "“We lost the key,” said Mara Quill, the warden. Officials insisted that the gate had been locked.\n\n"
    "“Nobody asked me,” she said. “I would have told them.”"
)


@pytest.fixture(scope="module")
def trained():
    """A pipeline whose tiny network has learned two articles by heart."""
    fix_random_seed(0)
    nlp = load_english()
    pipe = nlp.add_pipe("attrib", config={**FIRST_NETWORK, "weights": None, "threshold": 0.5, "nested": True})
    examples = list(create_corpus_reader(CORPUS / "train.jsonl", limit=2)(nlp))
    for eg in examples:
        for name, component in nlp.pipeline:
            if name != "attrib":
                component(eg.predicted)
    pipe.initialize(lambda: examples, nlp=nlp)
    optimizer = Adam(0.01)
    losses = [pipe.update(examples, sgd=optimizer)["attrib"] for _ in range(45)]
    return nlp, examples, losses


def test_learns_by_heart(trained):
    nlp, examples, losses = trained
    pipe = nlp.get_pipe("attrib")
    assert losses[-1] < losses[0] / 10
    docs = [eg.predicted for eg in examples]
    pipe.set_annotations(docs, pipe.predict(docs))
    assert pipe.score(examples)["attrib_f"] > 0.9


def test_saves_and_loads(trained, tmp_path):
    nlp, examples, _ = trained
    nlp.to_disk(tmp_path / "pipeline")
    text = examples[0].text
    expected = to_record(nlp(text))
    assert expected["attributions"]
    assert to_record(spacy.load(tmp_path / "pipeline")(text)) == expected
    again = load_english()
    pipe = again.add_pipe("attrib", config={**FIRST_NETWORK, "weights": None, "threshold": 0.5, "nested": True})
    pipe.from_bytes(nlp.get_pipe("attrib").to_bytes())
    assert to_record(again(text)) == expected


def test_threshold_trades(trained):
    nlp, examples, _ = trained
    pipe = nlp.get_pipe("attrib")
    docs = [nlp.make_doc(eg.text) for eg in examples]
    for name, component in nlp.pipeline:
        docs = [component(doc) for doc in docs] if name != "attrib" else docs
    counts = []
    try:
        for threshold in (0.01, 0.5, 0.99999):
            pipe.threshold = threshold
            pipe.set_annotations(docs, pipe.predict(docs))
            found = [a for doc in docs for a in doc._.attributions]
            counts.append(len(found))
            assert all(a.score >= threshold for a in found)
    finally:
        pipe.threshold = 0.5
    assert counts[0] > counts[1] > counts[2]


def test_empty_and_blank_texts(trained):
    nlp, _, _ = trained
    for text in ("", " ", "\n\n", "?", "“”"):
        assert nlp(text)._.attributions == ()
    assert [len(doc) for doc in nlp.pipe(["", TEXT, ""])][0] == 0


def test_examples_without_attributions_are_refused():
    nlp = load_english()
    pipe = nlp.add_pipe("attrib", config={**FIRST_NETWORK, "weights": None, "threshold": 0.5})
    doc = nlp.make_doc(TEXT)
    with pytest.raises(ValueError, match="A053"):
        pipe.initialize(lambda: [Example(doc, doc.copy())], nlp=nlp)


def test_doc_without_parse_is_refused(trained):
    nlp, _, _ = trained
    with pytest.raises(ValueError, match="A002"):
        nlp.get_pipe("attrib").predict([Doc(nlp.vocab, words=["Hello", "there"])])


def test_teachers_soften_what_is_learned(trained, tmp_path):
    """A student that hears its teacher alone comes to say what the teacher says, whatever the gold is."""
    nlp, examples, _ = trained
    nlp.to_disk(tmp_path / "teacher")
    student = load_english()
    pipe = student.add_pipe("attrib", config={**FIRST_NETWORK, "weights": None, "threshold": 0.5})
    silent = [Example(eg.predicted, eg.reference.copy()) for eg in examples]
    for eg in silent:
        eg.reference.spans["attrib"] = []
    fix_random_seed(1)
    pipe.initialize(lambda: silent, nlp=student, teachers=[str(tmp_path / "teacher")], teacher_weight=1.0)
    optimizer = Adam(0.01)
    for _ in range(45):
        pipe.update(silent, sgd=optimizer)
    docs = [eg.predicted for eg in examples]
    said, heard = ([scored.scores for scored in each.predict(docs)] for each in (nlp.get_pipe("attrib"), pipe))
    assert max(numpy.abs(a - b).mean() for a, b in zip(said, heard)) < 0.01


def test_wrong_teachers_are_refused(trained, tmp_path):
    _, examples, _ = trained
    load_english().to_disk(tmp_path)
    for arguments, error in (({"teachers": [str(tmp_path)]}, "A058"), ({"teachers": ["x"], "teacher_weight": 1.5}, "A057")):
        nlp = load_english()
        pipe = nlp.add_pipe("attrib", config={**FIRST_NETWORK, "weights": None})
        with pytest.raises(ValueError, match=error):
            pipe.initialize(lambda: examples, nlp=nlp, **arguments)


# The small weights, which are the default


@pytest.fixture(scope="module")
def small():
    nlp = load_english()
    nlp.add_pipe("attrib")
    return nlp


def test_small_weights_find_quotations(small):
    quotes = small(TEXT)._.quotes
    assert [str(q.speaker) for q in quotes if q.form == "direct"] == ["Mara Quill", "Mara Quill"]
    assert any(q.anonymous and q.form == "indirect" for q in quotes)
    assert all(0.0 < q.score <= 1.0 for q in quotes)


def test_comments_of_readers_are_left_out(small):
    article = "\n\n".join(["The warden, Mara Quill, said on Monday that the gate had been locked since the spring."] * 6)
    comments = "Comments (2)\n\nI think that the warden is lying.\n\nMy brother said that the gate was open."
    found = small(f"{article}\n\n{comments}")._.attributions
    assert len(found) >= 6
    assert all(a.content[0].start_char < len(article) for a in found)


def test_several_processes_give_the_same(small):
    texts = [TEXT, "No one spoke.", TEXT.replace("Mara", "Ines")]
    expected = [to_record(doc) for doc in small.pipe(texts)]
    assert [to_record(doc) for doc in small.pipe(texts, n_process=2, batch_size=1)] == expected


# Parts


def test_lstm_gradient():
    numpy.random.seed(0)
    layer = bilstm(6)
    layer.initialize()
    lengths = numpy.asarray([3, 1, 5, 2])
    X, weight = numpy.random.randn(11, 6).astype("f"), numpy.random.randn(11, 6).astype("f")
    _, backprop = layer((X, lengths), True)
    gradient = backprop(weight)
    for place in ((0, 0), (4, 3), (10, 1)):
        more, less = X.copy(), X.copy()
        more[place] += 0.01
        less[place] -= 0.01
        slope = ((layer.predict((more, lengths)) - layer.predict((less, lengths))) * weight).sum() / 0.02
        assert gradient[place] == pytest.approx(slope, abs=1e-3)


def test_lstm_predicts_what_it_learns_with():
    layer = bilstm(8)
    layer.initialize()
    lengths = numpy.asarray([3, 1, 7, 2])
    X = numpy.random.RandomState(0).randn(13, 8).astype("f")
    assert numpy.abs(layer((X, lengths), True)[0] - layer.predict((X, lengths))).max() < 1e-5


def test_network_gradient(trained):
    nlp, _, _ = trained
    network = nlp.get_pipe("attrib").model
    doc = load_english()(TEXT)
    features = [extract_features(page_of(doc), [])]
    encoder = network.get_ref("encoder")
    vectors, backprop = encoder(features, True)
    numpy.random.seed(0)
    weight = numpy.random.randn(*vectors.shape).astype("f")
    layer = encoder.layers[1]
    layer.set_grad("E", numpy.zeros_like(layer.get_param("E")))
    backprop(weight)
    table, gradient = layer.get_param("E"), layer.get_grad("E")
    row = int(features[0].rows[3, 0])
    old = float(table[row, 2])
    sums = []
    for value in (old + 0.003, old - 0.003):
        table[row, 2] = value
        sums.append(float((encoder.predict(features) * weight).sum()))
    table[row, 2] = old
    assert gradient[row, 2] == pytest.approx((sums[0] - sums[1]) / 0.006, rel=0.1, abs=0.05)
    for node in network.walk():
        for name in node.grad_names:
            node.set_grad(name, numpy.zeros_like(node.get_param(name)))


def test_a_long_text_is_encoded_in_parts(small, monkeypatch):
    doc = load_english()("\n\n".join([TEXT] * 12))
    pipe = small.get_pipe("attrib")
    whole = pipe.predict([doc])[0]
    monkeypatch.setattr(encoders, "PART", 100)
    monkeypatch.setattr(heads, "PAIRS_PART", 300)
    parts = pipe.predict([doc])[0]
    assert len(doc) > 400 and len(whole.triggers) > 12
    assert numpy.abs(whole.scores - parts.scores).max() < 1e-4
    assert numpy.abs(whole.role_probs - parts.role_probs).max() < 1e-4


def test_pairs_and_targets():
    doc = load_english()(TEXT)
    features = extract_features(page_of(doc), [])
    said = next(t.i for t in doc if t.text == "said")
    draft = Draft(content=[(0, said)], cue=[(said, said + 1)], source=[(said + 1, said + 3)])
    triggers = numpy.asarray([said])
    of, tokens, rows = pair_rows(features, triggers)
    targets = role_targets(len(doc), triggers, by_trigger([draft])).argmax(axis=1)
    assert len(of) == len(tokens) == len(rows) == len(targets) == len(doc)
    assert [doc[i].text for i in tokens[targets == SOURCE]] == ["Mara", "Quill"]
    assert (targets[:said] == CONTENT).all()


def test_best_roles_bridge_a_gap_but_keep_a_short_source():
    block = numpy.full((1, 7, 4), 0.02, dtype="f")
    block[0, [0, 2], CONTENT] = 0.94
    block[0, 1, NONE], block[0, 1, CONTENT] = 0.6, 0.36
    block[0, [3, 5, 6], NONE] = 0.94
    block[0, 4, SOURCE] = 0.94
    assert best_roles(block)[0].tolist() == [CONTENT, CONTENT, CONTENT, NONE, SOURCE, NONE, NONE]


def decoded(doc, trigger, roles):
    """The one attribution that is read off scores which are sure of these roles, given as (role, first token, token behind the last)."""
    found = numpy.full(len(doc), NONE)
    for role, start, end in roles:
        found[start:end] = role
    probs = numpy.where(numpy.eye(4)[found] > 0, 0.97, 0.01)
    ((marked,),) = decode([len(doc)], [numpy.asarray([trigger])], [numpy.asarray([0.9])], [probs])
    return draft_of(page_of(doc), marked.trigger, marked.content, marked.cue, marked.source, marked.certainty)


def tokens(doc, words):
    """Where the first such words stand."""
    start = doc.text.index(words)
    span = doc.char_span(start, start + len(words))
    return span.start, span.end


@pytest.mark.parametrize(
    "text,source,expected",
    [
        ("“We won,” said the mayor, who", "the mayor, who", "the mayor"),
        ("“We won,” said the mayor, who took office in May.", "the mayor, who", "the mayor"),
        ("“We won,” said the mayor, who took office in May.", "the mayor, who took office in", "the mayor, who took office in May"),
        ("“We won,” said the mayor, who took office in May, as she left.", "the mayor, who took office in May,", "the mayor, who took office in May"),
        ("“We won,” said the former vice president’s spokeswoman.", "the former", "the former vice president’s spokeswoman"),
        ("“We won,” said Ann Lee, the mayor.", "Ann Lee, the mayor", "Ann Lee, the mayor"),
        ("“We won,” said Ann Lee, the mayor.", "mayor", "the mayor"),
        ("“We won,” said Ann Lee of the “Beacon”.", "Ann Lee of the “Beacon”", "Ann Lee of the “Beacon”"),
        ("“We won,” said Ann Lee of Leeds.", "Ann Lee of", "Ann Lee"),
        ("“We won,” Ann Lee, however, said.", "Ann Lee, however", "Ann Lee"),
    ],
)  # fmt: skip
def test_sources_end_where_phrases_end(text, source, expected):
    doc = load_english()(text)
    said, _ = tokens(doc, "said")
    (piece,) = decoded(doc, said, [(CONTENT, *tokens(doc, "“We won,”")), (CUE, said, said + 1), (SOURCE, *tokens(doc, source))]).source
    assert doc[slice(*piece)].text == expected


@pytest.mark.parametrize("start", [5, 3])
def test_content_leaves_out_who_is_told(start):
    doc = load_english()("Ann Lee told her weekly briefing that the talks had been warm.")
    draft = decoded(doc, 2, [(SOURCE, 0, 2), (CUE, 2, 3), (CONTENT, start, 12)])
    assert [doc[slice(*piece)].text for piece in draft.content] == ["that the talks had been warm"]


def combined(text, found, proposal):
    """What comes of an attribution of the network and a proposal of the rules, each given by its texts, or of the latter alone."""
    doc = load_english()(text)

    def draft(content, cue, source):
        return Draft(*([tokens(doc, words)] for words in (content, cue, source)), act="speech", score=0.9)

    drafts = combine(page_of(doc), [draft(*found)] if found else [], [draft(*proposal)], 0.5)
    return [tuple(doc[slice(*pieces[0])].text for pieces in (d.content, d.cue, d.source)) for d in drafts]


def test_rules_mend_what_the_network_confuses():
    text = "The road is shut, said an aide in Leeds."
    right = ("The road is shut", "said", "an aide in Leeds")
    assert combined(text, ("road is shut, said an aide in Leeds", "said", "The"), right) == [right]
    text = "Lee, a doctor from Leeds and longtime activist, said the road was shut."
    right = ("the road was shut", "said", "Lee, a doctor from Leeds and longtime activist")
    assert combined(text, ("the road was shut", "said", "from Leeds and longtime activist"), right) == [right]
    known = ("the road was shut", "said", "Lee")  # a shorter source with the head of the phrase is as good
    assert combined(text, known, right) == [known]


def test_words_of_the_source_are_no_cue():
    text = "People who were not allowed to speak said the ward was full."
    right = ("the ward was full", "said", "People who were not allowed to speak")
    assert combined(text, ("the ward was full", "to speak said", "People"), right) == [right]


def test_what_a_subheading_quotes_is_no_report():
    text = "‘Nobody asked us’\n\nAnn Lee said: “Nobody asked us what we wanted.”"
    doc = load_english()(text)
    page = page_of(doc)
    found = Draft(content=[(3, 4)], cue=[(2, 3)], source=[(1, 2)], score=0.9)
    drafts = combine(page, [found], find_by_rules(page), 0.5)
    assert "‘Nobody asked us’" in [doc[slice(*d.content[0])].text for d in drafts] and found not in drafts


@pytest.mark.parametrize(
    "text,content,expected",
    [
        ("Lee said Monday the ferries were full.", "Monday the ferries were full", "the ferries were full"),
        ("“We won,” said Lee in the long talks that had begun but left.", "in the long talks that had begun but", "in the long talks that had begun"),
    ],
)  # fmt: skip
def test_contents_end_where_clauses_end(text, content, expected):
    doc = load_english()(text)
    said, _ = tokens(doc, "said")
    draft = decoded(doc, said, [(CONTENT, *tokens(doc, content)), (CUE, said, said + 2)])
    set_bounds(page_of(doc), [draft])
    assert [doc[slice(*piece)].text for piece in draft.content] == [expected]


@pytest.mark.parametrize("end,expected", [(".", ["Lee must go"]), (":", ["Lee must go", "Loomly needs money"])])
def test_contents_stay_in_their_paragraph(end, expected):
    doc = load_english()(f"Lee must go, insiders say{end}\n\nLoomly needs money.")
    draft = decoded(doc, 5, [(CONTENT, 0, 3), (CUE, 5, 6), (CONTENT, 8, 11)])
    assert [doc[slice(*piece)].text for piece in draft.content] == expected


def test_a_piece_of_content_ends_with_its_paragraph():
    doc = load_english()("Lee said that it “does not pay.”\n\nWhen will prices fall?")
    draft = decoded(doc, 1, [(SOURCE, 0, 1), (CUE, 1, 2), (CONTENT, 2, len(doc) - 2)])
    assert doc[slice(*draft.content[-1])].text.strip() == "that it “does not pay.”"


def test_when_it_was_is_the_writers():
    doc = load_english()("Two men were shot, police said, hours after a curfew was lifted.")
    draft = decoded(doc, 6, [(CONTENT, 0, 4), (SOURCE, 5, 6), (CUE, 6, 7), (CONTENT, 8, 14)])
    assert [doc[slice(*piece)].text for piece in draft.content] == ["Two men were shot"]


def test_pieces_begin_and_end_with_phrases():
    doc = load_english()("Sales rose, the shop said, beating analysts' estimates of 2%. He was described by former aides as vain.")
    (said, _), (estimates, end) = tokens(doc, "said"), tokens(doc, "estimates of 2%")
    draft = decoded(doc, said, [(CONTENT, 0, 2), (SOURCE, 3, 5), (CUE, said, said + 1), (CONTENT, estimates, end)])
    assert [doc[slice(*piece)].text for piece in draft.content] == ["Sales rose"]
    (he, _), (described, _), (former, vain) = tokens(doc, "He"), tokens(doc, "described"), tokens(doc, "former aides as vain")
    draft = decoded(doc, described, [(CONTENT, he, he + 1), (CUE, described - 1, described + 1), (SOURCE, former, vain)])
    assert [doc[slice(*piece)].text for piece in draft.source] == ["former aides"]


def test_rules_alone_add_quotations_without_a_cue_only():
    text = "A man who lives nearby said the road was shut.\n\n“Nobody asked us,”"
    told = ("the road was shut", "said", "A man who lives nearby")
    assert combined(text, None, told) == []
    doc = load_english()(text)
    quoted = Draft(content=[tokens(doc, "“Nobody asked us,”")])
    assert combine(page_of(doc), [], [quoted], 0.5) == [quoted]


@pytest.mark.parametrize("content,act", [("with the plan", "thought"), ("“No, never”", "speech")])
def test_an_attitude_is_no_speech_unless_it_is_quoted(content, act):
    text = "Lee disagreed with the plan. “No, never”"
    doc = load_english()(text)
    found = Draft(content=[tokens(doc, content)], cue=[(1, 2)], source=[(0, 1)], score=0.9)
    (draft,) = combine(page_of(doc), [found], [], 0.5)
    assert draft.act == act


def test_a_section_label_is_no_speaker():
    doc = load_english()("Opinion: Stop asking nurses to be heroes")
    label = Draft(content=[(2, 8)], source=[(0, 1)], score=0.9)
    assert without_labels(page_of(doc), [label]) == []


def test_the_surer_of_two_overlapping_contents_is_kept():
    long, inner, beside = Draft([(0, 20)]), Draft([(5, 9), (12, 14)]), Draft([(18, 40)])
    long.score, inner.score, beside.score = 0.6, 0.9, 0.7
    assert without_overlaps([long, inner, beside], 0.5) == [inner, beside]
    assert without_overlaps([long, inner, beside], 1.0) == [long, inner, beside]
    double = Draft([(0, 20)])
    double.score = 0.5
    assert without_overlaps([double, long], 1.0) == [long]


def test_rows_are_added_up_as_one_by_one():
    rng = numpy.random.RandomState(0)
    rows, values = rng.randint(0, 9, 50), rng.randn(50, 3).astype("f")
    fast, slow = numpy.zeros((10, 3), dtype="f"), numpy.zeros((10, 3), dtype="f")
    add_to_rows(NumpyOps(), fast, rows, values)
    numpy.add.at(slow, rows, values)
    assert numpy.abs(fast - slow).max() < 1e-5


def test_maxout_predicts_what_it_learns_with():
    layer = maxout(8, 5, 3)
    layer.initialize()
    X = numpy.random.RandomState(0).randn(11, 5).astype("f")
    assert numpy.abs(layer(X, True)[0] - layer.predict(X)).max() < 1e-5


def test_words_are_hidden_in_training_only(nlp):
    fix_random_seed(0)
    doc = nlp.make_doc("river garden river garden")
    same = embed_words(16, ["NORM", "SHAPE"], [50, 50], word_dropout=1.0)
    same.initialize([doc])
    (hidden,), (read,) = same([doc], True)[0], same.predict([doc])
    assert numpy.abs(hidden - hidden[0]).max() < 1e-5  # all that is left is the shape
    assert numpy.abs(read[0] - read[1]).max() > 1e-3


def test_averages_begin_at_the_weights_there_are():
    model = Linear(2, 3).initialize()
    before = model.get_param("W").copy()
    for begins in (False, True):
        optimizer = Adam(0.0, use_averages=True)
        model.inc_grad("W", model.ops.alloc2f(2, 3) + 1.0)
        if begins:
            begin_averages(model, optimizer)
        model.finish_update(optimizer)
        assert numpy.allclose(optimizer.averages[model.id, "W"], before) is begins  # thinc's own are smaller
    begin_averages(model, Adam(0.0, use_averages=False))  # which keeps none
