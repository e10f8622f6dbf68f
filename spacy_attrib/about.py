__title__ = "spacy_attrib"
__version__ = "0.2.0"
