"""What the forms of a card send, read into orders."""

from enum import StrEnum
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, Field

from sdml.errors import ParameterError
from sdml.records.review import DecisionOrder
from sdml.records.review_words import Client, DecisionKind, ReasonCode, RejectOutcome
from sdml.web.review_cards import Typed

__all__ = ["DecisionForm", "TypedForm"]

Id = Annotated[int, Field(ge=1, le=2**53)]
Word = Annotated[str, Field(max_length=1_000)]
Text = Annotated[str, Field(max_length=20_000)]
Choice = TypeVar("Choice", bound=StrEnum)


class TypedForm(BaseModel):
    """What a person typed, so that no refusal loses it."""

    kind: Literal["approve", "edit", "reject", "skip", ""] = ""
    label: Word = ""
    other: Word = ""
    reason_code: Word = ""
    outcome: Word = ""
    note: Text = ""
    comment: Text = ""

    def as_typed(self) -> Typed:
        """The same for the page that shows it again."""
        return Typed(
            way="" if self.kind == "approve" else self.kind,
            label=self.other or self.label,
            reason_code=self.reason_code,
            outcome=self.outcome,
            note=self.note,
            comment=self.comment,
        )


class DecisionForm(TypedForm):
    """A decision as a card's form sends it."""

    example_id: Id
    token: Annotated[int, Field(ge=0, le=2**53)]
    version: Annotated[int, Field(ge=0, le=2**53)]
    key: Annotated[str, Field(min_length=1, max_length=200)]

    def as_order(self) -> DecisionOrder:
        """The order it stands for.

        Raises
        ------
        ParameterError
            A word that is none of its list.
        """
        kind = _word(DecisionKind, self.kind)
        if kind is None:
            raise ParameterError("the form does not say what to do")
        rejects = kind is DecisionKind.REJECT
        explains = kind in (DecisionKind.REJECT, DecisionKind.SKIP)
        label = self.other or self.label
        return DecisionOrder(
            example_id=self.example_id,
            token=self.token,
            version=self.version,
            kind=kind,
            key=self.key,
            label=label or None if kind is DecisionKind.EDIT else None,
            reason_code=_word(ReasonCode, self.reason_code) if explains else None,
            outcome=_word(RejectOutcome, self.outcome) if rejects else None,
            note=self.note or None,
            client=Client.WEB,
        )


def _word(kind: type[Choice], text: str) -> Choice | None:
    if not text:
        return None
    try:
        return kind(text)
    except ValueError as error:
        raise ParameterError(f"{text[:40]!r} is none of {', '.join(kind)}") from error
