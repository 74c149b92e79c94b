"""A real OpenID Connect provider on loopback: discovery, keys, code flow with PKCE, signed tokens. Lies on demand."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "concordat-here", "a secret of both"


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Provider:
    """What it says about who signs in (`claims`), and how it lies (`lie`)."""

    claims: dict[str, Any] = field(default_factory=dict)
    lie: str = ""
    issuer_template: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    last_token: str = ""

    def __post_init__(self) -> None:
        self.key, self.other_key = _key(), _key()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        """Stop it."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def description(self) -> dict[str, Any]:
        """The discovery document."""
        issuer = self.issuer_template or self.address
        return {
            "issuer": "https://somebody.example" if self.lie == "another name" else issuer,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict[str, Any]:
        """The public keys."""
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "one", "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """The person says yes: back to the site with a code."""
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, posted: dict[str, str]) -> dict[str, Any] | None:
        """A code for a token, once, with the right secret and verifier."""
        asked = self.codes.pop(posted.get("code", ""), None)
        digest = hashlib.sha256(posted.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if asked is None or challenge != asked["code_challenge"] or posted.get("client_secret") != SECRET:
            return None
        self.last_token = self.signed(asked["nonce"])
        return {"access_token": "opens-userinfo", "token_type": "Bearer", "id_token": self.last_token}

    def signed(self, nonce: str) -> str:
        """The ID token, true or false."""
        at = int(time.time())
        issuer = self.issuer_template.replace("{tenantid}", str(self.claims.get("tid"))) or self.address
        body = {"iss": issuer, "aud": CLIENT, "iat": at, "exp": at + 300, "nonce": nonce, **self.claims}
        if self.lie == "keeps the address for userinfo":
            body.pop("email", None)
            body.pop("email_verified", None)
        lies: dict[str, dict[str, Any]] = {
            "wrong issuer": {"iss": "https://somebody.example"},
            "wrong audience": {"aud": "another-client"},
            "several audiences": {"aud": [CLIENT, "another-client"], "azp": "another-client"},
            "expired": {"iat": at - 900, "exp": at - 600},
            "not yet": {"nbf": at + 600},
            "another nonce": {"nonce": "of-another-journey"},
        }
        body |= lies.get(self.lie, {})
        missing = {"no nonce": "nonce", "no expiry": "exp", "no subject": "sub"}.get(self.lie)
        body.pop(missing or "", None)
        if self.lie == "unsigned":
            return jwt.encode(body, "", algorithm="none", headers={"kid": "one"})
        if self.lie == "signed with the shared secret":
            return jwt.encode(body, SECRET, algorithm="HS256", headers={"kid": "one"})
        key = self.other_key if self.lie == "another key" else self.key
        kid = "two" if self.lie == "unknown key" else "one"
        token = jwt.encode(body, key, algorithm="RS256", headers={"kid": kid})
        if self.lie == "changed afterwards":
            head, _, signature = token.split(".")
            changed = base64.urlsafe_b64encode(json.dumps(body | {"email": "head@other.example"}).encode())
            return f"{head}.{changed.decode().rstrip('=')}.{signature}"
        return token


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(asked))
                self.end_headers()
                return
            subject = "somebody-else" if provider.lie == "two people" else provider.claims.get("sub")
            told = {
                "/.well-known/openid-configuration": provider.description(),
                "/keys": provider.keys(),
                "/userinfo": provider.claims | {"sub": subject},
            }
            self.answer(200, told[parts.path])

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            told = provider.token({name: values[0] for name, values in parse_qs(body).items()})
            self.answer(200 if told else 400, told or {"error": "invalid_grant"})

        def answer(self, status: int, body: dict[str, Any]) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    return Handler
