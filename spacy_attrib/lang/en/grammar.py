"""The closed word sets of English, and the labels and tags of its pipelines, each once. Word lists that grow are JSON beside this file."""

# Dependency labels (ClearNLP's, as spaCy's English pipelines give them, and a few of Universal Dependencies)

SUBJECTS = frozenset(("nsubj", "nsubjpass", "nsubj:pass"))
SUBJECTS_AND_CLAUSES = frozenset(("nsubj", "nsubjpass", "csubj", "csubjpass", "nsubj:pass"))
PASSIVE_SUBJECTS = frozenset(("nsubjpass", "nsubj:pass"))
OBJECTS = frozenset(("dobj", "obj"))
AUXILIARIES = frozenset(("aux", "auxpass", "aux:pass", "neg"))
PASSIVES = frozenset(("auxpass", "aux:pass"))
SHARING_SUBJECT = frozenset(("conj", "xcomp", "advcl", "pcomp", "dep", "parataxis", "acl"))
GOING_ON = frozenset(("conj", "xcomp", "advcl", "pcomp", "prep", "aux", "dep"))  # clauses that go on about the subject above
CLAUSES_ABOUT_NAMES = frozenset(("relcl", "acl", "advcl"))  # subordinate clauses: what tells more about a name
CLAUSES_ABOUT_NOUNS = ("relcl", "acl")  # clauses about a noun, in which it is seldom taken up
DESCRIBING = frozenset(("appos", "attr"))  # "Ann Lee, a farmer" brings in nobody new
BEFORE_HEAD = frozenset(("det", "amod", "compound", "poss", "nummod", "nmod", "quantmod", "predet"))
SAID_ABOUT_OBJECT = frozenset(("oprd", "attr", "acomp", "xcomp", "ccomp"))  # "called him vain"
COMPLEMENTS = frozenset(("dobj", "obj", "prep", "ccomp", "xcomp", "oprd"))
PARTICIPLE_CLAUSES = frozenset(("advcl", "acl", "conj", "dep"))  # as what the parser hangs "…, adding that" under a verb
NOT_MAIN = frozenset(("relcl", "advcl", "aux", "auxpass"))  # what a verb that introduces a quotation is not
ADDRESSEES = frozenset(("dobj", "dative", "obj"))
SOURCES_BEHIND = frozenset(("nsubj", "dobj", "obj", "npadvmod", "attr"))  # what parsers take a source behind its cue for
ABOVE_RELATIVE = SUBJECTS | {"conj", "xcomp", "ccomp", "aux", "prep"}  # between a relative pronoun and the verb of its clause
SECONDARY_NOUNS = frozenset(("compound", "nmod", "npadvmod", "conj"))  # nouns that "it" and "they" seldom take up
MAIN_CLAUSES = frozenset(("ROOT", "conj", "ccomp"))  # as the parser takes a sentence in front of a quotation
TAKING_PART = frozenset(("pobj", "dobj", "attr"))  # what brings in somebody new
TOLD_ABOUT = SUBJECTS | {"appos", "pobj", "poss"}  # what a name in running text is
DETERMINING = frozenset(("det", "poss", "nummod"))
PARTS_OF_NAMES = frozenset(("compound", "nmod"))
BESIDE_HEAD = PARTS_OF_NAMES | {"appos", "conj", "amod"}  # what a name is in a phrase whose head it stands beside
NAMED_LATER = frozenset(("appos", "nsubj", "attr", "ROOT"))  # what the parse takes an apposition for that stands behind more than a comma

# Parts of speech and tags (Penn Treebank)

