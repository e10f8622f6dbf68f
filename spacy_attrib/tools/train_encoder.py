"""Train a pretrained transformer as the encoder of `attrib`, with its heads, on text alone: no parse is needed.

    python -m spacy_attrib.tools.train_encoder ENCODER OUTPUT --gold GOLD … --silver SILVER … [--minutes M]

ENCODER is the folder of a BERT-like model (config.json, model.safetensors, tokenizer.json), e.g. all-MiniLM-L6-v2. A run
that was stopped goes on where it stood if the same OUTPUT is named again. `export_encoder` makes of it what `attrib` loads.
Needs the extra `trf`. Method: dropped whole features, layers that learn slower the lower they are (Howard & Ruder 2018), AdamW,
targets of a larger network by how sure it is (Hinton et al. 2015).
"""

from . import torch_needed  # noqa: F401, I001
import json
import random
import signal
import time
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Sequence, Tuple

import numpy
import spacy
import torch
import typer
from transformers import BertModel
from transformers.utils import logging
from wasabi import msg

from ..cli.common import count, failing
from ..network.pieces import WordPieces
from .encoder_data import Article, Cut, add_versions, batches, cut, read_articles
from .import_encoder import load_set
from .encoder_network import HEADS, Batch, Encoder, Network, make_batch, parameter_groups

WARMUP = 0.03  # share of the run in which the rate rises
POOL = 64  # articles whose windows are put into batches together
TELL, SAVE = 60, 600  # seconds


def load_encoder(folder: Path) -> Tuple[Any, WordPieces]:
    """A pretrained BERT, without dropout of its own, and its tokenizer; ValueError or OSError if the folder has none."""
    for name in ("config.json", "tokenizer.json"):
        if not (folder / name).is_file():
            raise ValueError(f"'{folder}' is no folder of a pretrained transformer that can be trained here: it has no {name}.")
    kind = json.loads((folder / "config.json").read_text("utf8")).get("model_type")
    if kind != "bert":
        raise ValueError(f"The transformer in '{folder}' is a {kind}, and only a bert can be trained here.")
    word_pieces = WordPieces(folder / "tokenizer.json")
    if None in (*word_pieces.edges, word_pieces.padding):
        raise ValueError(f"The tokenizer in '{folder}' has no [CLS], [SEP] and [PAD], which those of a BERT have.")
    logging.set_verbosity_error()  # it would warn that the pooler is not used
    plain = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
    return BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="eager", **plain), word_pieces


def write_settings(output: Path, **settings: Any) -> None:
    """Write down what the network of a run is made of; ValueError if the run began with something else."""
    path = output / "settings.json"
    if (output / "checkpoint.pt").is_file() and path.is_file():
        known = json.loads(path.read_text("utf8"))
        for name, value in settings.items():
            before = known.get(name, HEADS.get(name))
            if name != "encoder" and before != value:  # the folder may have been moved
                raise ValueError(f"The run in '{output}' began with --{name.replace('_', '-')} {before}: go on with that, or name another folder.")
    path.write_text(json.dumps(settings), encoding="utf8")


def in_turn(articles: Sequence[Article]) -> Iterator[Article]:
    """Articles by chance without end, each once before any comes again."""
    while True:
        yield from random.sample(articles, len(articles))


def rate_factor(done: float) -> float:
    """The factor of the learning rates when this share of the run is done: up, then down in a line."""
    return max(min(done / WARMUP, (1.0 - done) / (1.0 - WARMUP)), 1e-3)


