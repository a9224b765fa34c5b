"""Programs that record payments all the time, each sent until somebody says that it is done: what is acknowledged has to be there, once."""

from __future__ import annotations

import http.client
import itertools
import json
import threading
import time
from typing import Any

PATIENCE = 10.0  # seconds for one answer
AGAIN = (409, 423, 429)  # somebody else is at it: in a moment
PAUSE = 0.2  # seconds


class Payments:
    """A program for each organisation. `acknowledged`: references, in the order of their answers; `moments`: when they came, on the monotonic clock."""

    def __init__(
        self,
        fronts: list[tuple[str, int]],
        name: str,
        organisation_ids: list[int],
        username: str,
        password: str,
        *,
        after: int = 0,
        pause: float = PAUSE,
    ) -> None:
        """`fronts`: address and port of each way in, all of which answer to `name`. `after`: the last number that other programs gave to a payment; `pause`: seconds between two of a program."""
        self._fronts, self._name, self._pause = fronts, name, pause
        self._login = {"username": username, "password": password, "provider": "db"}
        self._stop = threading.Event()
        self._numbers = itertools.count(after + 1)
        self.acknowledged: list[str] = []
        self.moments: list[float] = []
        self.refused: list[str] = []
        self.tries_again = 0
        self._threads = [threading.Thread(target=self._work, args=[number], daemon=True) for number in organisation_ids]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Returns when each program has heard an answer to its last payment."""
        self._stop.set()
        for thread in self._threads:
            thread.join(120)

    def longest_gap(self, since: float, until: float) -> float:
        """The longest time between `since` and `until` without one payment acknowledged, in seconds."""
        marks = [since, *(moment for moment in self.moments if since <= moment <= until), until]
        return max(later - earlier for earlier, later in itertools.pairwise(marks))

    def _work(self, organisation_id: int) -> None:
        token = ""
        while not self._stop.is_set():
            reference = f"drill {next(self._numbers)}"
            body = {"organisation_id": organisation_id, "amount_cents": 100, "reference": reference}
            while True:
                if not token:
                    _status, told = self._sent("/api/v1/security/login", self._login, {})
                    token = told.get("access_token", "")
                status, told = (
                    self._sent("/api/v1/payment/", body, {"Authorization": f"Bearer {token}", "Idempotency-Key": reference})
                    if token
                    else (0, {})
                )
                if status == 201:
                    self.acknowledged.append(reference)
                    self.moments.append(time.monotonic())
                    break
                if status == 401:
                    token = ""
                elif 400 <= status < 500 and status not in AGAIN:
                    self.refused.append(f"{status} {json.dumps(told)[:200]}")
                    break
                self.tries_again += 1
                time.sleep(0.3)
            time.sleep(self._pause)

    def _sent(self, path: str, body: dict[str, Any], headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Status and answer by the first way in that answers, as a browser takes the next address of a name; (0, {}) when none does."""
        for address, port in self._fronts:
            link = http.client.HTTPConnection(address, port, timeout=PATIENCE)
            try:
                link.request("POST", path, json.dumps(body), {"Content-Type": "application/json", "Host": self._name, **headers})
                answer = link.getresponse()
                text = answer.read()
                return answer.status, json.loads(text) if answer.getheader("Content-Type", "").startswith("application/json") else {}
            except (OSError, http.client.HTTPException, ValueError):
                continue
            finally:
                link.close()
        return 0, {}
