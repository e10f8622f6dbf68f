"""The closed word sets of English, and the labels and tags of its pipelines, each once. Word lists that grow are JSON beside this file."""

# Dependency labels (ClearNLP's, as spaCy's English pipelines give them, and a few of Universal Dependencies)

SUBJECTS = frozenset(("nsubj", "nsubjpass", "nsubj:pass"))
SUBJECTS_AND_CLAUSES = frozenset(("nsubj", "nsubjpass", "csubj", "csubjpass", "nsubj:pass"))
OBJECTS = frozenset(("dobj", "obj"))
AUXILIARIES = frozenset(("aux", "auxpass", "aux:pass", "neg"))
PASSIVES = frozenset(("auxpass", "aux:pass"))
SHARING_SUBJECT = frozenset(("conj", "xcomp", "advcl", "pcomp", "dep", "parataxis", "acl"))
GOING_ON = frozenset(("conj", "xcomp", "advcl", "pcomp", "prep", "aux", "dep"))  # clauses that go on about the subject above
CLAUSES_ABOUT_NAMES = frozenset(("relcl", "acl", "advcl"))  # what tells more about a name
CLAUSES_ABOUT_NOUNS = ("relcl", "acl")  # clauses about a noun, in which it is seldom taken up
DESCRIBING = frozenset(("appos", "attr"))  # "Ann Lee, a farmer" brings in nobody new
BEFORE_HEAD = frozenset(("det", "amod", "compound", "poss", "nummod", "nmod", "quantmod", "predet"))

# Parts of speech and tags (Penn Treebank)

NOMINAL = frozenset(("NOUN", "PROPN", "PRON", "NUM"))
FINITE_TAGS = frozenset(("VBD", "VBZ", "VBP", "MD"))
ACTIVE_TAGS = frozenset(("VBD", "VBZ", "VBP", "VBG"))
PLURAL_TAGS = frozenset(("NNS", "NNPS"))
RELATIVE_TAGS = frozenset(("WDT", "WP", "WP$"))
APPOSED_TAGS = frozenset(("DT", "CD", "NN", "NNS", "PRP$"))
LINKING_TAGS = frozenset(("CC", "IN", "DT", "PRP$"))
AROUND_PRONOUN_TAGS = frozenset(("WDT", "WP", "IN", "RB", "CC", "DT", ",", "_SP"))  # tags of what is taken in with one: "which she", "he all but"

# Labels of entities (OntoNotes)

LABELS_OF_NO_PERSON = frozenset(("ORG", "GPE", "NORP", "FAC", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW"))
LABELS_OF_BODIES = frozenset(("ORG", "GPE", "NORP", "FAC", "LOC"))
LABELS_OF_THINGS = frozenset(("ORG", "GPE", "PRODUCT", "LAW", "WORK_OF_ART"))
LABELS_OF_PLACES = frozenset(("GPE", "LOC", "FAC"))
LABELS_OF_ORIGIN = frozenset(("GPE", "LOC", "NORP"))
MISTAKEN_FOR_BODIES = frozenset(("PERSON", "GPE", "PRODUCT", "WORK_OF_ART"))  # what recognisers also take well-known bodies for

# Pronouns

HE_SHE = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
THEY = frozenset(("they", "them", "their", "themselves"))
IT = frozenset(("it", "its", "itself"))
I_WE = frozenset(("i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"))
YOU = frozenset(("you", "your"))
MY_OUR = frozenset(("my", "our"))
SUBJECT_PRONOUNS = frozenset(("he", "she", "they", "it", "we"))
WHO_WHOSE = frozenset(("who", "whose"))
RELATIVE_PRONOUNS = frozenset(("who", "which", "that", "whom"))
REFERRING_WORDS = frozenset(
    ("one", "both", "all", "another", "they", "other", "others", "two", "three", "four", "each", "either", "he")
    + ("she", "none", "neither")
)

# Articles and numbers

ARTICLES = frozenset(("the", "a", "an"))
DEFINITE = frozenset(("the", "this", "that", "these", "those"))
INDEFINITE = frozenset(("a", "an", "one", "another"))
TAKEN_UP = frozenset(("the", "both", "each", "these"))
MEMBER_WORDS = frozenset(("one", "another"))
WHOLE_GROUP = frozenset(("both", "all", "they", "none", "neither", "each", "either"))  # everybody who was spoken of; "two of them" is not
PAIR_WORDS = frozenset(("both", "each", "either", "neither", "two"))
GROUP_NUMBERS = frozenset(("both", "two", "three", "each", "neither", "all"))
SMALL_NUMBERS = frozenset(("both", "two", "three", "four", "five", "six"))
ONE_OF_THEM = frozenset(("one", "another", "other", "either", "each"))
NUMBER_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "both": 2}

# Conjunctions, prepositions and the like

LINKERS = frozenset(("and", "but", "or", "nor", "that", "which", "who", "whose", "when", "while", "because", "if", "than"))
LEADING_WORDS = frozenset(("but", "and", "now", "still", "so", "yet", "then"))
ASIDE_WORDS = frozenset(("while", "after", "before", "when", "as", "according", "despite", "though", "although", "where"))
APPOSED_WORDS = frozenset(("of", "then", "now", "formerly", "former"))
CARRYING_PREPOSITIONS = frozenset(("in", "on", "to", "with", "through", "via", "by", "at"))
OBJECT_TAILS = frozenset(("as", "for", "of", "over", "to", "about", "with", "on"))
NAME_LINKERS = frozenset(("of", "and", "for", "the", "in", "on", "to", "&"))
POSSESSIVE = frozenset(("'s", "’s", "'", "’"))
NEGATIONS = frozenset(("not", "n't", "n’t", "never"))

# Other words

GENERIC_BODIES = frozenset(
    ("group", "organization", "organisation", "body", "agency", "side", "institution", "watchdog", "regulator", "authority")
)
NAMES_THAT_ASK = frozenset(("will", "may", "can"))  # first words of a question that are given names, too
INTERVIEWER_LABELS = frozenset(("q", "question"))  # labels of an interviewer
SPEAKING_LEMMAS = frozenset(("speak", "talk"))  # what leads to a disclosure: "speaking on condition of anonymity"
