"""Events reach webhooks at least once, signed, and never the own network unasked."""

import base64
import hashlib
import hmac
import json
import os
import signal
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import func, select

from sdml.errors import NotFound, ParameterError
from sdml.records.review_words import DeliveryStatus, EventKind
from sdml.records.webhook import MOST_ATTEMPTS, DeliveryReport, NewWebhook, Resent
from sdml.remote import signed_requests
from sdml.steps.add_webhook import add_webhook
from sdml.steps.deliver_events import CLAIM, deliver_events
from sdml.steps.list_webhooks import list_webhooks
from sdml.steps.remove_webhook import remove_webhook
from sdml.steps.resend_deliveries import resend_deliveries
from sdml.steps.session import Session
from sdml.store.outbox import add_event, add_events, read_events
from sdml.store.tables.events import Webhook, WebhookDelivery
from sdml.store.webhook_deliveries import claim_delivery, prepare_deliveries

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass
class Message:
    headers: dict[str, str]
    body: bytes

    @property
    def example(self) -> int:
        found = json.loads(self.body)["data"]["example_id"]
        assert isinstance(found, int)
        return found


@dataclass
class Receiver:
    """A real HTTP server that keeps what it is sent."""

    url: str = ""
    taken: list[Message] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    always: int = 204
    location: str = ""

    def ids(self) -> list[str]:
        return [message.headers["webhook-id"] for message in self.taken]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            found.taken.append(Message(headers, body))
            status = found.statuses.pop(0) if found.statuses else found.always
            self.send_response(status)
            if found.location:
                self.send_header("location", found.location)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Clock:
    moment: datetime = NOON

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **spans: float) -> None:
        self.moment += timedelta(**spans)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(session: Session, clock: Clock) -> Session:
    return replace(session, now=clock)


def happen(desk: Session, *examples: int) -> None:
    with desk.write("decide_example") as connection:
        for number in examples:
            add_event(
                connection,
                desk.tenant,
                EventKind.EXAMPLE_DECIDED,
                {"example_id": number, "label": "ação"},
                desk.now(),
            )


def hook(desk: Session, receiver: Receiver, *kinds: EventKind) -> NewWebhook:
    return add_webhook(desk, receiver.url, kinds=kinds, allows_private=True)


def statuses(desk: Session) -> list[DeliveryStatus]:
    with desk.read() as connection:
        found = select(WebhookDelivery.status).order_by(WebhookDelivery.event_id)
        return list(connection.scalars(found))


def test_an_event_is_delivered_once_and_signed(
    desk: Session, receiver: Receiver
) -> None:
    made = hook(desk, receiver)
    happen(desk, 7)
    assert deliver_events(desk) == DeliveryReport(1, 1, 0, 0, 0)
    assert deliver_events(desk) == DeliveryReport(0, 0, 0, 0, 0)
    (message,) = receiver.taken
    assert json.loads(message.body) == {
        "type": "example.decided",
        "timestamp": "2026-03-01T12:00:00.000Z",
        "data": {"tenant": "acme", "example_id": 7, "label": "ação"},
    }
    stamp = message.headers["webhook-timestamp"]
    assert int(stamp) == int(NOON.timestamp())
    signed = b".".join([message.headers["webhook-id"].encode(), stamp.encode()])
    key = base64.b64decode(made.secret.removeprefix("whsec_"))
    assert len(key) == 32
    expected = hmac.new(key, signed + b"." + message.body, hashlib.sha256).digest()
    kind, _, given = message.headers["webhook-signature"].partition(",")
    assert (kind, base64.b64decode(given)) == ("v1", expected)


def test_events_are_told_in_their_order_and_only_those_asked_for(
    desk: Session, receiver: Receiver
) -> None:
    happen(desk, 1)
    hook(desk, receiver, EventKind.EXAMPLE_DECIDED)
    happen(desk, *range(2, 12))
    with desk.write("propose") as connection:
        add_events(
            connection,
            desk.tenant,
            EventKind.EXAMPLE_PROPOSED,
            [{"example_id": 90}, {"example_id": 91}],
            desk.now(),
        )
        assert len(read_events(connection, desk.tenant)) == 13
    deliver_events(desk)
    assert [message.example for message in receiver.taken] == list(range(2, 12))


