"""Every message a user may see from a wrong call, in one table, as spaCy has it."""

from typing import Any

from spacy.errors import ErrorsWithCodes

from .wording import how_to_install, shown_path, shown_value

WHOLE = ("where", "known", "expected", "names", "kinds", "suffixes", "missing")  # what a message does not repeat from an article, or is short already
PATHS = ("path", "folder", "original")


class Message(str):
    """A message with places for values, of which long ones are cut, whatever they are."""

    def format(self, *args: Any, **values: Any) -> str:
        """The message with values in their places."""
        return super().format(*args, **{name: _cut(name, value) for name, value in values.items()})


def _cut(name: str, value: Any) -> Any:
    if name in PATHS:
        return shown_path(value)
    return value if name in WHOLE else shown_value(value)


class Codes(ErrorsWithCodes):
    """A table of messages, which come with their codes."""

    def __getattribute__(self, code: str) -> Any:
        message = super().__getattribute__(code)
        return Message(message) if isinstance(message, str) and not code.startswith("__") else message


class Errors(metaclass=Codes):
    A001 = "There are no word lists for the language '{lang}', so attributions cannot be found in it. Languages there are: {known}."
    A002 = "'{name}' reads {annotation}, and the Doc has none. Put the component behind {component}, for example by adding it to `en_core_web_sm`."
    A003 = "The extension attribute `Doc._.{name}` is already in use with another getter, so {package} cannot set it."
    A004 = "The text of the Doc and the text of the record with id {id!r} differ, first at character {position}."
    A005 = "Span [{start}, {end}] of {role!r} is not inside a text of {length} characters{where}."
    A006 = "The folder '{folder}' is no copy of the word lists: it lacks {missing}. Copy '{original}' and change the copy."
    A007 = "There is no list of words '{name}' to add to. Lists and files there are: {known}."
    A008 = "The id {id!r} is given to more than one attribution{where}."

    A009 = (
        "The attributions in {key!r} do not tell what decided on them. Switch it on before they are found, with "
        '`nlp.get_pipe("attrib").explain = True`, and join Docs by `spacy_attrib.concat`.'
    )

    # Corpora. `where` is empty or says in brackets: file and line, article, attribution.
    A010 = "There is no file or folder '{path}'."
    A011 = "The kind of '{path}' cannot be told from its name: {ask} ({kinds})."
    A012 = "There is no corpus in the folder '{path}': nothing that ends in {suffixes}."
    A013 = "'{path}' cannot be {done}: {why}."
    A014 = "Broken JSON: {why}{where}."
    A015 = "Not UTF-8, first at byte {byte}{where}. Convert the file first, for example with `iconv -t UTF-8`."
    A016 = "{what} is not {expected}{where}."
    A017 = "There is no field {field!r}{where}."
    A018 = "{value!r} is not a {field}: expected one of {expected}{where}."
    A019 = "Pieces [{first[0]}, {first[1]}] and [{second[0]}, {second[1]}] of {role!r} overlap{where}."
    A020 = "There is no content{where}: an attribution needs at least one piece of it."
    A021 = "The speaker is given as {given!r}, but the text has {found!r} at [{start}, {end}]{where}. Was the text changed?"
    A022 = "'anonymous' is {anonymous} and contradicts the source_type {source_type!r}{where}."
    A023 = "The id {id!r} is given to more than one article, first in {first}{where}. Several annotators of one article are told by `meta.annotator`."
    A024 = "The annotators of the article {id!r} have different texts, the first in {first}{where}."
    A025 = "Half a surrogate pair stands in {field!r}, which is no valid Unicode text{where}."
    A026 = "'{path}' is not in the format of spaCy's DocBin, or it is damaged: {why}."
    A027 = "The Doc has no span group {key!r}{where}: it holds no attributions. Make the file with `spacy attrib convert` or with a pipeline."
    A028 = "'{path}' has no {suffix} beside it. {hint}"
    A029 = "Line {line!r} is no brat annotation: there is no tab after an id{where}."
    A030 = "{id} names {target}, and there is no such annotation{where}."
    A031 = "{label!r} is not a label that is known{where}. Known: {known}."
    A032 = "The fields of {id} cannot be read: {why}{where}."
    A033 = "{id} covers {found!r} in the text, but the line says {given!r}{where}. Was the text changed?"
    A034 = "{id} is given to more than one annotation{where}."
    A035 = "'{path}' holds files that are no brat corpus, so it is not replaced. Give another name."
    A036 = "The augmenter changed the number of spans in {key!r} from {before} to {after}, so they cannot be told apart."
    A037 = "What comes back from a Doc is not what went into it: {fields}{where}."
    A038 = "The corpus reader needs a `path`: set `paths.train` and `paths.dev`, for example with `--paths.train corpus.jsonl`."
    A040 = "The texts of the article {id!r} differ between gold and prediction, first at character {position}."
    A041 = "The article {id!r} is in gold but not in the prediction (articles that miss there: {count})."
    A042 = "The article {id!r} is in the prediction but not in gold (articles that miss there: {count})."
    A043 = "The id {id!r} is given to more than one article of the {side}. Several annotators of one article are scored one at a time."

    # Annotation tools
    A070 = "The span {label!r} at [{start}, {end}] belongs to no content{where}: draw a relation from the content to it, or take it out."
    A071 = "The attribution whose content begins at [{start}, {end}] has more than one speaker{where}."

    # Network
    A045 = f"The accurate weights need onnxruntime and tokenizers: {how_to_install('accurate')}."
    A046 = "'{path}' is no card of weights: it holds no JSON with checksums. Install the package anew, or write your own weights again."
    A047 = "A window of {window} word pieces has no room for margins of {margin}. Set `window` of `spacy-attrib.WordPieceVectors.v1` higher."
    A049 = "The threshold is {threshold}: it must be from 0 to 1."
    A050 = (
        "The weights {name!r} do not fit the network: they are of the shape that the default config of `attrib` gives it. Leave "
        "`model` out of the config, or set `weights = null` and train."
    )
    A051 = "There are no weights {name!r}: choose from {names}, or name a folder with a card.json. In a config for training, `weights = null`."
    A052 = "The weights in '{path}' are missing or damaged: their checksum is not the one on their card. Install the package anew."
    A053 = (
        "None of the examples has the span group {key!r}, so '{name}' has nothing to learn from. Read them with `spacy-attrib.Corpus.v1`, or "
        'set `weights` to "small" to have those of the package, which need no training.'
    )
    A054 = "`spacy-attrib.prepare_transformer.v1` found no component `transformer` in the pipeline. Leave the callback out of the config."
    A055 = "The transformer has {known} layers that can be frozen, not {count}. Set `frozen_layers` of the callback to less."
    A056 = "`spacy-attrib.HashedWords.v1` was given {attrs} attributes and {rows} numbers of rows. Give one number for each attribute."
    A057 = "The weight of the teachers is {weight}: it must be a share from 0 to 1."
    A058 = "The pipeline {name!r} cannot teach: it has no component `attrib`."
    A044 = "`spacy-attrib.paragraph_windows.v1` needs windows of at least one token, not {most}."
    A048 = (
        "The vectors that `spacy-attrib.PretrainedEncoder.v1` is given are {width} wide, but its `width` is {own}. Set it, for example with "
        "`--components.attrib.model.encoder.width {width}`."
    )
    A059 = "`spacy-attrib.MixedCorpus.v1` has no corpus {name!r} to repeat: it has {names}."

    A080 = "The card '{path}' of weights has a {field!r} that is not {expected}."
    A081 = "The card '{path}' of weights has no checksum for '{file}', so it cannot be told whether that is whole. Install the package anew."
    A082 = "The network that the card '{path}' describes cannot be made: {why}."
    A084 = (
        "The weights saved of '{name}' are damaged, or of another network than the config describes: {why}. Save the pipeline anew, or get it "
        "again from where you have it."
    )
    A085 = "`spans_key` of '{name}' is empty, so that nothing it finds would be kept: give the name of a span group, by default \"{key}\"."
    A086 = "{number} processes cannot be: give from 1 to {most}."

    # The sourcing audit.
    A061 = "'{value}' is no definition of anonymous: expected one of {expected}."

    # Word lists.
    A064 = "The row '{row}' of types.json asks for '{name}', and there is no such fact, condition or list."
    A065 = "The word list '{name}' {problem}."
    A066 = "'{path}' is no valid JSON: {why}."
    A083 = (
        "There is no example to score. `spacy evaluate` reads .spacy files and nothing else: make one with `spacy-attrib convert GOLD OUT.spacy`, "
        "or score any corpus with `spacy-attrib evaluate GOLD PIPELINE`."
    )

    # Collections
    A073 = "The corrections cannot be used: {problem}."
    A075 = "'{path}' is no SQLite database, or a damaged one ({why}): give a .db that `spacy-attrib extract` or `audit` wrote."
    A076 = (
        "'{path}' is a database of another program, or of an older version: it lacks {missing}. Give a .db that `spacy-attrib extract` or "
        "`audit` wrote."
    )
    A077 = "'{path}' holds its articles without their texts, as it was written with --no-text: write it again with them."
    A078 = "{count} of the articles stand there without their text, as they were written with --no-text{where}"
    A074 = 'The corrections cannot be used: {name!r} is in two lists of "split".'
