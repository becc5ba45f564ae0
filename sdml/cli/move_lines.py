"""What the gate found and how models moved, as lines for people."""

from sdml.records.model_move import GateResult, ModelMoveCard, ModelMoves

__all__ = ["gate_lines", "move_lines"]


def gate_lines(found: GateResult) -> str:
    """The verdict, then one line a finding."""
    verdict = "passes" if found.passes else "does not pass"
    against = f"against model {found.champion_id}"
    if found.champion_id is None:
        against = "as the first champion of its task"
    return "\n".join(
        [
            f"model {found.model_id} {verdict} the gate {against}",
            *(
                f"  {'ok ' if one.passes else 'no '} {one.name}: {one.says}"
                for one in found.findings
            ),
        ]
    )


def move_lines(found: ModelMoves) -> str:
    """One line a move, the newest first."""
    return "\n".join(map(_line, found.moves)) or "no model has moved yet"


def _line(move: ModelMoveCard) -> str:
    before = "new" if move.before is None else move.before.value
    because = move.evidence.get("because")
    why = "; ".join(map(str, because)) if isinstance(because, list) else ""
    return (
        f"{move.moved_at:%Y-%m-%d %H:%M}\tmodel {move.model_id} ({move.task})\t"
        f"{before} -> {move.after}\t{move.cause}\t{move.moved_by}\t{why}".rstrip()
    )
