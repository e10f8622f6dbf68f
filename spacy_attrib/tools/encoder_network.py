"""The network of `train_encoder` in PyTorch: a BERT-like encoder with the heads of `network/heads.py`, whose names and sums are the same."""

from dataclasses import dataclass
from typing import Any, Dict, List, Sequence, Tuple

import numpy
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..attributions.scheme import ACTS
from ..network.features import DISTANCES, LAYOUT_SIZES, ROLES, WINDOW
from ..network.pieces import N_PIECE_ROWS, N_WORD_ROWS
from .encoder_data import NO_ACT, Cut

HEADS = {"hidden": 192, "pair_hidden": 128, "depth": 2}  # sizes of the heads, by name as `Network` takes them


@dataclass
class Batch:
    """Windows of up to k pieces and w words, in tensors.

    ids, mask, piece_rows (LongTensor): (b, k).
    firsts, word_rows (LongTensor): (b, w).
    trigger_targets, trigger_weights (Tensor): (b, w).
    at (LongTensor): (t, 2) window and word of every target.
    rows (LongTensor): (t, w, 3) layout of every pair. near (Tensor): (t, w) whether it is one.
    roles (LongTensor): (t, w). shares (Tensor): (t,) weight of each. acts (LongTensor): (t,).
    """

    ids: Tensor
    mask: Tensor
    piece_rows: Tensor
    firsts: Tensor
    word_rows: Tensor
    trigger_targets: Tensor
    trigger_weights: Tensor
    at: Tensor
    rows: Tensor
    near: Tensor
    roles: Tensor
    shares: Tensor
    acts: Tensor


def make_batch(cuts: Sequence[Cut], edges: Tuple[int, int], padding: int) -> Batch:
    """Put windows together. edges: the pieces that begin and end a text. padding: the piece that fills up."""
    b, k, w = len(cuts), max(c.size for c in cuts) + 2, max(c.end - c.start for c in cuts)
    t = sum(len(c.targets) for c in cuts)
    ids, mask, piece_rows = numpy.full((b, k), padding), numpy.zeros((b, k), dtype="int64"), numpy.full((b, k), N_PIECE_ROWS)
    firsts, word_rows = numpy.zeros((b, w), dtype="int64"), numpy.zeros((b, w), dtype="int64")
    wanted, weights = numpy.zeros((b, w), dtype="f"), numpy.zeros((b, w), dtype="f")
    at, rows = numpy.zeros((t, 2), dtype="int64"), numpy.zeros((t, w, 3), dtype="int64")
    near, roles = numpy.zeros((t, w), dtype="f"), numpy.zeros((t, w), dtype="int64")
    shares, acts = numpy.zeros(t, dtype="f"), numpy.full(t, NO_ACT)
    number = 0
    for i, each in enumerate(cuts):
        article, n = each.article, each.end - each.start
        first, last = each.piece_range()
        size = last - first
        ids[i, 0], ids[i, 1 : size + 1], ids[i, size + 1] = edges[0], article.pieces.ids[first:last], edges[1]
        mask[i, : size + 2] = 1
        piece_rows[i, 1 : size + 1] = article.pieces.piece_rows[first:last]
        firsts[i, :n] = numpy.maximum(numpy.asarray(article.pieces.firsts)[each.start : each.end] - first, -1) + 1
        word_rows[i, :n] = article.pieces.word_rows[each.start : each.end]
        weights[i, :n] = article.weight * article.taught[each.start : each.end]
        for target in each.targets:
            own = target.trigger - each.start
            wanted[i, own], weights[i, own] = target.share, article.weight
            at[number] = i, own
            low, high = max(own - WINDOW, 0), min(own + WINDOW + 1, n)
            near[number, low:high] = 1
            rows[number, :n] = layout_rows(article, each.start, each.end, target.trigger)
            for role, start, end in target.roles:
                roles[number, max(start - each.start, 0) : max(end - each.start, 0)] = role
            roles[number, n:] = 0
            shares[number], acts[number] = target.share * article.weight, target.act
            number += 1
    arrays = (ids, mask, piece_rows, firsts, word_rows, wanted, weights, at, rows, near, roles, shares, acts)
    return Batch(*map(torch.from_numpy, arrays))


