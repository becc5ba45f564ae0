"""The commands `sdml review ...`: the next card, a decision, an undo, how it stands."""

from typing import TYPE_CHECKING

import click

from sdml.cli.options import with_session
from sdml.cli.output import emit

if TYPE_CHECKING:
    from sdml.records.review import ClaimedExample, Reviewer
    from sdml.records.review_stats import ReviewStats
    from sdml.steps.session import Session

__all__ = ["review"]

_KEY = click.option(
    "--key", required=True, help="Your own word for this request: again, it is safe."
)
_FILTER = click.option(
    "--filter", "filters", multiple=True, metavar="NAME=VALUE", help="Which examples."
)


_TASK = click.option(
    "--task", default="category", show_default=True, help="What the labels answer."
)


@click.group()
def review() -> None:
    """Claim, decide and undo examples; see how the review stands."""


@review.command("next")
@_FILTER
@with_session
def next_(session: "Session", as_json: bool, filters: tuple[str, ...]) -> None:
    """Claim the next example for --as EMAIL; again: the same open claim."""
    from sdml.cli.filters import parse_queue_filter
    from sdml.cli.review_orders import card_as_json
    from sdml.steps.claim_example import claim_example

    kept = parse_queue_filter(filters)
    card = claim_example(session, _reviewer(session), kept)
    if as_json:
        emit(card_as_json(card), as_json, str)
    else:
        emit(card, as_json, _show_card)


@review.command()
@click.option("--example", "example_id", type=int, required=True, help="Which.")
@click.option("--token", type=int, required=True, help="Of the claim.")
@click.option("--version", type=int, required=True, help="That the card showed.")
@click.option(
    "--decision",
    required=True,
    type=click.Choice(["approve", "edit", "reject", "skip"]),
    help="What to do.",
)
@click.option("--label", help="The label of an edit.")
@click.option("--reason", metavar="CODE", help="Why it is rejected or skipped.")
@click.option(
    "--requeue/--drop", default=None, help="A rejected example: to others, or out."
)
@click.option("--note", help="A comment kept beside the example.")
@_KEY
@with_session
def decide(
    session: "Session", as_json: bool, /, **words: str | int | bool | None
) -> None:
    """Decide the example that --as EMAIL holds."""
    from sdml.cli.review_orders import decision_order
    from sdml.steps.decide_example import decide_example

    reviewer = _reviewer(session)
    result = decide_example(session, reviewer, decision_order(words))
    emit(result, as_json, lambda done: f"example is {done.example_status}")


@review.command()
@click.option("--decision", "decision_id", type=int, required=True, help="Which.")
@_KEY
@with_session
def undo(session: "Session", as_json: bool, decision_id: int, key: str) -> None:
    """Take back a decision of --as EMAIL."""
    from sdml.steps.undo_decision import undo_decision

    result = undo_decision(session, _reviewer(session), decision_id, key)
    emit(result, as_json, lambda done: f"taken back; example is {done.example_status}")


@review.command()
@_FILTER
@with_session
def stats(session: "Session", as_json: bool, filters: tuple[str, ...]) -> None:
    """Show the queue, what was decided and how far reviewers agree."""
    from sdml.cli.filters import parse_queue_filter
    from sdml.steps.read_review_stats import read_review_stats

    found = read_review_stats(session, parse_queue_filter(filters))
    emit(found, as_json, _show_stats)


@review.command()
@click.option("--repair", is_flag=True, help="Write what the decisions say.")
@with_session
def verify(session: "Session", as_json: bool, repair: bool) -> None:
    """Compare every example's state with its decisions; exit 3 where they differ."""
    from sdml.steps.verify_reviews import verify_reviews

    result = verify_reviews(session, repair=repair)
    emit(
        result,
        as_json,
        lambda done: f"{done.checked} examples checked, {done.repaired} repaired",
    )


@review.command()
@_TASK
@with_session
def trust(session: "Session", as_json: bool, task: str) -> None:
    """Show how far the reviewers agree, and how often they are right."""
    from sdml.cli.review_figures import show_trust
    from sdml.steps.measure_reviewers import measure_reviewers

    emit(measure_reviewers(session, task=task), as_json, show_trust)


@review.command()
@_TASK
@click.option(
    "--reviews",
    type=click.IntRange(1, 100_000),
    default=100,
    show_default=True,
    help="How many more approved labels.",
)
@click.option(
    "--worth",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.005,
    show_default=True,
    help="The smallest rise of accuracy worth them.",
)
@with_session
def gain(
    session: "Session", as_json: bool, task: str, reviews: int, worth: float
) -> None:
    """Estimate what the next reviews buy, and which to do next."""
    from sdml.cli.review_figures import show_gain
    from sdml.steps.estimate_review_gain import estimate_review_gain

    found = estimate_review_gain(session, task=task, reviews=reviews, worth=worth)
    emit(found, as_json, show_gain)


def _reviewer(session: "Session") -> "Reviewer":
    from sdml.errors import MisuseError
    from sdml.steps.find_reviewer import find_reviewer

    if "@" not in session.actor:
        raise MisuseError("say who reviews: --as EMAIL")
    return find_reviewer(session, session.actor)


def _show_card(card: "ClaimedExample") -> str:
    if card.example is None or card.claim is None:
        return "nothing to review"
    example = card.example
    suggested = example.suggestion or "no suggestion"
    if example.probability is not None:
        suggested += f" ({example.probability:.0%})"
    return (
        f"example {example.id}, {example.task}: {suggested}\n\n{example.input}\n\n"
        f"labels: {', '.join(card.labels)}\n"
        f"--example {example.id} --token {card.claim.token} "
        f"--version {card.claim.version}, until {card.claim.expires_at:%H:%M:%S} UTC"
    )


def _show_stats(found: "ReviewStats") -> str:
    lines = [
        f"pending {found.pending} (claimed {found.claimed}, for an approver "
        f"{found.adjudication}), decided {found.decided}: approved {found.approved}, "
        f"rejected {found.rejected}"
    ]
    lines += [f"  {label}: {count}" for label, count in found.by_label.items()]
    lines += [
        f"{one.email}: {one.decided} decided, {one.skipped} skipped"
        for one in found.by_reviewer
    ]
    for name, one in found.agreement.items():
        if one.value is None or one.low is None or one.high is None:
            lines.append(f"{name}: not known ({one.reason})")
        else:
            lines.append(
                f"{name}: {one.value:.3f} [{one.low:.3f}, {one.high:.3f}], n {one.n}"
            )
    return "\n".join(lines)
