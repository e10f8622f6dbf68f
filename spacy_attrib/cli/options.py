"""The arguments and options that several commands share."""
from typing import Annotated, List, Optional

import typer

Inputs = Annotated[List[str], typer.Argument(help="Articles: .txt, .jsonl (`text`, `id`, `meta`), .html, folders, '-'.", show_default=False)]
Pipeline = Annotated[Optional[str], typer.Option("--pipeline", "-p", help="spaCy pipeline; by default the installed English one.")]
Component = Annotated[Optional[str], typer.Option("--component", "-c", help="attrib or attrib_ruler; by default the best there is.")]
Processes = Annotated[int, typer.Option("--n-process", "-n", min=1, help="Processes to work in.")]
BatchSize = Annotated[int, typer.Option("--batch-size", "-b", min=1, help="Articles to a batch.")]
