"""The page shown while the database is being made: a few lines without Django, on the port of the staff site."""

from __future__ import annotations

import signal
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = b"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Getting ready - Concordat</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="2">
<style>body{font:19px/1.5 Helvetica,Arial,sans-serif;color:#0b0c0c;max-width:38em;margin:3em auto;padding:0 1em}</style>
</head>
<body>
<main>
<h1>Getting ready</h1>
<p>Concordat is preparing its database. This takes a few seconds the first time; this page moves on by itself.</p>
<p><a href="/">Look again now</a></p>
</main>
</body>
</html>
"""


class Page(BaseHTTPRequestHandler):
    """Answers everything with the same page and logs nothing."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_POST(self) -> None:
        self._answer()

    def _answer(self, *, body: bool = True) -> None:
        self.send_response(503 if self.path == "/readyz" else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(PAGE)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Concordat-Waiting", "1")
        self.send_header("Connection", "close")
        self.end_headers()
        if body:
            self.wfile.write(PAGE)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged."""


class Server(ThreadingHTTPServer):
    """Shares its port, so that the staff site can begin to listen before this one ends."""

    daemon_threads = True

    def server_bind(self) -> None:
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        super().server_bind()


def main(host: str, port: int) -> None:
    """Serve until told to stop."""
    Server.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with Server((host, port), Page) as server:
        signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
        server.serve_forever(poll_interval=0.1)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