NOMINAL = frozenset(("NOUN", "PROPN", "PRON", "NUM"))
NOUNS = frozenset(("NOUN", "PROPN"))
FINITE_TAGS = frozenset(("VBD", "VBZ", "VBP", "MD"))
ACTIVE_TAGS = frozenset(("VBD", "VBZ", "VBP", "VBG"))
PLURAL_TAGS = frozenset(("NNS", "NNPS"))
RELATIVE_TAGS = frozenset(("WDT", "WP", "WP$"))
APPOSED_TAGS = frozenset(("DT", "CD", "NN", "NNS", "PRP$"))
LINKING_TAGS = frozenset(("CC", "IN", "DT", "PRP$"))
AROUND_PRONOUN_TAGS = frozenset(("WDT", "WP", "IN", "RB", "CC", "DT", ",", "_SP"))  # tags of what is taken in with one: "which she", "he all but"
VERBAL = frozenset(("VERB", "AUX"))
NAMING = frozenset(("NOUN", "PROPN", "PRON"))
PREPOSITIONAL = frozenset(("ADP", "SCONJ"))
INSIDE_NOUN_PHRASE = NOMINAL | {"DET", "ADJ", "PART"}
TENSED_TAGS = FINITE_TAGS - {"MD"}
TENSED_OR_MISTAGGED = TENSED_TAGS | {"NN", "NNS", "JJ"}  # tags of a verb that has a subject in front of it
PARTICIPLE_TAGS = frozenset(("VBG", "VBN"))
ADDRESSEE_POS = frozenset(("ADV", "PROPN", "PRON", "NOUN", "DET", "ADP", "ADJ"))  # of what an addressee consists of: "told the court today"
BEFORE_TERMS = frozenset(("ADP", "DET", "NOUN", "PROPN", "ADJ", "PART", "PRON", "NUM"))  # in front of a term in marks
NOT_BEFORE_CUES = frozenset(("ADP", "SCONJ", "AUX"))  # what no cue without a comma begins with
LEADING_POS = frozenset(("CCONJ", "ADV", "SCONJ", "INTJ"))  # of a word that leads over from the sentence before
RELATIVE_PRONOUN_TAGS = frozenset(("WP", "WDT"))
ROLE_TAGS = NOUNS | {"ADJ"}  # what stands in front of a name and tells more

# Labels of entities (OntoNotes)