class Run:
    """A network that learns: steps, the time they took, and the file where all that is kept."""

    def __init__(self, network: Network, optimizer: torch.optim.Optimizer, checkpoint: Path):
        self.network = network
        self.optimizer = optimizer
        self.checkpoint = checkpoint
        self.spent = 0.0  # seconds
        self.steps = 0

    def load(self) -> None:
        """Go on where a run stood, if there is one."""
        if self.checkpoint.is_file():
            saved = torch.load(self.checkpoint, weights_only=True)
            self.network.load_state_dict(saved["network"])
            self.optimizer.load_state_dict(saved["optimizer"])
            self.spent, self.steps = saved["spent"], int(saved["steps"])
            msg.info(f"goes on after {count(self.steps, 'step')}, {self.spent / 60:.1f} minutes")

    def save(self) -> None:
        """Keep it; the file is there whole or as it was."""
        state = {"network": self.network.state_dict(), "optimizer": self.optimizer.state_dict(), "spent": self.spent, "steps": self.steps}
        part = self.checkpoint.with_suffix(".part")
        torch.save(state, part)
        part.replace(self.checkpoint)

    def step(self, batch: Batch, dropout: float, factor: float, bfloat16: bool) -> Dict[str, float]:
        """Learn from a batch, at the learning rates times a factor; gives the parts of the loss."""
        for parameters in self.optimizer.param_groups:
            parameters["lr"] = parameters["rate"] * factor
        with torch.autocast("cpu", dtype=torch.bfloat16) if bfloat16 else nullcontext():
            loss, parts = self.network.loss(batch, dropout)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.steps += 1
        return parts


class Report:
    """Says every minute how the run stands."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Begin to count."""
        self.since = time.time()
        self.sums: Dict[str, float] = {}
        self.pieces = 0

    def add(self, run: Run, parts: Dict[str, float], pieces: int) -> None:
        """Count what a step learned from."""
        self.pieces += pieces
        for name, value in parts.items():
            self.sums[name] = self.sums.get(name, 0.0) + value
        passed = time.time() - self.since
        if passed > TELL:
            told = " ".join(f"{name} {value / self.sums['words']:.4f}" for name, value in self.sums.items() if name != "words")
            print(f"{run.spent / 60:.1f} min, {run.steps} steps, {self.pieces / passed:.0f} pieces a second: {told}", flush=True)
            self.begin()


def draw_cuts(gold: Iterator[Article], silver: Iterator[Article], share: float, most: int) -> List[Cut]:
    """The parts of some articles, gold ones in this share."""
    articles = [next(gold if random.random() < share else silver) for _ in range(POOL)]
    return [part for article in articles for part in cut(article, most)]


def learn(run: Run, seconds: float, size: int, draw: Callable[[float], List[Cut]], learn_from: Callable[[List[Cut], float], None]) -> None:
    """Learn for so long, or until a signal to end comes, and save it now and then and at the end.

    size (int): Pieces of a step.
    draw (Callable[[float], List[Cut]]): Gives windows, by the share of the time that has passed.
    learn_from (Callable[[List[Cut], float], None]): Makes a step with some of them.
    """
    stopped: List[int] = []
    saved = time.time()
    with signals_to(stopped):
        msg.info(f"learns until {seconds / 60:.1f} minutes are spent; Ctrl+C saves and stops")
        while run.spent < seconds and not stopped:
            for group in batches(draw(run.spent / seconds), size):
                began = time.time()
                learn_from(group, run.spent / seconds)
                run.spent += time.time() - began
                if time.time() - saved > SAVE:
                    run.save()
                    saved = time.time()
                if stopped or run.spent >= seconds:
                    break
        run.save()


