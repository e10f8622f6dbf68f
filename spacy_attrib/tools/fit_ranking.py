"""Learn the weights by which it is told whom "he", "she", "it", "they" and descriptions like "the envoy" stand for.

    python -m spacy_attrib.tools.fit_ranking GOLD… [--pipeline NAME] [--output FILE]

reads annotated articles, lets a pipeline find attributions in them, and writes the weights, into `spacy_attrib/lang/en/ranking.json`
by default. It also tells how many of these are right with them, and how many in articles that were left out of learning.
The model is a conditional logit: of the candidates for one pronoun the right ones share the probability. What speaks for a
candidate depends on how earlier mentions were resolved, so choices are gathered and weights fitted in turns.
"""

from pathlib import Path
from typing import Any, Dict, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple

import numpy
import srsly
import typer
from spacy.language import Language
from spacy.tokens import Doc, Token

from ..attributions import Draft
from ..corpora import CorpusError, read_corpus
from ..lang.en.grammar import HE_SHE, IT_THEY
from ..lang.reading import LANG_DIR
from ..page.page import Page
from ..pipelines import PipelineError, load_pipeline
from ..resolving.discourse import Features
from ..resolving.resolver import Resolver
from ..resolving.story import Referent
from ..scoring.matching import same_speaker

Weights = Dict[str, float]
EXPECTED: Weights = {  # what weights are before anything is learned, and what regularization draws them to
    "against": -3.0,
    "against pronouns": -1.5,
    "ahead": 2.0,
    "count": 0.4,
    "dead": -2.0,
    "described above": -1.5,
    "described dead": -1.5,
    "described around": -1.0,
    "described count": 0.4,
    "described headline": 0.4,
    "described last speaker here": -0.5,
    "described speaker 0": -0.5,
    "elsewhere": -2.0,
    "gender": 1.2,
    "holds": 3.0,
    "holds another": -1.0,
    "itself": 1.0,
    "last speaker here": 0.5,
    "nearest": 0.5,
    "newcomer": 0.4,
    "other body": -1.0,
    "other kind": -6.0,
    "other office": -1.0,
    "own": -2.0,
    "paragraph": -0.6,
    "plain": 0.5,
    "plain subject": 0.5,
    "pronouns": 0.3,
    "quoted": -1.0,
    "quoted again": 0.4,
    "office": -0.5,
    "rank": -0.3,
    "reported": -0.7,
    "sentence before": 0.3,
    "shared words": 1.0,
    "shown": 0.6,
    "speaker 0": 1.0,
    "subject": 0.7,
    "surname only": -0.3,
    "unnamed": -0.8,
    "unshared": -0.5,
    **{
        f"{pronoun} {name}": value
        for pronoun in ("it", "they")
        for name, value in {
            "same sentence": 0.5,
            "sentences": -0.8,
            "paragraphs": -0.4,
            "subject": 1.0,
            "main": 0.4,
            "object": 0.2,
            "inside": -0.6,
            "kind": 1.2,
            "spoke": 1.0,
            "spoke last": 0.8,
            "pronoun": 1.0,
            "text reads": 1.0,
            "told": -0.5,
            "leading": 0.3,
        }.items()
    },
    "they acts as several": 1.5,
    "they group": 0.5,
    "they group acting": 0.5,
    "they one body": -1.0,
}
STEPS = 60  # of Newton's method, at most
STEP = 0.7  # of a whole step: where several candidates are right, the likelihood is not concave
TURN = 0.5  # how far a turn takes the weights to what it fits, so that they settle
DIGITS = 3  # of a weight


class Annotated(NamedTuple):
    """An article to learn from: its page, the attributions found on it without speakers, and those of gold by the head of their source."""

    page: Page
    drafts: List[Draft]
    gold: Mapping[int, Mapping[str, Any]]


class Choice(NamedTuple):
    """One pronoun or description: what speaks for and against each candidate, and whether it is the speaker."""

    candidates: List[Features]
    right: List[bool]


def prepare(nlp: Language, records: Iterable[Mapping[str, Any]]) -> List[Annotated]:
    """Let a pipeline find attributions in annotated articles, which are in the JSON format with speakers and source types."""
    pipe: Any = next(pipe for _, pipe in nlp.pipeline if hasattr(pipe, "resolve"))
    resolve, find_types = pipe.resolve, pipe.type
    found: List[Tuple[Page, List[Draft]]] = []
    articles = []
    try:
        pipe.resolve, pipe.type = lambda page, drafts: found.append((page, list(map(unresolved, drafts)))), lambda page, drafts: []
        for record in records:
            doc = nlp(record["text"])
            page, drafts = found.pop()
            articles.append(Annotated(page, drafts, _by_head(doc, record)))
    finally:
        pipe.resolve, pipe.type = resolve, find_types
    return articles


def unresolved(draft: Draft) -> Draft:
    """A copy of an attribution as it was found, without speaker and type."""
    return Draft(list(draft.content), list(draft.cue), list(draft.source), act=draft.act)


def _by_head(doc: Doc, record: Mapping[str, Any]) -> Dict[int, Mapping[str, Any]]:
    result = {}
    for attribution in record["attributions"]:
        if attribution.get("source") and attribution.get("speaker"):
            start, end = attribution["source"][0]
            span = doc.char_span(start, end, alignment_mode="expand")
            if span is not None:
                result[span.root.i] = attribution
    return result


