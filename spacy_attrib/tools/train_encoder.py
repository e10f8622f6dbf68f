"""Train a pretrained transformer as the encoder of `attrib`, with its heads, on text alone: no parse is needed.

    python -m spacy_attrib.tools.train_encoder ENCODER OUTPUT --gold GOLD … --silver SILVER … [--minutes M]

ENCODER is the folder of a BERT-like model (config.json, model.safetensors, tokenizer.json), e.g. all-MiniLM-L6-v2. A run
that was stopped goes on where it stood if the same OUTPUT is named again. `export_encoder` makes of it what `attrib` loads.
Needs the extra `trf`. Method: dropped whole features, layers that learn slower the lower they are (Howard & Ruder 2018), AdamW,
targets of a larger network by how sure it is (Hinton et al. 2015).
"""
import json
import random
import signal
import time
from contextlib import nullcontext
from itertools import count
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional

import numpy
import spacy
import torch
import typer
from transformers import BertModel
from wasabi import msg

from ..corpora.formats import read_corpus
from ..network.pieces import WordPieces
from .encoder_data import Article, Cut, add_versions, batches, cut, read_articles
from .encoder_network import Encoder, Network, make_batch, parameter_groups

WARMUP = 0.03  # share of the run in which the rate rises
POOL = 64  # articles whose windows are put into batches together


def articles_in_turn(gold: List[Article], silver: List[Article], share: float) -> Iterator[Article]:
    """Articles by chance without end: gold in this share, each kind once before any comes again."""

    def shuffled(kind: List[Article]) -> Iterator[Article]:
        while True:
            yield from random.sample(kind, len(kind))

    kinds = shuffled(gold), shuffled(silver or gold)
    while True:
        yield next(kinds[random.random() >= share])


def train(
    encoder: Path = typer.Argument(..., help="Folder of the pretrained model.", exists=True),
    output: Path = typer.Argument(..., help="Folder for the result."),
    gold: List[Path] = typer.Option(..., help="Corpora of annotators."),
    other: List[Path] = typer.Option([], help="Further annotators of the same articles."),
    silver: List[Path] = typer.Option([], help="Corpora with the labels of a larger network."),
    gold_share: float = typer.Option(0.15, help="Share of the articles that are gold, at the end of the run twice that."),
    minutes: float = typer.Option(60.0, help="How long to learn."),
    size: int = typer.Option(3000, help="Pieces of a step."),
    most: int = typer.Option(224, help="Pieces of a window."),
    closed: int = typer.Option(1, help="Layers, from the bottom, that stay as they are; the embeddings do."),
    rate: float = typer.Option(1e-4, help="Learning rate of the highest layer."),
    head_rate: float = typer.Option(8e-4, help="Learning rate of the heads."),
    decay: float = typer.Option(0.95, help="Factor from each layer to the one below."),
    dropout: float = typer.Option(0.08, help="Share of the features that are dropped."),
    limit: int = typer.Option(0, help="Articles to read of each corpus, 0 for all."),
    threads: int = typer.Option(1, help="Threads."),
    bfloat16: bool = typer.Option(False, help="Multiply in bfloat16, on a processor that can."),
    seed: int = typer.Option(0, help="Seed."),
) -> None:
    """Train an encoder with the heads of `attrib`."""
    torch.set_num_threads(threads)
    random.seed(seed)
    numpy.random.seed(seed)
    torch.manual_seed(seed)
    output.mkdir(parents=True, exist_ok=True)
    (output / "settings.json").write_text(json.dumps({"encoder": str(encoder), "closed": closed}), encoding="utf8")
    word_pieces = WordPieces(encoder / "tokenizer.json")
    padding = word_pieces.tokenizer.token_to_id("[PAD]")
    nlp = spacy.blank("en")
    golds: List[Article] = []
    for path in gold:
        articles = read_articles(path, nlp, word_pieces, limit=limit)
        ids = [record["id"] for record in read_corpus(path)]
        for further in other:
            if len(ids) == len(articles):
                add_versions(articles, ids, further, nlp)
        golds += articles
    silvers = [article for path in silver for article in read_articles(path, nlp, word_pieces, limit=limit)]
    msg.info(f"{len(golds)} gold articles, {len(silvers)} silver ones")
    bert = BertModel.from_pretrained(encoder, add_pooling_layer=False, attn_implementation="eager", hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
    network = Network(Encoder(bert, closed))
    optimizer = torch.optim.AdamW(parameter_groups(network, rate, head_rate, decay), lr=0.0, betas=(0.9, 0.98), weight_decay=0.01)
    checkpoint = output / "checkpoint.pt"
    spent = steps = 0.0
    if checkpoint.is_file():
        saved = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(saved["network"])
        optimizer.load_state_dict(saved["optimizer"])
        spent, steps = saved["spent"], saved["steps"]
        random.seed(seed + int(steps))
        msg.info(f"goes on after {steps:.0f} steps, {spent / 60:.0f} minutes")
    stopped: List[int] = []
    signal.signal(signal.SIGTERM, lambda number, frame: stopped.append(number))

    def save() -> None:
        state: Dict[str, Any] = {"network": network.state_dict(), "optimizer": optimizer.state_dict(), "spent": spent, "steps": steps}
        torch.save(state, checkpoint.with_suffix(".part"))
        checkpoint.with_suffix(".part").replace(checkpoint)

    network.train()
    last_saved = last_told = time.time()
    sums: Dict[str, float] = {}
    pieces = 0
    while spent < minutes * 60 and not stopped:
        turn = articles_in_turn(golds, silvers, gold_share * (1 + spent / (minutes * 60)))
        cuts = [part for article in (next(turn) for _ in range(POOL)) for part in cut(article, most)]
        for group in batches(cuts, size):
            began = time.time()
            done = spent / (minutes * 60)
            factor = min(done / WARMUP, (1.0 - done) / (1.0 - WARMUP))
            for parameters in optimizer.param_groups:
                parameters["lr"] = parameters["rate"] * max(factor, 1e-3)
            batch = make_batch(group, word_pieces.edges, padding)
            with torch.autocast("cpu", dtype=torch.bfloat16) if bfloat16 else nullcontext():
                loss, parts = network.loss(batch, dropout)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            steps += 1
            spent += time.time() - began
            pieces += int(batch.mask.sum())
            for name, value in parts.items():
                sums[name] = sums.get(name, 0.0) + value
            if time.time() - last_told > 60:
                told = " ".join(f"{name} {value / sums['words']:.4f}" for name, value in sums.items() if name != "words")
                print(f"{spent / 60:.1f} min, {steps:.0f} steps, {pieces / (time.time() - last_told):.0f} pieces a second: {told}", flush=True)
                last_told, sums, pieces = time.time(), {}, 0
            if time.time() - last_saved > 600:
                save()
                last_saved = time.time()
            if stopped or spent >= minutes * 60:
                break
    save()
    msg.good(f"{steps:.0f} steps in {spent / 60:.0f} minutes: {checkpoint}")


if __name__ == "__main__":
    typer.run(train)
