"""What the doctor says of the queue: the worst first, always with what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from concordat.core.doctor import Health
from concordat.core.doctor.queue_checks import finding
from concordat.core.queue import Queue

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
QUIET = Queue(waiting={}, oldest_at=None, begun={}, left={}, failed={}, workers=1)


def test_a_quiet_queue_is_well() -> None:
    assert finding(QUIET, NOW).sentence == "A worker runs. No jobs to do."
    assert finding(QUIET, NOW).health == Health.ok


def test_a_stopped_site_with_nothing_to_do_is_well_too() -> None:
    found = finding(replace(QUIET, workers=0), NOW)
    assert (found.health, found.sentence) == (Health.ok, "No worker runs. No jobs to do.")


@pytest.mark.parametrize(
    ("waits", "health", "said"),
    [
        (timedelta(0), Health.ok, "less than a second"),
        (timedelta(seconds=1), Health.ok, "1 second"),
        (timedelta(minutes=5), Health.ok, "5 minutes"),
        (timedelta(minutes=6), Health.warn, "6 minutes"),
        (timedelta(hours=1), Health.warn, "1 hour"),
        (timedelta(hours=2), Health.fail, "2 hours"),
        (timedelta(days=3), Health.fail, "3 days"),
    ],
)
def test_what_waits_long_is_said(waits: timedelta, health: Health, said: str) -> None:
    found = finding(replace(QUIET, waiting={"a": 1, "b": 1}, oldest_at=NOW - waits), NOW)
    assert found.health == health
    assert found.sentence == f"A worker runs. 2 jobs to do, the oldest for {said}."
    assert bool(found.remedy) is (health != Health.ok)


def test_the_remedy_knows_whether_a_worker_runs() -> None:
    waiting = replace(QUIET, waiting={"a": 1}, oldest_at=NOW - timedelta(hours=2))
    assert "read its log" in finding(waiting, NOW).remedy
    assert "concordat serve" in finding(replace(waiting, workers=0), NOW).remedy
    left = replace(QUIET, left={"core.seal_journal": 1})
    assert "Wait a minute" in finding(left, NOW).remedy
    assert "concordat serve" in finding(replace(left, workers=0), NOW).remedy


def test_a_job_that_does_not_end_is_said() -> None:
    begun = replace(QUIET, begun={"quick": NOW - timedelta(minutes=59), "slow": NOW - timedelta(minutes=61)})
    found = finding(begun, NOW)
    assert found.health == Health.warn
    assert "more than an hour ago: slow." in found.sentence


def test_failures_are_named_with_what_to_do() -> None:
    found = finding(replace(QUIET, failed={"b": 2, "a": 1}), NOW)
    assert (found.health, "Failed: 1 a, 2 b." in found.sentence) == (Health.warn, True)
    assert "concordat jobs repeat" in found.remedy
