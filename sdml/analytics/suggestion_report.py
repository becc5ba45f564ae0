"""What suggestions do to reviewers' answers, and acceptance to a model's figures."""

from sdml.analytics.figure_bars import figure_table, interval_bars
from sdml.analytics.figure_words import share_text
from sdml.records.language import Language
from sdml.records.report import Section
from sdml.records.trust import ReviewerTrust

__all__ = ["show_suggestion_effect"]


def show_suggestion_effect(trust: ReviewerTrust, language: Language) -> Section:
    """How often wrong suggestions are taken, and what showing a suggestion does.

    Parameters
    ----------
    trust : ReviewerTrust
        Of one task.
    language : Language
        The page's language.
    """
    say = language
    bias, effect, acceptance = trust.bias, trust.effect, trust.acceptance
    if bias.accepted.value is None:
        finding = say.gettext(
            "Not enough data: no card with a wrong suggestion was answered yet."
        )
    else:
        finding = say.gettext(
            "A suggestion made wrong on purpose was accepted in {share} of the cards.",
            share=share_text(bias.accepted, say),
        )
    figures = [
        (say.gettext("Wrong suggestion accepted"), bias.accepted),
        (say.gettext("Wrong answer, wrong suggestion shown"), bias.error_shown),
        (say.gettext("Wrong answer, nothing shown"), bias.error_blind),
        (say.gettext("What showing the wrong one adds"), bias.difference),
        (say.gettext("Wrong accepted, newer minus older half"), bias.trend),
        (say.gettext("Model’s label given, shown"), effect.shown),
        (say.gettext("Model’s label given, hidden"), effect.blind),
        (say.gettext("What showing it adds"), effect.difference),
        (say.gettext("Accepted by agents"), acceptance.raw),
        (say.gettext("Right, by the audited share"), acceptance.audited),
        (say.gettext("Acceptance says too much by"), acceptance.bias),
    ]
    drawn = [one for place, one in enumerate(figures) if place in (0, 1, 2, 5, 6, 8, 9)]
    return Section(
        say.gettext("What suggestions do to the answers"),
        finding,
        interval_bars(drawn, say.gettext("share of the cards"), is_share=True),
        figure_table(say.gettext("Measure"), figures, say, is_share=True),
        note=say.gettext(
            "Wrong suggestions are shown only where the answer is known, so that none "
            "becomes training data."
        ),
        figures={}
        if bias.accepted.value is None
        else {"wrong_accepted": bias.accepted.value},
    )
