"""Every message a user may see from a wrong call, in one table, as spaCy has it."""
from spacy.errors import ErrorsWithCodes


class Errors(metaclass=ErrorsWithCodes):
    A001 = "No word lists for the language '{lang}'. Languages there are: {known}."
    A002 = (
        "'{name}' needs a {missing}, and the Doc has no such annotation. Put the component after a tagger and a "
        "parser, for example by adding it to `en_core_web_sm`."
    )
    A003 = "The extension attribute `Doc._.{name}` is already in use with another getter, so {package} cannot set it."
    A004 = "The text of the Doc and the text of the record with id {id!r} differ, first at character {position}."
    A005 = "Span [{start}, {end}] of {role!r} in attribution {id!r} is not inside a text of {length} characters."
    A008 = "The id {id!r} is given to more than one attribution{where}."