def test_a_failure_is_tried_again_later_under_the_same_id(
    desk: Session, receiver: Receiver, clock: Clock
) -> None:
    hook(desk, receiver)
    happen(desk, 1)
    receiver.statuses = [500, 429]
    assert deliver_events(desk).retried == 1
    assert deliver_events(desk).waiting == 1
    assert len(receiver.taken) == 1, "it is not due yet"
    clock.forward(seconds=10)
    assert deliver_events(desk).retried == 1
    clock.forward(seconds=30)
    assert deliver_events(desk).delivered == 1
    assert len(set(receiver.ids())) == 1
    stamps = [int(one.headers["webhook-timestamp"]) for one in receiver.taken]
    assert stamps == [stamps[0], stamps[0] + 10, stamps[0] + 40]
    (card,) = list_webhooks(desk).webhooks
    assert (card.delivered, card.waiting, card.last_outcome) == (1, 0, "HTTP 204")


def test_what_fails_for_a_day_is_dead(desk: Session, clock: Clock) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    add_webhook(desk, f"http://127.0.0.1:{port}/", allows_private=True)
    happen(desk, 1)
    tries = 0
    while (report := deliver_events(desk)).waiting:
        tries += report.retried
        clock.forward(hours=6)
    assert (tries, report.dead) == (MOST_ATTEMPTS - 1, 1)
    assert statuses(desk) == [DeliveryStatus.DEAD]
    (card,) = list_webhooks(desk).webhooks
    assert (card.dead, card.last_outcome) == (1, "Connection refused")


def test_a_receiver_that_fails_is_left_alone_until_the_next_pass(
    desk: Session, receiver: Receiver, clock: Clock
) -> None:
    hook(desk, receiver)
    happen(desk, *range(10))
    receiver.always = 503
    assert deliver_events(desk) == DeliveryReport(10, 0, 3, 0, 10)
    receiver.always = 200
    clock.forward(minutes=1)
    assert deliver_events(desk) == DeliveryReport(0, 10, 0, 0, 0)
    assert Counter(message.example for message in receiver.taken[3:]) == Counter(
        range(10)
    )


def test_gone_ends_a_webhook(desk: Session, receiver: Receiver, clock: Clock) -> None:
    hook(desk, receiver)
    happen(desk, 1, 2)
    receiver.always = 410
    assert deliver_events(desk).dead == 1
    clock.forward(days=1)
    assert deliver_events(desk).delivered == 0
    assert len(receiver.taken) == 1
    assert not list_webhooks(desk).webhooks[0].is_active


def test_the_dead_are_sent_again_under_their_ids_when_asked_for(
    desk: Session, receiver: Receiver, clock: Clock
) -> None:
    made = hook(desk, receiver)
    number = made.webhook.webhook_id
    happen(desk, 1)
    receiver.always = 410
    assert deliver_events(desk).dead == 1
    happen(desk, 2)
    assert deliver_events(desk) == DeliveryReport(0, 0, 0, 0, 0)
    receiver.always = 204
    assert resend_deliveries(desk, number) == Resent(number, 1)
    assert resend_deliveries(desk, number) == Resent(number, 0)
    report = deliver_events(desk)
    assert (report.delivered, report.waiting) == (2, 0), "and what happened since"
    assert [message.example for message in receiver.taken] == [1, 1, 2]
    assert receiver.ids()[0] == receiver.ids()[1]
    (card,) = list_webhooks(desk).webhooks
    assert (card.is_active, card.dead, card.delivered) == (True, 0, 2)


def test_a_delivery_sent_again_has_all_its_tries(desk: Session, clock: Clock) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = add_webhook(desk, f"http://127.0.0.1:{port}/", allows_private=True)
    happen(desk, 1)
    while deliver_events(desk).waiting:
        clock.forward(hours=6)
    resend_deliveries(desk, made.webhook.webhook_id)
    tries = 0
    while (report := deliver_events(desk)).waiting:
        tries += report.retried
        clock.forward(hours=6)
    assert (tries, report.dead) == (MOST_ATTEMPTS - 1, 1)