@contextmanager
def signals_to(received: List[int]) -> Iterator[None]:
    """Put signals to end into a list instead of ending."""
    before = {number: signal.signal(number, lambda n, frame: received.append(n)) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def train(
    encoder: Path = typer.Argument(..., help="Folder of the pretrained model."),
    output: Path = typer.Argument(..., help="Folder for the result."),
    gold: List[Path] = typer.Option(..., help="Corpora of annotators."),
    other: List[Path] = typer.Option([], help="Further annotators of the same articles."),
    silver: List[Path] = typer.Option([], help="Corpora with the labels of a larger network."),
    gold_share: float = typer.Option(0.15, help="Share of the articles that are gold, at the end of the run twice that."),
    minutes: float = typer.Option(60.0, help="How long to learn."),
    size: int = typer.Option(3000, help="Pieces of a step.", min=1),
    most: int = typer.Option(224, help="Pieces of a window.", min=8),
    closed: int = typer.Option(1, help="Layers, from the bottom, that stay as they are; the embeddings do.", min=0),
    hidden: int = typer.Option(HEADS["hidden"], help="Width of the layers that tell triggers and acts.", min=1),
    pair_hidden: int = typer.Option(HEADS["pair_hidden"], help="Width of the layer that tells roles.", min=1),
    depth: int = typer.Option(HEADS["depth"], help="Convolutions along the words beside a trigger.", min=0),
    rate: float = typer.Option(1e-4, help="Learning rate of the highest layer."),
    head_rate: float = typer.Option(8e-4, help="Learning rate of the heads."),
    decay: float = typer.Option(0.95, help="Factor from each layer to the one below."),
    dropout: float = typer.Option(0.08, help="Share of the features that are dropped.", min=0.0, max=0.9),
    begin: str = typer.Option("", help="Weights to begin from instead: accurate, or a folder of `export_encoder`."),
    limit: int = typer.Option(0, help="Articles to read of each corpus, 0 for all."),
    threads: int = typer.Option(1, help="Threads.", min=1),
    bfloat16: bool = typer.Option(False, "--bfloat16", help="Multiply in bfloat16, on a processor that can."),
    seed: int = typer.Option(0, help="Seed."),
) -> None:
    """Train an encoder with the heads of `attrib`."""
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    heads = {"hidden": hidden, "pair_hidden": pair_hidden, "depth": depth}
    nlp = spacy.blank("en")
    with failing(ValueError, OSError):
        bert, word_pieces = load_encoder(encoder)
        layers, positions = len(bert.encoder.layer), bert.config.max_position_embeddings
        if closed > layers or most + 2 > positions:
            raise ValueError(f"The transformer in '{encoder}' has {layers} layers (--closed {closed}) and reads {positions} pieces (--most {most}).")
        output.mkdir(parents=True, exist_ok=True)
        write_settings(output, encoder=str(encoder), closed=closed, **heads)
        golds = [article for path in gold for article in read_articles(path, nlp, word_pieces, limit=limit)]
        if not any(any(article.versions) for article in golds):
            raise ValueError(f"There is no attribution to learn from in the --gold {', '.join(map(str, gold))}.")
        for path in other:
            add_versions(golds, path, nlp)
        silvers = [article for path in silver for article in read_articles(path, nlp, word_pieces, limit=limit)]
    msg.info(f"{count(len(golds), 'gold article')}, {count(len(silvers), 'silver one')}")
    network = Network(Encoder(bert, closed), **heads).train()
    if begin:
        with failing(ValueError, OSError):
            load_set(network, begin)
    optimizer = torch.optim.AdamW(parameter_groups(network, rate, head_rate, decay), lr=0.0, betas=(0.9, 0.98), weight_decay=0.01)
    run = Run(network, optimizer, output / "checkpoint.pt")
    run.load()
    random.seed(seed + run.steps)
    numpy.random.seed(seed)
    gold_turn = in_turn(golds)
    silver_turn = in_turn(silvers) if silvers else gold_turn
    report = Report()

    def learn_from(group: List[Cut], done: float) -> None:
        batch = make_batch(group, word_pieces.edges, word_pieces.padding)
        report.add(run, run.step(batch, dropout, rate_factor(done), bfloat16), int(batch.mask.sum()))

    learn(run, minutes * 60, size, lambda done: draw_cuts(gold_turn, silver_turn, gold_share * (1 + done), most), learn_from)
    msg.good(f"{count(run.steps, 'step')} in {run.spent / 60:.1f} minutes: {run.checkpoint}")


if __name__ == "__main__":
    typer.run(train)
