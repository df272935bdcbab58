"""A provider of text messages and a mail server, real ones on this machine, that answer as a test tells them to."""

import json
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

HERE = "127.0.0.1"
TAKEN: tuple[int, dict[str, str], bytes] = (200, {}, b'{"message": {"id": "m-1"}, "id": "m-1"}')


@dataclass
class Provider:
    """What the provider was asked, and what it answers: (status, headers, body) in turn, then 200 with an id."""

    url: str = ""
    says: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    asked: list[dict] = field(default_factory=list)
    holds: threading.Event | None = None  # set: an answer waits for it


@contextmanager
def provider() -> Iterator[Provider]:
    """Serve until the test is over."""
    own = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            is_json = "json" in self.headers["Content-Type"]
            sent = json.loads(raw) if is_json else dict(parse_qsl(raw.decode()))
            own.asked.append({"headers": dict(self.headers), "sent": sent})
            if own.holds:
                own.holds.wait(20)
            status, headers, body = (
                own.says.pop(0) if own.says else (200, {}, b'{"message": {"id": "m-1"}, "id": "m-1"}')
            )
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer((HERE, 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    own.url = f"http://{HERE}:{server.server_port}/send"
    try:
        yield own
    finally:
        if own.holds:
            own.holds.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


@dataclass
class Mailbox:
    """What the mail server took; `refuses` names a command and the line that it is answered with."""

    port: int = 0
    letters: list[str] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    hangs_up_at: str = ""


class Speaker(socketserver.StreamRequestHandler):
    """Speaks as much SMTP as a letter needs."""

    box: Mailbox

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("220 test")
        while line := self.rfile.readline().decode("latin-1").strip():
            verb = line.split(":", maxsplit=1)[0].upper().split()[0]
            if self.box.hangs_up_at == verb:
                self.request.shutdown(socket.SHUT_RDWR)
                return
            if verb == "DATA" and verb not in self.box.refuses:
                self.take()
            else:
                self.say(self.box.refuses.get(verb, "221 bye" if verb == "QUIT" else "250 ok"))

    def take(self) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline().decode("latin-1")) != ".\r\n":
            lines.append(line)
        if "BODY" not in self.box.refuses:
            self.box.letters.append("".join(lines))
        self.say(self.box.refuses.get("BODY", "250 taken"))


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """Serve until the test is over."""
    own = Mailbox()
    server = socketserver.ThreadingTCPServer((HERE, 0), type("Own", (Speaker,), {"box": own}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    own.port = server.server_address[1]
    try:
        yield own
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def nobody_listens() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        return probe.getsockname()[1]