def test_a_webhook_that_is_not_there_is_said(desk: Session) -> None:
    for step in (resend_deliveries, remove_webhook):
        with pytest.raises(NotFound, match="webhook 77"):
            step(desk, 77)


def test_redirects_are_not_followed(desk: Session, receiver: Receiver) -> None:
    hook(desk, receiver)
    happen(desk, 1)
    receiver.always, receiver.location = 307, receiver.url
    assert deliver_events(desk).retried == 1
    assert len(receiver.taken) == 1
    said = list_webhooks(desk).webhooks[0].last_outcome
    assert said == "HTTP 307, redirects are not followed"


def test_a_sender_killed_after_sending_sends_again_under_the_same_id(
    desk: Session, receiver: Receiver, clock: Clock
) -> None:
    hook(desk, receiver)
    happen(desk, 1)
    desk.database.engine.dispose()
    child = os.fork()
    if not child:
        # It dies between the answer and its record.
        from sdml.steps import deliver_events as step

        step.__dict__["_record"] = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        deliver_events(desk)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert deliver_events(desk).delivered == 0, "the dead sender's claim stands"
    clock.forward(seconds=CLAIM.total_seconds())
    assert deliver_events(desk).delivered == 1
    assert len(receiver.taken) == 2
    assert len(set(receiver.ids())) == 1


def test_eight_senders_at_once_send_each_event_once(
    desk: Session, receiver: Receiver
) -> None:
    hook(desk, receiver)
    happen(desk, *range(60))
    failures: list[BaseException] = []

    def run() -> None:
        try:
            deliver_events(desk)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert sorted(message.example for message in receiver.taken) == list(range(60))
    assert set(statuses(desk)) == {DeliveryStatus.DELIVERED}


def test_no_event_is_lost_whose_transaction_ends_after_a_later_one(
    postgresql_database: object, make_session: Callable[..., Session], clock: Clock
) -> None:
    desk = replace(make_session(postgresql_database), now=clock)
    add_webhook(desk, "http://127.0.0.1:9/", allows_private=True)
    with desk.write("slow") as slow:
        add_event(slow, desk.tenant, EventKind.EXAMPLE_DECIDED, {"example_id": 1}, NOON)
        happen(desk, 2)
        with desk.write("deliver_events") as connection:
            assert prepare_deliveries(connection, desk.tenant, NOON) == 1
    with desk.write("deliver_events") as connection:
        assert prepare_deliveries(connection, desk.tenant, NOON) == 1
        later = NOON + timedelta(hours=1)
        assert prepare_deliveries(connection, desk.tenant, later) == 0
        last = connection.scalar(select(Webhook.last_event_id))
    assert last == 2
    with desk.write("deliver_events") as connection:
        assert prepare_deliveries(connection, desk.tenant, later) == 0


def test_a_late_success_counts_and_a_late_failure_does_not(
    desk: Session, receiver: Receiver, clock: Clock
) -> None:
    from sdml.store.webhook_deliveries import record_failure, record_success

    hook(desk, receiver)
    happen(desk, 1)
    with desk.write("deliver_events") as connection:
        prepare_deliveries(connection, desk.tenant, NOON)
        late = claim_delivery(connection, desk.tenant, NOON, NOON)
        own = claim_delivery(connection, desk.tenant, NOON, NOON + CLAIM)
        assert late is not None
        assert own is not None
        assert own.attempts == 2
        record_failure(connection, desk.tenant, late, "HTTP 500", None)
    assert statuses(desk) == [DeliveryStatus.WAITING]
    with desk.write("deliver_events") as connection:
        record_success(connection, desk.tenant, late, "HTTP 200", NOON)
        record_failure(connection, desk.tenant, own, "HTTP 500", None)
    assert statuses(desk) == [DeliveryStatus.DELIVERED]


