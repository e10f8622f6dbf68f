"""The arguments and options that several commands share."""

from pathlib import Path
from typing import Annotated, List, Optional

import typer

from ..limits import MOST_PROCESSES

Inputs = Annotated[
    List[str],
    typer.Argument(
        help="Articles: .txt, .md, .html, .docx; .jsonl, .jsonl.gz, .json, .csv (`text`, `id`, `meta`); .spacy; .db; folders, '-'.",
        show_default=False,
    ),
]
Output = Annotated[
    Optional[Path],
    typer.Option("--output", "-o", help="File for the result: .jsonl, .csv, .parquet, .db, .spacy or .html; standard output if not given."),
]
TextField = Annotated[str, typer.Option("--text-field", help="Field of a record, or column of a table, that holds the text.")]
IdField = Annotated[str, typer.Option("--id-field", help="Field or column that holds the id.")]
NoText = Annotated[bool, typer.Option("--no-text", help="Leave the texts of the articles out of the result.")]
Pipeline = Annotated[Optional[str], typer.Option("--pipeline", "-p", help="spaCy pipeline; by default the installed English one.")]
Component = Annotated[Optional[str], typer.Option("--component", "-c", help="attrib or attrib_ruler; by default the best there is.")]
Weights = Annotated[Optional[str], typer.Option("--weights", "-w", help="small or accurate, or a folder with weights; small by default.")]
Threshold = Annotated[
    Optional[float],
    typer.Option("--threshold", "-t", min=0.0, max=1.0, help="Score from which on an attribution is given: 0.25 finds more, fewer of them right."),
]
Processes = Annotated[int, typer.Option("--n-process", "-n", min=1, max=MOST_PROCESSES, help="Processes to work in.")]
BatchSize = Annotated[int, typer.Option("--batch-size", "-b", min=1, help="Articles to a batch.")]
MaxWords = Annotated[
    Optional[int],
    typer.Option("--max-words", min=1, help="Cut a text that has more words where a paragraph ends, and say so; by default none is cut."),
]
Resume = Annotated[
    bool,
    typer.Option(
        "--resume", help="Go on with the .jsonl, .db or .parquet that a run with the same options has left; the articles in it are left out."
    ),
]
People = Annotated[
    bool,
    typer.Option(
        "--people", help="Say who each speaker is across all articles: id, name, affiliation, gender. Nothing is written before all are read."
    ),
]
CorrectionsFile = Annotated[
    Optional[Path],
    typer.Option(
        "--corrections",
        "-C",
        help='With people: JSON of corrections: {"join": [[SPEAKER…]…], "split": [[SPEAKER…]…]}; SPEAKER is {"name": …, "article": …}.',
    ),
]
Held = Annotated[bool, typer.Option("--annotated", "-A", help="Take the attributions that the records hold; find none.")]
