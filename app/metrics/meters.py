"""The counters of a process. Loaded only when somebody wants figures, and after the library was told where to keep them."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

REQUEST_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
JOB_SECONDS = (0.01, 0.05, 0.25, 1.0, 5.0, 30.0, 120.0)


class Meters:
    def __init__(self) -> None:
        registry = CollectorRegistry()
        self._requests = Counter(
            "foyer_requests", "Answers of the web, by route and status.", ("method", "route", "status"), registry=registry
        )
        self._request_seconds = Histogram(
            "foyer_request_seconds",
            "From the first line of a request to its answer.",
            ("route",),
            buckets=REQUEST_SECONDS,
            registry=registry,
        )
        self._jobs = Counter("foyer_jobs", "Attempts of background jobs, by how they ended.", ("job", "outcome"), registry=registry)
        self._job_seconds = Histogram(
            "foyer_job_seconds", "One attempt of a background job.", ("job",), buckets=JOB_SECONDS, registry=registry
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method, route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)

    def job(self, name: str, outcome: str, seconds: float) -> None:
        self._jobs.labels(name, outcome).inc()
        self._job_seconds.labels(name).observe(seconds)