def test_the_answer_does_not_wait_for_a_receiver_that_drips(desk: Session) -> None:
    made = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def drip() -> None:
        connection, _ = made.accept()
        with connection:
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            while not stop.wait(0.05):
                try:
                    connection.sendall(b"x")
                except OSError:
                    return

    thread = threading.Thread(target=drip)
    thread.start()
    url = f"http://127.0.0.1:{made.getsockname()[1]}/"
    add_webhook(desk, url, allows_private=True)
    happen(desk, 1)
    with desk.write("deliver_events") as connection:
        prepare_deliveries(connection, desk.tenant, NOON)
        delivery = claim_delivery(connection, desk.tenant, NOON, NOON + CLAIM)
    assert delivery is not None
    answer = signed_requests.send_event(delivery, "acme", NOON, seconds=0.3)
    stop.set()
    thread.join()
    made.close()
    assert answer.outcome == "no answer in time"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "https:///path",
        "example.org",
        "https://user:word@example.org/",
        "https://example.org/#part",
        "https://exam ple.org/",
        "https://example.org:99999/",
        "https://exámple.org/",
        "https://example.org/\r\nx: y",
        "https://example.org/" + "a" * 3000,
    ],
)
def test_addresses_that_cannot_be_are_refused(sqlite_desk: Session, url: str) -> None:
    with pytest.raises(ParameterError):
        add_webhook(sqlite_desk, url)


@pytest.fixture
def sqlite_desk(
    sqlite_database: object, make_session: Callable[..., Session]
) -> Session:
    return make_session(sqlite_database)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "10.1.2.3",
        "192.168.0.1",
        "172.16.9.9",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "2130706433",
        "0x7f.1",
        "[::1]",
        "[::]",
        "[fe80::1]",
        "[fd00::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:a9fe:a9fe]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "224.0.0.1",
        "[ff02::1]",
    ],
)
def test_the_own_network_is_refused_unless_asked_for(
    sqlite_desk: Session, host: str
) -> None:
    with pytest.raises(ParameterError, match="own network"):
        add_webhook(sqlite_desk, f"http://{host}/hook")


def test_public_addresses_are_taken(sqlite_desk: Session) -> None:
    for host in ("8.8.8.8", "[2606:4700::1111]", "[::ffff:8.8.8.8]"):
        add_webhook(sqlite_desk, f"https://{host}/hook")
    with pytest.raises(ParameterError, match="already"):
        add_webhook(sqlite_desk, "https://8.8.8.8/hook")


def test_a_name_that_comes_to_point_inside_is_not_sent_to(
    desk: Session, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = receiver.url.rpartition(":")[2].removesuffix("/hook")
    answers = ["8.8.8.8", "127.0.0.1"]

    def resolve(host: str, number: int, **_: object) -> list[object]:
        return [(0, 0, 0, "", (answers.pop(0), number))]

    monkeypatch.setattr(signed_requests.socket, "getaddrinfo", resolve)
    add_webhook(desk, f"http://rebinds.example:{port}/hook")
    happen(desk, 1)
    assert deliver_events(desk).retried == 1
    assert not receiver.taken
    said = list_webhooks(desk).webhooks[0].last_outcome
    assert said == "the address is inside the own network"


def test_a_removed_webhook_leaves_nothing_behind(
    desk: Session, receiver: Receiver
) -> None:
    made = hook(desk, receiver)
    happen(desk, 1)
    receiver.always = 500
    deliver_events(desk)
    assert made.secret not in str(list_webhooks(desk))
    assert remove_webhook(desk, made.webhook.webhook_id).webhooks == ()
    with desk.read() as connection:
        assert not connection.scalar(select(func.count()).select_from(WebhookDelivery))
    with pytest.raises(ParameterError, match="webhook list"):
        remove_webhook(desk, made.webhook.webhook_id)


def test_tenants_do_not_hear_of_each_other(
    database: object, make_session: Callable[..., Session], receiver: Receiver
) -> None:
    own, other = make_session(database), make_session(database, "other")
    made = hook(own, receiver)
    happen(other, 5)
    assert deliver_events(own).prepared == 0
    assert deliver_events(other).prepared == 0
    assert list_webhooks(other).webhooks == ()
    with pytest.raises(ParameterError):
        remove_webhook(other, made.webhook.webhook_id)


def test_an_undone_transaction_tells_nothing(desk: Session, receiver: Receiver) -> None:
    hook(desk, receiver)

    def fail_half_way() -> None:
        with desk.write("decide_example") as connection:
            add_event(connection, desk.tenant, EventKind.EXAMPLE_DECIDED, {}, NOON)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert deliver_events(desk).prepared == 0