LABELS_OF_NO_PERSON = frozenset(("ORG", "GPE", "NORP", "FAC", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW"))
LABELS_OF_BODIES = frozenset(("ORG", "GPE", "NORP", "FAC", "LOC"))
LABELS_OF_THINGS = frozenset(("ORG", "GPE", "PRODUCT", "LAW", "WORK_OF_ART"))
LABELS_OF_PLACES = frozenset(("GPE", "LOC", "FAC"))
LABELS_OF_ORIGIN = frozenset(("GPE", "LOC", "NORP"))
MISTAKEN_FOR_BODIES = frozenset(("PERSON", "GPE", "PRODUCT", "WORK_OF_ART"))  # what recognisers also take well-known bodies for
LABELS_OF_TIME = frozenset(("DATE", "TIME"))
MISTAKEN_FOR_NO_PERSON = frozenset(("ORG", "GPE", "FAC", "PRODUCT", "WORK_OF_ART"))  # what recognisers also take people for
LABELS_LIKE_SURNAMES = frozenset(("", "ORG", "GPE", "PRODUCT", "FAC"))  # what they take a surname for that stands alone

# Pronouns

HE_SHE = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
HIS_HER = frozenset(("his", "her"))
THEY = frozenset(("they", "them", "their", "themselves"))
IT = frozenset(("it", "its", "itself"))
IT_THEY = IT | THEY
I_WE = frozenset(("i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"))
YOU = frozenset(("you", "your"))
REFLEXIVE = frozenset(("himself", "herself", "itself", "themselves", "myself", "ourselves", "yourself", "yourselves", "oneself"))
MY_OUR = frozenset(("my", "our"))
SUBJECT_PRONOUNS = frozenset(("he", "she", "they", "it", "we"))
HE_SHE_THEY = frozenset(("he", "she", "they"))
EXPLETIVES = frozenset(("it", "there"))
WHO_WHOSE = frozenset(("who", "whose"))
RELATIVE_PRONOUNS = frozenset(("who", "which", "that", "whom"))
REFERRING_WORDS = frozenset(
    ("one", "both", "all", "another", "they", "other", "others", "two", "three", "four", "each", "either", "he") + ("she", "none", "neither")
)
PLURAL_AUXILIARIES = frozenset(("have", "are", "were", "do", "'ve", "’ve", "'re", "’re"))
EMPTY_SUBJECTS = frozenset(("it", "there", "this", "that"))
FACTS = frozenset(("it", "this", "that", "which", "what"))  # what bears something out, or is said, but does not say it

# Articles and numbers

ARTICLES = frozenset(("the", "a", "an"))
DEFINITE = frozenset(("the", "this", "that", "these", "those"))
INDEFINITE = frozenset(("a", "an", "one", "another"))
TAKEN_UP = frozenset(("the", "both", "each", "these"))
MEMBER_WORDS = frozenset(("one", "another"))
WHOLE_GROUP = frozenset(("both", "all", "they", "none", "neither", "each", "either"))  # everybody who was spoken of; "two of them" is not
PAIR_WORDS = frozenset(("both", "each", "either", "neither", "two"))
GROUP_NUMBERS = frozenset(("both", "two", "three", "each", "neither", "all"))
ONE_OF_THEM = frozenset(("one", "another", "other", "either", "each"))
SIZES_OF_GROUPS = {"couple": 2, "pair": 2, "duo": 2, "trio": 3}
NUMBER_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "both": 2}

# Conjunctions, prepositions and the like

LINKERS = frozenset(("and", "but", "or", "nor", "that", "which", "who", "whose", "when", "while", "because", "if", "than"))
SUBORDINATORS = frozenset(("that", "because", "whether"))
CONCESSIVE = frozenset(("although", "though"))
CONDITIONAL = frozenset(("if", "unless"))
TURNED_CONDITIONAL = frozenset(("should", "were", "had"))  # what opens a condition without "if": Should she say no, …
ASIDE_WORDS = frozenset(("while", "after", "before", "when", "as", "according", "despite", "though", "although", "where"))
APPOSED_WORDS = frozenset(("of", "then", "now", "formerly", "former"))
NAME_LINKERS = frozenset(("of", "and", "for", "the", "in", "on", "to", "&"))
POSSESSIVE = frozenset(("'s", "’s", "'", "’"))
NEGATIONS = frozenset(("not", "n't", "n’t", "never"))
NOUN_LINKERS = frozenset(("of", "for", "'s", "’s", "and", "-", "'", "’", "."))  # what may stand inside a noun phrase
BEFORE_PARTICIPLE = frozenset((",", "”", '"', "''", "’", "'"))  # marks in front of a participle that goes on: “…,” adding
JOINING_STATEMENTS = frozenset(("and", "but", "while", "whereas", "though", "although", ";"))
PAUSES = frozenset((",", "–", "—", "-"))

# Other words

GENERIC_BODIES = frozenset(("group", "organization", "organisation", "body", "agency", "side", "institution", "watchdog", "regulator", "authority"))
NAMES_THAT_ASK = frozenset(("will", "may", "can"))  # first words of a question that are given names, too
INTERVIEWER_LABELS = frozenset(("q", "question"))  # labels of an interviewer
COPULAS = frozenset(("be", "feel", "remain", "seem", "become"))
BE_BECOME = frozenset(("be", "become"))
ANSWER_LABELS = frozenset(("a", "answer"))
SPEAKING_LEMMAS = frozenset(("speak", "talk"))  # what leads to a disclosure: "speaking on condition of anonymity"
BREAKS_IN_BYLINES = frozenset((".", ":", "?", "!"))
TEAM_WORDS = frozenset(("team", "camp"))  # what makes the followers of a name: Team Ruiz
NAMING_WORDS = frozenset(("named", "called"))
COMMA_OR_BRACKET = frozenset((",", "("))  # what sets off more about a name
OF_FROM = frozenset(("of", "from"))  # what leads to the place or body of a name: Ana Ruiz of Leeds
UNTELLING_WORDS = frozenset(("the", "of", ",", "and"))  # words of a description that tell nothing