def layout_rows(article: Any, start: int, end: int, trigger: int) -> numpy.ndarray:
    """(n, 3) rows of `pair_rows` that tell of the layout, for tokens from `start` to `end` beside a trigger."""
    offsets = numpy.arange(start, end) - trigger
    bucket = numpy.searchsorted(DISTANCES, numpy.abs(offsets), side="right") - 1
    distance = numpy.where(offsets < 0, bucket + len(DISTANCES), bucket)
    part = slice(start, end)
    sentence = numpy.clip(article.sentences[part] - article.sentences[trigger], -3, 3) + 3
    paragraph = numpy.clip(article.paragraphs[part] - article.paragraphs[trigger], -2, 2) + 2
    edges = numpy.minimum(numpy.abs(article.marks[part] - article.marks[trigger]), 4)
    marks = edges * 4 + article.quoted[part] * 2 + article.quoted[trigger]
    return numpy.stack([distance, sentence * 5 + paragraph, marks], axis=1)


class Encoder(nn.Module):
    """Pieces to vectors: the lowest `closed` layers of a pretrained BERT as they are, then rows of the writing of words, then the others."""

    def __init__(self, bert: Any, closed: int):
        super().__init__()
        self.bert = bert
        self.closed = closed
        self.writing = nn.Embedding(N_PIECE_ROWS + 1, bert.config.hidden_size)
        nn.init.normal_(self.writing.weight, std=0.02)
        for part in (bert.embeddings, *bert.encoder.layer[:closed]):
            for parameter in part.parameters():
                parameter.requires_grad = False

    def forward(self, ids: Tensor, mask: Tensor, piece_rows: Tensor, dropout: float = 0.0) -> Tensor:
        """(b, k, nO) for (b, k) pieces."""
        bias = (1.0 - mask[:, None, None, :].float()) * -1e4
        with torch.no_grad():
            hidden = self.bert.embeddings(ids)
            for layer in self.bert.encoder.layer[: self.closed]:
                hidden = layer(hidden, bias)[0]
        hidden = hidden + self.writing(piece_rows)
        for layer in self.bert.encoder.layer[self.closed :]:
            hidden = layer(drop_features(hidden, dropout), bias)[0]
        return hidden


class Network(nn.Module):
    """Encoder and heads.

    hidden (int): Width of the layers that tell triggers and acts. pair_hidden (int): Width of what tells the role of a pair.
    depth (int): Convolutions along the words beside a trigger.
    """

    def __init__(self, encoder: Encoder, hidden: int, pair_hidden: int, depth: int):
        super().__init__()
        width = encoder.bert.config.hidden_size
        self.encoder = encoder
        self.words = nn.Embedding(N_WORD_ROWS, width)
        nn.init.normal_(self.words.weight, std=0.02)
        self.triggers = nn.Sequential(nn.Linear(width, hidden), nn.ReLU(), nn.Linear(hidden, 1))
        self.acts = nn.Sequential(nn.Linear(width, hidden), nn.ReLU(), nn.Linear(hidden, len(ACTS)))
        self.roles = Roles(width, pair_hidden, depth)

    def vectors(self, batch: Batch, dropout: float = 0.0) -> Tensor:
        """(b, w, nO)"""
        pieces = self.encoder(batch.ids, batch.mask, batch.piece_rows, dropout)
        index = batch.firsts[:, :, None].expand(-1, -1, pieces.shape[2])
        return drop_features(pieces.gather(1, index) + self.words(batch.word_rows), dropout)

    def loss(self, batch: Batch, dropout: float = 0.0, trigger_weight: float = 3.0) -> Tuple[Tensor, Dict[str, float]]:
        """The loss of a batch per word, and its parts."""
        vectors = self.vectors(batch, dropout)
        words = batch.trigger_weights.sum().clamp(min=1.0)
        logits = self.triggers(vectors)[:, :, 0].float()
        of_triggers = (F.binary_cross_entropy_with_logits(logits, batch.trigger_targets, reduction="none") * batch.trigger_weights).sum()
        of_roles = of_acts = torch.zeros(())
        if len(batch.at):
            own = vectors[batch.at[:, 0], batch.at[:, 1]]
            roles = self.roles(vectors, batch.at[:, 0], own, batch.rows, batch.near).float()
            each = F.cross_entropy(roles.transpose(1, 2), batch.roles, reduction="none") * batch.near
            of_roles = (each.sum(dim=1) * batch.shares).sum()
            labelled = batch.acts != NO_ACT
            if labelled.any():
                said = F.cross_entropy(self.acts(own[labelled]).float(), batch.acts[labelled], reduction="none")
                of_acts = (said * batch.shares[labelled]).sum()
        total = (trigger_weight * of_triggers + of_roles + of_acts) / words
        parts = {"triggers": of_triggers.item(), "roles": of_roles.item(), "acts": of_acts.item(), "words": words.item()}
        return total, parts


