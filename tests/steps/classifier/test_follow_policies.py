"""SLA policies follow their classes through a change, and back."""

from collections.abc import Callable

import pytest

from sdml.errors import MisuseError
from sdml.records.sla import PolicyLine
from sdml.steps.change_taxonomy import change_taxonomy
from sdml.steps.list_sla_policies import list_sla_policies
from sdml.steps.session import Session
from sdml.steps.set_sla_policy import set_sla_policy
from sdml.steps.undo_taxonomy import undo_taxonomy
from tests.class_orders import order
from tests.steps.classifier.conftest import Desk


@pytest.fixture
def session(make_desk: Callable[[], Desk]) -> Session:
    """A desk of 30 tickets without policies."""
    desk = make_desk()
    desk.fill(30)
    return desk.session


def put(session: Session, name: str, category: str | None, minutes: int = 60) -> None:
    set_sla_policy(session, PolicyLine(name, "Alta", category, minutes, 8 * minutes))


def in_force(session: Session) -> dict[str, str | None]:
    lines = list_sla_policies(session).policies
    return {line.name: line.category for line in lines if line.is_active}


@pytest.mark.parametrize("into", ["Conexao", "Impressora"])
def test_a_policy_goes_over_to_the_successor_and_back(
    session: Session, into: str
) -> None:
    put(session, "redes", "Rede")
    put(session, "todos", None)
    done = change_taxonomy(session, order("merge", "Rede Acesso", into))
    assert in_force(session) == {"redes": into, "todos": None}
    assert (done.counts["sla_policies"], done.counts["sla_policies_left"]) == (1, 0)
    assert not [note for note in done.notes if "SLA" in note]
    [former] = [one for one in list_sla_policies(session).policies if not one.is_active]
    assert (former.name, former.category) == ("redes", "Rede")
    back = undo_taxonomy(session)
    assert back.counts["sla_policies"] == 1
    assert in_force(session) == {"redes": "Rede", "todos": None}


def test_where_several_could_be_meant_people_have_to_say(session: Session) -> None:
    put(session, "redes", "Rede")
    put(session, "acessos", "Acesso", minutes=30)
    done = change_taxonomy(session, order("merge", "Rede Acesso", "Conexao"))
    assert in_force(session) == {"redes": "Rede", "acessos": "Acesso"}
    assert done.counts["sla_policies_left"] == 2
    [note] = [note for note in done.notes if "SLA" in note]
    assert note.startswith("2 SLA policies name a class that ended")


def test_a_successor_keeps_the_policy_it_has(session: Session) -> None:
    put(session, "redes", "Rede")
    put(session, "impressoras", "Impressora", minutes=30)
    done = change_taxonomy(session, order("merge", "Rede", "Impressora"))
    assert in_force(session) == {"redes": "Rede", "impressoras": "Impressora"}
    [note] = [note for note in done.notes if "SLA" in note]
    assert note.startswith("1 SLA policy names a class that ended")


def test_under_a_rename_the_policy_stays_with_its_class(session: Session) -> None:
    put(session, "redes", "Rede")
    change_taxonomy(session, order("rename", "Rede", "Conexao"))
    assert in_force(session) == {"redes": "Conexao"}
    undo_taxonomy(session)
    assert in_force(session) == {"redes": "Rede"}


def test_a_policy_changed_since_stays_and_holds_the_undo_up(session: Session) -> None:
    put(session, "redes", "Rede")
    change_taxonomy(session, order("merge", "Rede Acesso", "Conexao"))
    put(session, "redes", "Conexao", minutes=15)
    with pytest.raises(MisuseError, match="1 policies on 'Conexao'"):
        undo_taxonomy(session)
