"""Made texts of tickets and comments, put together from a phrasebook."""

from typing import NamedTuple

from sdml.samples.grammar import (
    NEAR,
    Draw,
    Phrasebook,
    Template,
    compile_template,
    pick,
)
from sdml.samples.spelling import misspelt

__all__ = ["Core", "Writer"]

VAGUE = 0.16  # says nothing about its topic
ASTRAY = 0.18  # mentions another topic as well
MORE = 0.55  # gives a detail
SENTENCES = (
    *("vague", "greetings", "contexts", "requests", "closings"),
    *("greets", "questions", "answers", "notes", "solutions", "thanks"),
)


class Core(NamedTuple):
    """What a text says, shared by the near duplicates of a group.

    They differ in greeting, closing, what stands under it, and typing.
    """

    topic: str
    title: str
    symptom: str
    detail: str
    context: str
    request: str


class Writer:
    """Writes texts in one language.

    Parameters
    ----------
    book : Phrasebook
        Its words.
    """

    def __init__(self, book: Phrasebook) -> None:
        self.language = book.language
        self._misspellings = book.misspellings
        self._topics = {
            key: tuple(
                self._compiled(book, texts)
                for texts in (topic.titles, topic.symptoms, topic.details)
            )
            for key, topic in book.topics.items()
        }
        self._sentences = {
            name: self._compiled(book, getattr(book, name)) for name in SENTENCES
        }

    @staticmethod
    def _compiled(book: Phrasebook, texts: tuple[str, ...]) -> tuple[Template, ...]:
        return tuple(compile_template(text, book.slots) for text in texts)

    def think(self, topic: str, draw: Draw) -> Core:
        """What one requester has to say about a topic."""
        titles, symptoms, details = self._topics[topic]
        vague = self._sentences["vague"]
        title = _fill(pick(draw, vague if draw() < VAGUE else titles), draw)
        symptom = _fill(pick(draw, vague if draw() < VAGUE else symptoms), draw)
        detail = ""
        if draw() < ASTRAY:
            details = self._topics[pick(draw, NEAR[topic])][2]
            detail = _fill(pick(draw, details), draw)
        elif draw() < MORE:
            detail = _fill(pick(draw, details), draw)
        context, request = self.say("contexts", draw), self.say("requests", draw)
        return Core(topic, title, symptom, detail, context, request)

    def write(self, core: Core, extra: str, draw: Draw) -> tuple[str, str]:
        """Title and description of a ticket.

        Parameters
        ----------
        core : Core
            From `think`; its wording stays.
        extra : str
            A line of its own at the end, such as a phone number; may be empty.
        draw : Draw
            Gives numbers in [0, 1).
        """
        greeting = self.say("greetings", draw)
        parts = (
            "" if greeting.endswith(",") else greeting,
            core.symptom + ".",
            core.detail and core.detail + ".",
            core.context,
            core.request,
        )
        lines = (
            greeting if greeting.endswith(",") else "",
            " ".join(part[0].upper() + part[1:] for part in parts if part),
            self.say("closings", draw),
        )
        text = "\n".join(line for line in lines if line)
        title = core.title[0].upper() + core.title[1:]
        words = self._misspellings
        typed = misspelt(text, draw, words)
        return misspelt(title, draw, words), f"{typed}\n{extra}" if extra else typed

    def say(self, kind: str, draw: Draw) -> str:
        """A sentence of one kind, such as ``answers``; greetings may be empty."""
        return _fill(pick(draw, self._sentences[kind]), draw)


def _fill(template: Template, draw: Draw) -> str:
    return "".join(
        [part if isinstance(part, str) else pick(draw, part) for part in template]
    )
