"""The arguments and options that several commands share."""
from typing import Annotated, List, Optional

import typer

Inputs = Annotated[List[str], typer.Argument(help="Articles: .txt, .jsonl (`text`, `id`, `meta`), .html, folders, '-'.", show_default=False)]
Pipeline = Annotated[Optional[str], typer.Option("--pipeline", "-p", help="spaCy pipeline; by default the installed English one.")]
Component = Annotated[Optional[str], typer.Option("--component", "-c", help="attrib or attrib_ruler; by default the best there is.")]
Weights = Annotated[Optional[str], typer.Option("--weights", "-w", help="small or accurate, or a folder with weights; small by default.")]
Threshold = Annotated[
    Optional[float],
    typer.Option("--threshold", "-t", min=0.0, max=1.0, help="Score from which on an attribution is given: 0.25 finds more, fewer of them right."),
]
Processes = Annotated[int, typer.Option("--n-process", "-n", min=1, help="Processes to work in.")]
BatchSize = Annotated[int, typer.Option("--batch-size", "-b", min=1, help="Articles to a batch.")]
