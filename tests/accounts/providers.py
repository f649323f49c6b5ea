"""OpenID providers on loopback: one that is as it should be, and one that says what a test wants."""

import base64
import hashlib
import json
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import parse_qs, parse_qsl, urlsplit

import requests
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "inspections", "a-secret-between-two"
KEY, OTHER_KEY = (RSAKey.generate_key(2048, {"use": "sig", "kid": each}) for each in "ab")
CONFIGURATION = "/.well-known/openid-configuration"


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def good_provider(*arguments):
    """Run a provider in a process of its own; give its issuer."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *arguments]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    issuer = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            assert process.poll() is None, "the provider has ended"
            try:
                requests.get(issuer + CONFIGURATION, timeout=5)
                break
            except requests.ConnectionError:
                time.sleep(0.05)
        yield issuer
    finally:
        process.terminate()
        process.wait()


def query_of(url):
    return dict(parse_qsl(urlsplit(url).query))


class Forger:
    """A provider whose answers a test changes: the defaults are those of a good one."""

    def __init__(self):
        self.asked = []
        self.key, self.kid, self.algorithm = KEY, None, "RS256"
        self.claims, self.without = {}, ()
        self.description, self.answers = {}, {}
        self.keys = [KEY]
        self.nonce = None
        self.held = Event()
        """Answers wait for it, as long as a test wants."""
        self.held.set()

    def run(self):
        """Begin to serve; return the issuer."""
        forger = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                forger._answer(self, {})

            def do_POST(self):
                sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
                forger._answer(self, {name: each for name, [each] in parse_qs(sent).items()})

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_):
                """Say nothing of those who did not wait for an answer."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return self.issuer

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def _answer(self, handler, sent):
        self.held.wait()
        self.asked.append((handler.path, sent, handler.headers.get("Authorization", "")))
        status, body = self.answers.get(handler.path) or (200, self._usual(handler.path))
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def _usual(self, path):
        if path == "/token":
            return {"access_token": "x", "token_type": "Bearer", "id_token": self.id_token()}
        if path == "/keys":
            return {"keys": [key.as_dict(private=False) for key in self.keys]}
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            **self.description,
        }

    def id_token(self):
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "00u1",
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
            **self.claims,
        }
        kept = {name: value for name, value in claims.items() if name not in self.without}
        header = {"alg": self.algorithm, "kid": self.kid or self.key.kid}
        if self.algorithm == "none":
            parts = (json.dumps(each).encode() for each in (header, kept))
            return ".".join([*(_plain(each) for each in parts), ""])
        return jwt.encode(header, kept, self.key)

    def asked_for(self, path):
        return [(sent, authorization) for each, sent, authorization in self.asked if each == path]


def _plain(content):
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def challenge_of(verifier):
    """What RFC 7636 says that S256 makes of a verifier."""
    return _plain(hashlib.sha256(verifier.encode()).digest())
