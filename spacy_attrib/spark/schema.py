"""The columns that are added to a DataFrame, typed, for Spark and for Arrow. They hold what `to_record` gives."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql.types import ArrayType

ATTRIBUTIONS = "attributions"
ERROR = "error"
DDL = (
    "array<struct<id: string, content: array<array<int>>, cue: array<array<int>>, source: array<array<int>>, "
    "speaker: struct<text: string, start: int, end: int>, form: string, act: string, source_type: string, anonymous: boolean, "
    "disclosure: array<array<int>>, reason: array<array<int>>, score: double, why: map<string, string>>>"
)


def attributions_type() -> "ArrayType":
    """The type of the column of attributions in Spark. Pieces are pairs of offsets into the text, half-open; `why` is null unless asked for."""
    from pyspark.sql.types import _parse_datatype_string

    return _parse_datatype_string(DDL)


def arrow_type() -> "pyarrow.DataType":
    """The same type in Arrow."""
    import pyarrow as pa

    pieces, text = pa.list_(pa.list_(pa.int32())), pa.string()
    speaker = pa.struct({"text": text, "start": pa.int32(), "end": pa.int32()})
    fields: Any = {"id": text, "content": pieces, "cue": pieces, "source": pieces, "speaker": speaker}
    fields.update(form=text, act=text, source_type=text, anonymous=pa.bool_(), disclosure=pieces, reason=pieces, score=pa.float64())
    return pa.list_(pa.struct({**fields, "why": pa.map_(text, text)}))
