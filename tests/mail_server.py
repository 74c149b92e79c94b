"""A mail server for tests: takes letters on a port of this machine, and refuses what it is told to refuse."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes


@dataclass
class Taken:
    """What a server took: the Message-IDs in order, one for each time; and what it answers to a recipient."""

    port: int = 0
    letters: list[str] = field(default_factory=list)
    recipient: Callable[[str], str] = lambda _: "250 ok"
    before_answer: Callable[[int], None] = lambda _: None


def _session(taken: Taken) -> type[socketserver.StreamRequestHandler]:
    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 ready")
            for line in self.rfile:
                word = line[:4].upper().strip()
                if word == b"DATA":
                    self._data()
                elif word == b"QUIT":
                    self._say("221 bye")
                    return
                elif word == b"RCPT":
                    self._say(taken.recipient(line.decode()))
                else:
                    self._say("250 ok")

        def _data(self) -> None:
            self._say("354 go on")
            content = b"".join(iter(self.rfile.readline, b".\r\n"))
            taken.letters.append(str(message_from_bytes(content)["Message-ID"]))
            taken.before_answer(len(taken.letters))
            self._say("250 taken")

        def _say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

    return Session


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed is what these tests are about."""


@contextmanager
def serving_mail() -> Iterator[Taken]:
    """A server until the block ends."""
    taken = Taken()
    with _Server(("127.0.0.1", 0), _session(taken)) as server:
        taken.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield taken
        server.shutdown()
        thread.join()