class Roles(nn.Module):
    """The roles of words beside triggers: two projections, their product, the layout; then convolutions along the words."""

    offsets: Tensor

    def __init__(self, width: int, hidden: int, depth: int):
        super().__init__()
        self.of_trigger, self.of_token = nn.Linear(width, 2 * hidden), nn.Linear(width, 2 * hidden)
        self.rows = nn.Parameter(torch.randn(sum(LAYOUT_SIZES), hidden) * 0.05)
        self.norm = nn.LayerNorm(hidden, eps=1e-6)
        self.blocks = nn.ModuleList([nn.Linear(3 * hidden, hidden) for _ in range(depth)])
        self.out = nn.Linear(hidden, len(ROLES))
        self.hidden = hidden
        self.register_buffer("offsets", torch.tensor([0, *numpy.cumsum(LAYOUT_SIZES)[:-1]]))

    def forward(self, vectors: Tensor, windows: Tensor, own: Tensor, rows: Tensor, near: Tensor) -> Tensor:
        """(t, w, 4) logits, for vectors (b, w, nI), and for t triggers their windows (t,), vectors (t, nI) and pairs (t, w, 3) and (t, w)."""
        left, left_factor = self.of_trigger(own).split(self.hidden, dim=1)
        right, right_factor = self.of_token(vectors).split(self.hidden, dim=2)
        layout = F.embedding(rows + self.offsets, self.rows).sum(dim=2)
        hidden = right[windows] + left[:, None] + right_factor[windows] * left_factor[:, None] + layout
        hidden = self.norm(F.relu(hidden)) * near[:, :, None]
        for block in self.blocks:
            before, behind = F.pad(hidden, (0, 0, 1, 0))[:, :-1], F.pad(hidden, (0, 0, 0, 1))[:, 1:]
            hidden = hidden + F.relu(block(torch.cat([before, hidden, behind], dim=2))) * near[:, :, None]
        return self.out(hidden)


def drop_features(vectors: Tensor, rate: float) -> Tensor:
    """Drop whole features of each window: of vectors (b, k, n)."""
    if not rate:
        return vectors
    kept = (torch.rand(vectors.shape[0], 1, vectors.shape[2]) >= rate).to(vectors.dtype)
    return vectors * kept / (1.0 - rate)


def parameter_groups(network: Network, rate: float, head_rate: float, decay: float) -> List[Dict[str, Any]]:
    """The parameters for AdamW: each layer of the encoder learns slower than the one above it by the factor `decay`."""
    groups: List[Dict[str, Any]] = []
    layers = network.encoder.bert.encoder.layer
    for depth, layer in enumerate(reversed(layers)):
        own = [p for p in layer.parameters() if p.requires_grad]
        if own:
            groups.append({"params": own, "rate": rate * decay**depth})
    known = {id(p) for group in groups for p in group["params"]}
    rest = [p for p in network.parameters() if p.requires_grad and id(p) not in known]
    return [*groups, {"params": rest, "rate": head_rate}]
