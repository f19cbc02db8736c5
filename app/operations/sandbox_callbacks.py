"""The sandbox telling us later what became of a message, signed as the contract asks, or forged on request."""

import hmac
import json
import sqlite3
import threading
import time

import requests
import structlog

from app.operations.sandbox_store import Store

log = structlog.get_logger()
PAUSE = 0.05


class Teller(threading.Thread):
    """Tells what is due until it is stopped; what was not thanked for is told again, also after a kill."""

    def __init__(self, store: Store, address: str, secret: bytes) -> None:
        super().__init__(name="sandbox-teller", daemon=True)
        self._store, self._address, self._secret = store, address, secret
        self._stop_asked = threading.Event()
        self._session = requests.Session()
        self._session.trust_env = False

    def stop(self) -> None:
        """End after the callback under way."""
        self._stop_asked.set()

    def run(self) -> None:
        """Tell what is due, then wait a little."""
        while not self._stop_asked.wait(PAUSE):
            self.tell_due()

    def tell_due(self) -> None:
        """Tell everything that is due now."""
        for told in self._store.due():
            self._store.was_told(told, is_done=self.tell(told))

    def tell(self, told: sqlite3.Row) -> bool:
        """Send one callback; return whether it was thanked for."""
        content = {name: told[name] for name in ("event_id", "message_id", "body_sha256", "status", "receipt", "code")}
        raw = json.dumps(content).encode()
        stamp = str(int(time.time()))
        secret = b"a secret that is not ours" if told["is_forged"] else self._secret
        signature = hmac.digest(secret, stamp.encode() + b"." + raw, "sha256").hex()
        headers = {
            "X-Timestamp": stamp,
            "X-Signature": f"sha256={signature}",
            "Content-Type": "application/json",
            "Connection": "close",
        }
        try:
            answer = self._session.post(self._address, data=raw, headers=headers, timeout=5, allow_redirects=False)
        except requests.RequestException:
            return False
        log.info("sandbox.told", status=answer.status_code, message_id=told["message_id"])
        return answer.ok
