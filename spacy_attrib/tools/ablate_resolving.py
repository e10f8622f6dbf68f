"""What the steps of resolving are worth: speakers without one of them, against gold.

    python -m spacy_attrib.tools.ablate_resolving GOLD [--pipeline NAME] [--component NAME] [--output FILE]

lets a pipeline find attributions once, resolves their speakers in full, without the step for pronouns, without the step for
roles ("the mayor"), and by the nearest name only, and prints the accuracy of the speakers of matched attributions with standard
errors (bootstrap over articles).
"""

from functools import partial
from pathlib import Path
from typing import Any, Callable, Dict, Mapping, Optional, Sequence

import srsly
import typer
from wasabi import Printer

from ..attributions import ArticleRecord, Draft, to_record
from ..corpora import CorpusError, read_corpus
from ..page.page import Page
from ..pipelines import PipelineError, load_pipeline
from ..resolving.names import named, spelled
from ..resolving.resolver import Resolver, place
from ..resolving.story import NOBODY, Who
from ..scoring.bootstrap import standard_errors
from ..scoring.counts import count
from ..scoring.matching import match_corpora
from ..scoring.measures import add_up, each, measure, plain
from ..sourcing.types import type_sources
from ..steps import finish
from .fit_ranking import Annotated, prepare, unresolved

FIGURES = {
    "attrib_speaker_named_acc": "Named persons",
    "attrib_speaker_hard_acc": "Hard ones",
    "attrib_speaker_acc": "All speakers",
    "attrib_type_acc": "Source type",
    "attrib_anonymous_f": "Anonymous F",
}


PRONOUN_STEPS = ("he or she", "it or they")


def without_roles(page: Page, drafts: Sequence[Draft]) -> Resolver:
    """Descriptions of one person stand for nobody whom the article names."""
    resolver = Resolver(page, drafts)
    setattr(resolver.descriptions, "find_individual", lambda span, head: None)
    return resolver


class NearestName(Resolver):
    """A source is whom it names, else whoever was named last."""

    def _resolve(self, draft: Draft) -> Who:
        if draft.source:
            span = draft.source[0]
            head = self.story.head(span)
            for find in (named, spelled):
                person = find(self.story, span, head)
                if person is not None:
                    return Who(person)
            if head.pos_ == "PROPN" and head.lower_ not in self.lexicon["role_nouns"]:
                return Who(None, self.descriptions.fullest(span, head))
        before = self.story.people.before(place(draft))
        return Who(before[0].person) if before else NOBODY


VARIANTS: Dict[str, Callable[[Page, Sequence[Draft]], Resolver]] = {
    "full": Resolver,
    "without pronouns": partial(Resolver, without=PRONOUN_STEPS),
    "without roles": without_roles,
    "nearest name only": NearestName,
}


def ablate(articles: Sequence[Annotated], gold: Sequence[Mapping[str, Any]], bootstrap: int = 1000, seed: int = 0) -> Dict[str, Dict[str, Any]]:
    """For each variant the figures of the speakers it gives, and under "se" their standard errors, by so many bootstrap resamplings."""
    result = {}
    for name, variant in VARIANTS.items():
        pred = [_predict(article, record["id"], variant) for article, record in zip(articles, gold)]
        counts = [count(matching) for matching in match_corpora(gold, pred)]
        errors = standard_errors(counts, measure, bootstrap, seed)
        result[name] = {**_chosen(each(measure(add_up(counts)), plain)), "se": _chosen(errors)}
    return result


def _predict(article: Annotated, identifier: str, variant: Callable[[Page, Sequence[Draft]], Resolver]) -> ArticleRecord:
    drafts = [unresolved(draft) for draft in article.drafts]
    finish(article.page, drafts, lambda page, drafts: variant(page, drafts).run(), type_sources)
    return to_record(article.page.doc, identifier)


def _chosen(figures: Mapping[str, Any]) -> Dict[str, Any]:
    return {name: figures.get(name) for name in FIGURES}


def main(
    gold: Path = typer.Argument(..., help="An annotated corpus, with speakers and source types.", show_default=False),
    pipeline: Optional[str] = typer.Option(None, help="The pipeline; by default the first installed of those that are known."),
    component: str = typer.Option("attrib", help="What finds the attributions: attrib or attrib_ruler."),
    output: Optional[Path] = typer.Option(None, help="File for the figures, as JSON."),
    bootstrap: int = typer.Option(1000, min=2, help="Resamplings for standard errors."),
    seed: int = typer.Option(0, min=0, help="Seed of the resampling."),
) -> None:
    """Measure what the steps of resolving are worth."""
    try:
        records = list(read_corpus(str(gold)))
        articles = prepare(load_pipeline(pipeline, component), records)
    except (CorpusError, PipelineError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2)
    result = ablate(articles, records, bootstrap, seed)
    Printer().table(
        [[name, *(_cell(figures[key], figures["se"][key]) for key in FIGURES)] for name, figures in result.items()],
        header=["", *FIGURES.values()],
        aligns=["l", *"r" * len(FIGURES)],
        divider=True,
    )
    if output is not None:
        srsly.write_json(output, result)


def _cell(value: Optional[float], error: Optional[float]) -> str:
    return "-" if value is None else f"{100 * value:.1f}" + ("" if error is None else f" ± {100 * error:.1f}")


if __name__ == "__main__":
    typer.run(main)