def gather(article: Annotated, weights: Weights) -> List[Choice]:
    """Resolve the speakers of an article, and keep the choices that gold knows the answer to, unless no candidate or every one is right."""
    resolver = Resolver(article.page, list(map(unresolved, article.drafts)))
    choices: Dict[int, Choice] = {}

    def watch(token: Token, candidates: Mapping[Referent, Features]) -> None:
        gold = article.gold.get(token.i)
        described = any("itself" in features for features in candidates.values())
        if gold is not None and (described or token.lower_ in HE_SHE or token.lower_ in IT_THEY) and token.i not in choices:
            right = [_is_right(resolver, gold, candidate) for candidate in candidates]
            choices[token.i] = Choice([dict(features) for features in candidates.values()], right)

    resolver.discourse.weights = weights
    resolver.discourse.watchers.append(watch)
    resolver.run()
    return [choice for choice in choices.values() if any(choice.right) and not all(choice.right)]


def _is_right(resolver: Resolver, gold: Mapping[str, Any], candidate: Referent) -> bool:
    named = gold.get("source_type") == "named_person"
    if isinstance(candidate, int):
        if not named:
            return False
        candidate = resolver.story.people.persons[candidate].best
    elif named and not resolver.groups.fullest(candidate):
        return False
    start, end = candidate
    return same_speaker(gold["speaker"]["text"], resolver.doc[start:end].text, named)


def fit(choices: Sequence[Choice], strength: float) -> Weights:
    """The weight of every feature, by Newton's method with regularization (L2) of some strength, which draws to what is expected."""
    names = sorted({name for choice in choices for features in choice.candidates for name in features}.union(EXPECTED))
    tables: List[Tuple[numpy.ndarray, numpy.ndarray]] = []
    for choice in choices:
        table = [[features.get(name, 0.0) for name in names] for features in choice.candidates]
        tables.append((numpy.asarray(table), numpy.asarray(choice.right, dtype="float64")))
    expected = numpy.asarray([EXPECTED.get(name, 0.0) for name in names])
    w = expected
    for _ in range(STEPS):
        gradient, hessian = -strength * (w - expected), -strength * numpy.eye(len(w))
        for X, right in tables:
            scores = X @ w
            p = numpy.exp(scores - scores.max())
            p /= p.sum()
            mean = X.T @ p
            gradient += X.T @ (p * right / (p @ right)) - mean
            hessian -= (X.T * p) @ X - numpy.outer(mean, mean)
        step = numpy.linalg.solve(hessian, gradient)
        w = w - STEP * step
        if numpy.abs(step).max(initial=0.0) < 1e-4:
            break
    return dict(zip(names, w.tolist()))


def learn(articles: Sequence[Annotated], strength: float, turns: int) -> Weights:
    """Gather choices and fit weights in so many turns, beginning with the expected weights; see `fit`."""
    weights = dict(EXPECTED)
    for _ in range(turns):
        fitted = fit([choice for article in articles for choice in gather(article, weights)], strength)
        weights = {name: TURN * fitted.get(name, 0.0) + (1 - TURN) * weights.get(name, 0.0) for name in {**weights, **fitted}}
    return {name: round(value, DIGITS) for name, value in sorted(weights.items())}


def rate(articles: Sequence[Annotated], weights: Weights) -> Tuple[int, int]:
    """How many choices are right with some weights, and how many there are."""
    good = n = 0
    for article in articles:
        for choice in gather(article, weights):
            scores = [sum(weights.get(name, 0.0) * value for name, value in features.items()) for features in choice.candidates]
            good += choice.right[scores.index(max(scores))]
            n += 1
    return good, n


def main(
    gold: List[Path] = typer.Argument(..., help="Annotated corpora, with speakers and source types.", show_default=False),
    pipeline: Optional[str] = typer.Option(None, help="The pipeline; by default the first installed of those that are known."),
    component: str = typer.Option("attrib", help="What finds the attributions: attrib or attrib_ruler."),
    output: Path = typer.Option(LANG_DIR / "en" / "ranking.json", help="File for the weights.", show_default=False),
    strength: float = typer.Option(8.0, min=0.001, help="How strongly weights are drawn to what is expected."),
    turns: int = typer.Option(5, min=1, help="How often choices are gathered and weights fitted."),
    folds: int = typer.Option(5, min=0, help="Parts for cross-validation; 0 for none."),
) -> None:
    """Learn from annotated articles whom pronouns and descriptions stand for."""
    try:
        records = [record for path in gold for record in read_corpus(str(path))]
        articles = prepare(load_pipeline(pipeline, component), records)
    except (CorpusError, PipelineError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2)
    weights = learn(articles, strength, turns)
    if not any(gather(article, weights) for article in articles):
        typer.echo("There is nothing to learn from: no source in gold is a pronoun or description with a speaker among several candidates.", err=True)
        raise typer.Exit(2)
    typer.echo("right: {} of {}".format(*rate(articles, weights)))
    if folds > 1:
        parts = [(articles[k::folds], [a for i, a in enumerate(articles) if i % folds != k]) for k in range(min(folds, len(articles)))]
        rated = [rate(part, learn(rest, strength, turns)) for part, rest in parts]
        typer.echo("right, cross-validated: {} of {}".format(*map(sum, zip(*rated))))
    srsly.write_json(output, weights)
    typer.echo(f"weights: {output}")


if __name__ == "__main__":
    typer.run(main)
