"""`convert`: a corpus from one format into another."""

from enum import Enum
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, Optional

import typer
from tqdm import tqdm

from ..files import resolved
from .common import check_output, count, fail, failing


class Kind(str, Enum):
    """Formats of corpora."""

    jsonl = "jsonl"
    spacy = "spacy"
    brat = "brat"
    labelstudio = "labelstudio"
    doccano = "doccano"
    prodigy = "prodigy"


def convert(
    source: Path = typer.Argument(
        ..., metavar="IN", help="Corpus: .jsonl, .spacy, .ann, .json (Label Studio), or a folder of such files.", show_default=False
    ),
    target: Path = typer.Argument(
        ..., metavar="OUT", help="What to write: .jsonl, .spacy, .json (Label Studio), or a folder for brat.", show_default=False
    ),
    from_: Optional[Kind] = typer.Option(None, "--from", "-f", help="Format of IN; by default told by its name."),
    to: Optional[Kind] = typer.Option(None, "--to", "-t", help="Format of OUT; by default told by its name."),
    lang: str = typer.Option("en", "--lang", "-l", help="Language whose tokenizer makes the tokens of a .spacy file or for Prodigy."),
    pipeline: Optional[str] = typer.Option(None, "--pipeline", "-p", help="Pipeline whose tokenizer makes them instead."),
    annotate: bool = typer.Option(
        False, "--annotate", help="Write what PIPELINE says of the articles into the .spacy file, too: training then need not parse them."
    ),
) -> None:
    """Convert a corpus between JSONL, spaCy's DocBin, brat standoff, Label Studio, doccano and Prodigy.

    Files for doccano and Prodigy end in .jsonl, too: ask for them with --from and --to. Character offsets, ids, labels and
    fields beyond the format come through exactly. OUT appears whole, in place of an older one, or not at all. Exit code 0
    if all went well, 2 if IN is broken or OUT cannot be written.
    """
    from ..corpora import CorpusError, read_corpus, write_corpus  # spaCy takes a second to import
    from ..corpora.formats import TOKENIZED, input_kind, output_kind

    _check_apart(source, target)
    if annotate and pipeline is None:
        fail("--annotate writes what a pipeline says: name one with --pipeline.")
    with failing(CorpusError):
        kind_in = from_.value if from_ else input_kind(source)
        kind_out = to.value if to else output_kind(target)
        if annotate and kind_out != "spacy":
            fail("--annotate is for a .spacy file: the other formats have no room for tags and parse.")
        nlp = load_tokenizer(lang, pipeline) if kind_out in TOKENIZED else None
        written = write_corpus(target, _progress(read_corpus(source, kind_in)), kind_out, nlp, annotate)
    articles, attributions = count(written.articles, "article"), count(written.attributions, "attribution")
    typer.echo(f"{articles}, {attributions} written to '{target}'.", err=True)
    if written.widened:
        pieces = count(written.widened, "piece")
        typer.echo(f"{pieces} widened to token boundaries; the exact offsets are kept beside them.", err=True)


def _check_apart(source: Path, target: Path) -> None:
    one, other = resolved(source), resolved(target)
    if one == other:
        fail(f"'{target}' is the corpus to convert; give OUT another name.")
    if other in one.parents or one in other.parents:
        fail(f"One of '{source}' and '{target}' lies inside the other; give OUT another name.")
    check_output(target, replaced=True)


def load_tokenizer(lang: str, pipeline: Optional[str] = None) -> Any:
    """A pipeline for its tokenizer, blank unless one is named, that takes texts of any length; exit code 2 if it cannot be loaded."""
    import spacy

    from ..corpora.formats import blank_pipeline
    from ..pipelines import PipelineError, base_pipeline

    try:
        if pipeline is None:
            return blank_pipeline(lang)
        nlp = spacy.load(base_pipeline(pipeline))
        nlp.max_length = 10**9
        return nlp
    except PipelineError as error:
        fail(str(error))
    except (OSError, ValueError, ImportError) as error:
        what = f"The pipeline {pipeline!r}" if pipeline else f"A tokenizer for {lang!r}"
        fail(f"{what} cannot be loaded: {str(error).splitlines()[0]}")


def _progress(records: Iterable[Dict[str, Any]]) -> Iterator[Dict[str, Any]]:
    yield from tqdm(records, unit="article", leave=False, disable=None)
