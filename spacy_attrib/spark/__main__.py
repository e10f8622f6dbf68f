"""The job: `python -m spacy_attrib.spark IN OUT`, or this file with `spark-submit`. Articles in JSONL or Parquet in, Parquet out.

What a run writes can be seen when all of it is written, and not before: a run that broke off leaves nothing behind but a folder
`_temporary`, and can be started again. One that was completed is not done twice.
"""

import argparse
import sys
from typing import Any, List, Optional

from spacy_attrib.spark import ERROR, Options, extract
from spacy_attrib.wording import how_to_install  # by their full names: spark-submit runs this file alone

CORRUPT = "_corrupt_record"
LONGEST = 60  # characters of a broken line in an error
DONE = 0
BAD_RECORDS = 1
BAD_INPUT = 2


def main(args: Optional[List[str]] = None) -> int:
    """Run the job, and give its exit code: 0 if all went well, 1 if there are rows with an error, 2 if nothing could be done."""
    given = _parser().parse_args(args)
    try:
        from pyspark.errors import AnalysisException, PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError:
        print(f"Error: The job needs PySpark: {how_to_install('spark')}.", file=sys.stderr)
        return BAD_INPUT
    try:
        spark = SparkSession.builder.appName("spacy-attrib").getOrCreate()
    except PySparkRuntimeError as error:
        print(f"Error: Spark does not start: {error} It needs Java 17 or later, on the PATH or in JAVA_HOME.", file=sys.stderr)
        return BAD_INPUT
    try:
        return _run(spark, given)
    except (AnalysisException, ValueError) as error:
        first = next(iter(str(error).strip().splitlines()), type(error).__name__)
        print(f"Error: {first}", file=sys.stderr)
        return BAD_INPUT
    finally:
        spark.stop()


def _run(spark: Any, given: argparse.Namespace) -> int:
    options = Options(given.pipeline, given.component, given.weights, given.threshold, given.acts, given.explain, given.batch_size)
    if _exists(spark, f"{given.output}/_SUCCESS") and not given.overwrite:
        print(f"'{given.output}' is complete; give --overwrite to make it again.", file=sys.stderr)
        return DONE
    if _exists(spark, given.output) and not (given.overwrite or _is_left_over(spark, given.output)):
        raise ValueError(f"'{given.output}' exists and was not written by this job; give another name, or --overwrite.")
    articles = _read(spark, given)
    if given.partitions:
        articles = articles.repartition(given.partitions)
    _tell_broken(extract(articles, given.text, given.id, options)).write.mode("overwrite").parquet(given.output)
    written = spark.read.parquet(given.output)
    bad = written.where(written[ERROR].isNotNull()).count()
    print(f"{written.count()} articles, {bad} of them with an error.", file=sys.stderr)
    return BAD_RECORDS if bad else DONE


def _read(spark: Any, given: argparse.Namespace) -> Any:
    if given.input.rstrip("/").endswith(".parquet") or given.format == "parquet":
        return spark.read.parquet(given.input)
    fields = dict.fromkeys([given.id, given.text, "meta", CORRUPT])
    schema = ", ".join(f"`{name}` string" for name in fields)  # the meta as JSON text; to tell its type all files had to be read before
    return spark.read.json(given.input, schema=schema, lineSep="\n", columnNameOfCorruptRecord=CORRUPT)


def _tell_broken(result: Any) -> Any:
    """The rows, with the beginning of a line that is no JSON as their error."""
    from pyspark.sql.functions import coalesce, concat, lit, substring

    if CORRUPT not in result.columns:
        return result
    broken = concat(lit("broken JSON: "), substring(CORRUPT, 1, LONGEST))  # null where the line is not broken
    return result.withColumn(ERROR, coalesce(broken, ERROR)).drop(CORRUPT)


def _file_system(spark: Any, path: str) -> Any:
    place = spark._jvm.org.apache.hadoop.fs.Path(path)
    return place.getFileSystem(spark._jsc.hadoopConfiguration()), place


def _exists(spark: Any, path: str) -> bool:
    system, place = _file_system(spark, path)
    return bool(system.exists(place))


def _is_left_over(spark: Any, path: str) -> bool:
    """Whether a folder holds nothing, or no more than a run that broke off leaves."""
    system, place = _file_system(spark, path)
    return not system.getFileStatus(place).isFile() and {status.getPath().getName() for status in system.listStatus(place)} <= {"_temporary"}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m spacy_attrib.spark", description="Find quotations, their speakers and anonymous sources with Spark."
    )
    parser.add_argument("input", help="Articles: a file, folder or pattern of JSONL or Parquet, at any place that Spark reads.")
    parser.add_argument("output", help="Folder for the result, in Parquet.")
    parser.add_argument("--format", choices=("jsonl", "parquet"), help="What the input is; by default Parquet if its name ends so, else JSONL.")
    parser.add_argument("--text", default="text", help="Column of the text.")
    parser.add_argument("--id", default="id", help="Column of the id.")
    parser.add_argument("--partitions", type=int, help="Parts to cut the work into; by default as the input is cut.")
    parser.add_argument("--overwrite", action="store_true", help="Replace what is there.")
    parser.add_argument("--pipeline", help="spaCy pipeline; by default the installed English one.")
    parser.add_argument("--component", help="attrib or attrib_ruler; by default the best there is.")
    parser.add_argument("--weights", help="small or accurate, or a folder with weights; small by default.")
    parser.add_argument("--threshold", type=float, help="Score from which on an attribution is given.")
    parser.add_argument("--acts", choices=("speech", "all"), default="speech", help="Speech only, or thought and other attributions as well.")
    parser.add_argument("--explain", action="store_true", help="Say which rule, step or score decided.")
    parser.add_argument("--batch-size", type=int, default=32, help="Articles to a batch.")
    return parser


if __name__ == "__main__":
    sys.exit(main())
