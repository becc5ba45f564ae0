"""A chat endpoint of the OpenAI kind that answers as a test tells it to."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass
class FakeEndpoint:
    """Keeps what it is asked; answers by a rule, or with HTTP errors first."""

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    errors: list[int] = field(default_factory=list)
    answer: Callable[[str, list[str]], str] = lambda text, labels: json.dumps(
        {"label": labels[0], "confidence": 0.9}
    )

    def reply(self, asked: dict[str, Any]) -> dict[str, Any]:
        schema = asked["response_format"]["json_schema"]["schema"]
        labels = schema["properties"]["label"]["enum"]
        content = self.answer(asked["messages"][1]["content"], labels)
        return {
            "choices": [{"message": {"role": "assistant", "content": content}}],
            "usage": {
                "prompt_tokens": 100,
                "completion_tokens": 10,
                "prompt_tokens_details": {"cached_tokens": 40},
            },
        }


@pytest.fixture
def fake() -> Iterator[FakeEndpoint]:
    made = FakeEndpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            made.keys.append(self.headers.get("authorization"))
            body = self.rfile.read(int(self.headers["content-length"]))
            asked = json.loads(body)
            status = made.errors.pop(0) if made.errors else 200
            said = json.dumps(made.reply(asked)).encode() if status == 200 else b"{}"
            if status == 200:
                made.asked.append({"path": self.path, **asked})
            self.send_response(status)
            self.send_header("retry-after", "0")
            self.send_header("content-length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()
