"""The review card as a widget: one example at a time, in the output of a cell."""

from collections.abc import Mapping
from pathlib import Path

import anywidget
import traitlets

from sdml.jupyter.card_request import read_request
from sdml.jupyter.card_words import card_words
from sdml.jupyter.notebook_desk import NotebookDesk
from sdml.records.access import ReviewAction
from sdml.records.review import QueueFilter
from sdml.steps.open_review import OpenReview

__all__ = ["ReviewCard"]

_STATIC = Path(__file__).parent / "static"


class ReviewCard(anywidget.AnyWidget):
    """One example at a time, to approve, edit, reject or skip by key or mouse.

    It calls the same steps as the reviewers' pages, as client ``notebook``.
    There is no password: whoever runs cells has the database already, and what
    the reviewer's e-mail adds is his name on the decisions and his roles.

    Nothing is claimed before a browser shows the card, so that a notebook
    which runs on a schedule takes no example away and stores no text.

    Parameters
    ----------
    opened : OpenReview
        The person, and a session in his name.
    kept : QueueFilter, optional
        Which examples.
    """

    _esm = _STATIC / "review_card.js"
    _css = _STATIC / "review_card.css"

    words = traitlets.Dict().tag(sync=True)
    shortcuts = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)
    similar = traitlets.Dict().tag(sync=True)
    progress = traitlets.Dict().tag(sync=True)

    def __init__(self, opened: OpenReview, kept: QueueFilter | None = None) -> None:
        self.desk = NotebookDesk(opened, kept or QueueFilter())
        chosen = opened.preferences
        keys = {
            action.value: chosen.keys[action]
            for action in ReviewAction
            if chosen.keyboard and action is not ReviewAction.HELP
        }
        super().__init__(
            words=card_words(opened.language),
            shortcuts=keys,
            state={**self.desk.state(), "answers": ""},
        )
        self.on_msg(self._on_message)

    def __repr__(self) -> str:
        opened = self.desk.opened
        tenant = opened.session.tenant.slug
        return f"<ReviewCard of {tenant} for {opened.reviewer.email}>"

    def close(self) -> None:
        """Give the held example back and take the card off the page."""
        self.desk.release()
        super().close()

    def _on_message(
        self, _: object, content: Mapping[str, object], __: object = None
    ) -> None:
        try:
            self.desk.answer(read_request(content))
        finally:  # refused or failed, the script must not wait for ever
            self._publish(str(content.get("id", "")))

    def _publish(self, answers: str) -> None:
        with self.hold_sync():
            self.similar = {**(self.desk.similar or {})}
            self.progress = {**(self.desk.progress or {})}
            self.state = {**self.desk.state(), "answers": answers}
