"""Short requests come one after the other, and nobody is kept waiting for long."""

import inspect
import threading

from sdml.web import lane
from sdml.web.lane import in_lane, out_of_lane, short


def test_one_short_request_at_a_time() -> None:
    inside: list[int] = []
    most: list[int] = []

    @short
    def answer(number: int) -> int:
        inside.append(number)
        most.append(len(inside))
        inside.remove(number)
        return number

    threads = [threading.Thread(target=answer, args=(one,)) for one in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 20


def test_who_waits_too_long_goes_past(monkeypatch) -> None:
    monkeypatch.setattr(lane, "PATIENCE_SECONDS", 0.01)
    came = threading.Event()

    def pass_by() -> None:
        with in_lane():
            came.set()

    with in_lane():
        other = threading.Thread(target=pass_by)
        other.start()
        assert came.wait(60)
        other.join()
    with in_lane():
        assert lane._LANE.locked()
    assert not lane._LANE.locked()


def test_who_waits_for_the_disk_lets_others_in() -> None:
    came = threading.Event()

    def answer() -> None:
        with in_lane():
            came.set()

    with in_lane():
        with in_lane():  # twice by the same one is once
            assert lane._LANE.locked()
        assert lane._LANE.locked()
        with out_of_lane():
            other = threading.Thread(target=answer)
            other.start()
            assert came.wait(60)
            other.join()
        assert lane._LANE.locked()
    assert not lane._LANE.locked()
    with out_of_lane():  # who was not in it is not in it afterwards
        pass
    assert not lane._LANE.locked()


def test_an_error_leaves_the_lane_free() -> None:
    @short
    def fail() -> None:
        raise KeyError

    for _ in range(2):
        try:
            fail()
        except KeyError:
            assert not lane._LANE.locked()


def test_a_route_keeps_its_parameters() -> None:
    def answer(request: int, example_id: str = "1") -> None:
        """Say something."""

    assert inspect.signature(short(answer)) == inspect.signature(answer)
    assert short(answer).__doc__ == answer.__doc__
