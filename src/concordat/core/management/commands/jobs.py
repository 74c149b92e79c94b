"""`concordat jobs failed`, `jobs repeat` and `jobs forget`: what an operator does about jobs that failed."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from concordat.core import queue
from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.core.queue import OPERATOR


class Command(BaseCommand):
    """Runs as `concordat_app`, as the worker does."""

    help = "List the jobs that failed for good, do them again, or forget them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("step", choices=["failed", "repeat", "forget"])
        parser.add_argument("number", type=int, nargs="*", help="numbers of jobs as `jobs failed` shows them")
        parser.add_argument("--all", action="store_true", help="every job that failed")

    def handle(self, *args: Any, **options: Any) -> None:
        with acting_as(OPERATOR):
            failed = queue.failed_jobs()
            if options["step"] == "failed":
                self._list(failed)
                return
            chosen = self._chosen(failed, options)
            do = {"repeat": queue.repeat_failed, "forget": queue.forget_failed}[options["step"]]
            do(jobs=chosen, by=OPERATOR, at=now())
        said = {"repeat": "back in the queue; the worker does them next", "forget": "forgotten"}[options["step"]]
        self.stdout.write(f"{len(chosen)} {'job is' if len(chosen) == 1 else 'jobs are'} {said}.")

    def _list(self, failed: list[queue.FailedJob]) -> None:
        for job in failed:
            ids = " ".join(f"{name}={value}" for name, value in job.ids.items())
            at = f"{job.failed_at:%d %B %Y %H:%M}" if job.failed_at else "at a time unknown"
            self.stdout.write(f"{job.id:>8}  {at}  {job.name} {ids}")
        self.stdout.write(f"{len(failed)} failed.")

    def _chosen(self, failed: list[queue.FailedJob], options: dict[str, Any]) -> list[queue.FailedJob]:
        if options["all"]:
            return failed
        by_number = {job.id: job for job in failed}
        missing = [number for number in options["number"] if number not in by_number]
        if missing or not options["number"]:
            which = f"No job {missing[0]} has failed" if missing else "Say which: give numbers, or --all"
            raise CommandError(f"{which}. `concordat jobs failed` lists them.")
        return [by_number[number] for number in options["number"]]
