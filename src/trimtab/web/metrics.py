"""Figures of a server for Prometheus: counts and times by route, never by person or address."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from trimtab import __version__
from trimtab.app.workbench.accounts import accounts_of
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.operations import Condition, condition

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The figures of one server; ``text()`` is what Prometheus reads."""

    def __init__(self, bench: Workbench) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route")
        self.requests = Counter(
            "trimtab_requests", "Requests answered", (*labels, "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "trimtab_request_seconds",
            "Time from the first byte of a request to the last of its answer",
            labels,
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.at_work = Gauge(
            "trimtab_requests_at_work", "Requests being answered", registry=self.registry
        )
        self.registry.register(_Condition(bench))

    def text(self) -> bytes:
        """All figures in the text format of Prometheus."""
        return generate_latest(self.registry)


class _Condition(Collector):
    """Reads jobs, batches and workers when asked, not before."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def describe(self) -> list[Metric]:
        """Nothing in advance: registering must not read the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The workspace as it is now."""
        signing_in = CounterMetricFamily(
            "trimtab_sign_ins", "Attempts to sign in, by how they ended", labels=["outcome"]
        )
        for outcome, count in accounts_of(self._bench).counted.items():
            signing_in.add_metric([outcome], count)
        yield signing_in
        info = GaugeMetricFamily("trimtab_build", "The version that runs", labels=["version"])
        info.add_metric([__version__], 1)
        yield info
        yield from _families(condition(self._bench))


def _families(found: Condition) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "trimtab_database_up", "Whether the database answers", value=found.database
    )
    yield GaugeMetricFamily("trimtab_store_up", "Whether the store can be read", value=found.store)
    jobs = GaugeMetricFamily("trimtab_jobs", "Jobs by state", labels=["state"])
    for state, count in found.jobs.items():
        jobs.add_metric([state], count)
    yield jobs
    yield GaugeMetricFamily("trimtab_batches", "Batches in the store", value=found.batches)
    for name, help_text, value in (
        ("wanted", "Worker processes there should be", found.workers.wanted),
        ("alive", "Worker processes there are", found.workers.alive),
        ("restarts", "How often a worker process was started again", found.workers.restarts),
    ):
        yield GaugeMetricFamily(f"trimtab_workers_{name}", help_text, value=value)
