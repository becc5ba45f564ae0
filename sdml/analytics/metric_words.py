"""The names of a model's metrics in a reader's words, and which way is better."""

from sdml.records.language import Language

__all__ = ["metric_words"]


def metric_words(language: Language) -> dict[str, tuple[str, str]]:
    """For each metric, in the order to show them, its name and what is better.

    Examples
    --------
    >>> metric_words(Language("en"))["mce"]
    ('MCE (largest gap of a bin)', 'lower')
    """
    say = language
    higher, lower = say.gettext("higher"), say.gettext("lower")
    none = say.gettext("given by the data")
    return {
        "accuracy": (say.gettext("accuracy"), higher),
        "macro_f1": (say.gettext("macro-F1"), higher),
        "coverage": (say.gettext("coverage (share decided automatically)"), higher),
        "selective_accuracy": (say.gettext("accuracy among those decided"), higher),
        **_of_answering(say, higher, lower),
        "log_loss": (say.gettext("log loss"), lower),
        "log_loss_miscalibration": (
            say.gettext("log loss: part due to calibration"),
            lower,
        ),
        "log_loss_discrimination": (
            say.gettext("log loss: part that the model explains"),
            higher,
        ),
        "log_loss_uncertainty": (say.gettext("log loss: part in the data"), none),
        "brier": (say.gettext("Brier score"), lower),
        "brier_miscalibration": (
            say.gettext("Brier score: part due to calibration"),
            lower,
        ),
        "brier_discrimination": (
            say.gettext("Brier score: part that the model explains"),
            higher,
        ),
        "brier_uncertainty": (say.gettext("Brier score: part in the data"), none),
        **_of_calibration(say, lower),
        "calibrated_p_value": (
            say.gettext("p-value of Kuiper's test that it is calibrated"),
            say.gettext("above 0.05: no sign against it"),
        ),
    }


def _of_answering(say: Language, higher: str, lower: str) -> dict[str, tuple[str, str]]:
    risks = (5, 8, 10)
    return {
        **{
            f"coverage_at_{risk}%_risk": (
                say.gettext(
                    "coverage with at most {risk} errors",
                    risk=say.percent(risk / 100, 0),
                ),
                higher,
            )
            for risk in risks
        },
        "aurc": (say.gettext("AURC (mean risk over all coverages)"), lower),
    }


def _of_calibration(say: Language, lower: str) -> dict[str, tuple[str, str]]:
    return {
        "ece": (say.gettext("ECE (expected calibration error)"), lower),
        "ece_equal_mass": (say.gettext("ECE with bins of equally many tickets"), lower),
        "ece_classwise": (say.gettext("ECE class by class"), lower),
        "ece_smooth": (say.gettext("smooth ECE (without bins)"), lower),
        "mce": (say.gettext("MCE (largest gap of a bin)"), lower),
    }
