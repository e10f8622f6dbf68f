__title__ = "spacy_attrib"
__version__ = "0.1.0"
