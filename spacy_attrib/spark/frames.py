"""Running a pipeline over the rows of a DataFrame, in whatever processes Spark has for it."""

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Dict, Iterable, Iterator, List, Mapping, Optional, Tuple

from ..attributions import to_record
from ..pipelines import load_pipeline
from ..processes import Failure, annotate_texts
from ..remembering import remember
from .schema import ATTRIBUTIONS, ERROR, arrow_type, attributions_type

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame

NO_TEXT = "there is no text"
NO_STRING = "the column '{name}' holds {type}, not text"


@dataclass(frozen=True)
class Options:
    """What the command `extract` has options for.

    pipeline (Optional[str]): Name or path of the spaCy pipeline, which every machine must have; by default the first installed one.
    component (Optional[str]): "attrib" or "attrib_ruler"; by default the best there is.
    weights (Optional[str]): "small", "accurate" or a folder.
    threshold (Optional[float]): The score from which on an attribution is given.
    acts (str): "speech" or "all".
    explain (bool): Whether to say what decided on each attribution.
    batch_size (int): Articles of a batch.
    """

    pipeline: Optional[str] = None
    component: Optional[str] = None
    weights: Optional[str] = None
    threshold: Optional[float] = None
    acts: str = "speech"
    explain: bool = False
    batch_size: int = 32

    def __post_init__(self) -> None:
        if self.acts not in ("speech", "all"):
            raise ValueError(f"acts are 'speech' or 'all', not {self.acts!r}")
        if self.batch_size < 1:
            raise ValueError(f"a batch holds at least one article, not {self.batch_size}")


def extract(df: "DataFrame", text: str = "text", id: str = "id", options: Options = Options()) -> "DataFrame":
    """Find the attributions of articles.

    df (DataFrame): An article a row.
    text (str): Name of the column that holds the text.
    id (str): Name of the column that holds the id. Rows with one id stay apart.
    options (Options): See there.
    RETURNS (DataFrame): The same rows and columns, and beside them "attributions" (see `attributions_type`) and "error": why an article could
        not be done, null if it was. As with any DataFrame nothing is done before it is asked for.
    RAISES (ValueError): If a column is missing, or one has a name that is to be added.
    """
    from pyspark.sql.types import StringType, StructField, StructType

    for name in (text, id):
        if name not in df.columns:
            raise ValueError(f"there is no column {name!r}: the columns are {', '.join(df.columns)}")
    for name in (ATTRIBUTIONS, ERROR):
        if name in df.columns:
            raise ValueError(f"there is a column {name!r} already: rename it")
    if not isinstance(df.schema[text].dataType, StringType):
        raise ValueError(NO_STRING.format(name=text, type=df.schema[text].dataType.simpleString()))
    added = [StructField(ATTRIBUTIONS, attributions_type(), True), StructField(ERROR, StringType(), True)]
    # By Arrow and not by pandas, which would make floats of whole numbers beside a null, and other types of other columns.
    return df.mapInArrow(partial(_annotated, text=text, options=options), StructType([*df.schema.fields, *added]))


@lru_cache(maxsize=1)
def _pipeline(options: Options) -> Any:
    """The pipeline, loaded once for each Python worker, which Spark uses for many tasks."""
    nlp = load_pipeline(options.pipeline, options.component, options.weights, options.threshold)
    remember(nlp)
    if options.explain:
        for _, pipe in nlp.pipeline:
            if hasattr(pipe, "explain") and hasattr(pipe, "resolve"):
                pipe.explain = True
    return nlp


def _annotated(batches: Iterable["pyarrow.RecordBatch"], text: str, options: Options) -> Iterator["pyarrow.RecordBatch"]:
    import pyarrow as pa

    nlp = _pipeline(options)
    for batch in batches:
        results = list(_results(nlp, batch.column(text).to_pylist(), options))
        columns = [*batch.columns, pa.array([found for found, _ in results], arrow_type()), pa.array([error for _, error in results], pa.string())]
        yield pa.RecordBatch.from_arrays(columns, names=[*batch.schema.names, ATTRIBUTIONS, ERROR])


Result = Tuple[Optional[List[Dict[str, Any]]], Optional[str]]


def _results(nlp: Any, texts: List[Optional[str]], options: Options) -> Iterator[Result]:
    """For every text its attributions, or what is wrong with it."""
    outcomes = annotate_texts(nlp, (each for each in texts if each is not None), 1, options.batch_size, read=to_record)
    for each in texts:
        if each is None:
            yield None, NO_TEXT
            continue
        outcome = next(outcomes)
        if isinstance(outcome, Failure):
            yield None, outcome.why
        else:
            yield [_row(a) for a in outcome["attributions"] if options.acts == "all" or a["act"] == "speech"], None


def _row(attribution: Mapping[str, Any]) -> Dict[str, Any]:
    why = attribution.get("why")
    return {**attribution, "why": None if why is None else list(why.items())}
