"""What was noticed about a target, as lines for people."""

from sdml.records.target import TargetReport

__all__ = ["target_lines"]


def target_lines(report: TargetReport) -> str:
    """The findings, the gravest first, and what could not be judged."""
    head = (
        f"target {report.task} of data set {report.dataset_id}: {report.rows:,} rows "
        f"of {report.classes} classes, {report.tests} tests at 1 % together"
    )
    lines = [head if report.findings else f"{head}; nothing odd was found"]
    lines += [f"  {one.severity.value}: {one.says}" for one in report.findings]
    lines += [f"  not judged: {one.check}: {one.reason}" for one in report.not_judged]
    if report.accepted:
        lines.append("  accepted all the same")
    elif report.says_no:
        lines.append("  training will refuse it unless '--accept-target' is given")
    return "\n".join(lines)
