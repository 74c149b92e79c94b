"""The order of a start: PostgreSQL, the waiting page, migrations, the sites and the worker, then the demo."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime

from concordat.core import database, database_mark, places, progress
from concordat.core.embedded_postgres import make_roles_and_database
from concordat.core.embedded_postgres.server import answers, of_this_home
from concordat.core.supervisor import folders, runtime
from concordat.core.supervisor.lock import only_one
from concordat.core.supervisor.options import Options, Refused
from concordat.core.supervisor.processes import Processes
from concordat.core.supervisor.watching import ITSELF, Stopped, Watch
from concordat.core.system_users import make_missing, system_users


def serve(options: Options) -> None:
    """Serve until asked to stop. Raises `Refused` with a sentence where that cannot be."""
    if options.demo:
        options.require_fit_for_a_demo()
    users = system_users()
    make_missing(users)
    folders.prepare(users)
    with only_one(places.home(), options.staff_address):
        options.require_possible()
        server = None if database.is_external() else of_this_home(users)
        processes = Processes(options, users, runtime.readable_by(users.app), server)
        watch = Watch(say)
        try:
            _start(watch, processes)
            watch.run()
        except Stopped:
            pass
        finally:
            say(ITSELF, "stopping")
            watch.stop_all()
            say(ITSELF, "stopped")


def say(name: str, line: str) -> None:
    """One line of the log, with the time and who says it."""
    sys.stdout.write(f"{datetime.now(tz=UTC):%H:%M:%S} {name:<9}| {line}\n")
    sys.stdout.flush()


def _start(watch: Watch, processes: Processes) -> None:
    options = processes.options
    watch.add(processes.waiting_page()) if processes.server is None else watch.add(processes.postgres())
    if processes.server is not None:
        watch.add(processes.waiting_page())
        watch.wait_for(lambda: answers(places.sockets()))
        make_roles_and_database(places.sockets())
    say(ITSELF, f"a first page is at {options.staff_address}; the database is being prepared")
    _run(watch, processes, "migrate", "migrate", "-v0", role="owner")
    processes = replace(processes, is_demo=_mark(options) == database_mark.DEMO)
    _run(watch, processes, "static", "collectstatic", "--noinput", "-v0", role="app")
    builds = processes.is_demo and _demo_is_unfinished()
    if builds:
        progress.report(progress.Progress(progress.BUILDING, 0, 1, "Starting"))
        _hand_over_progress(processes)
    watch.add(processes.staff())
    watch.add(processes.learner())
    watch.add(processes.worker())
    watch.wait_for(lambda: _listens(options.bind, options.port))
    watch.remove("waiting")
    say(ITSELF, f"staff site    {options.staff_address}{'  (DEMO)' if processes.is_demo else ''}")
    say(ITSELF, f"learner site  {options.learner_address}")
    if builds:
        _build_demo(watch, processes)


def _run(watch: Watch, processes: Processes, name: str, *arguments: str, role: str) -> None:
    if watch.run_once(processes.command(name, *arguments, role=role)) != 0:
        raise Refused(f"`concordat {arguments[0]}` did not finish; what it said is above.")
    del watch.children[name]


def _mark(options: Options) -> str:
    """What kind of database this is; a new one becomes what was asked for."""
    kind = database_mark.kind_of()
    if kind is None:
        kind = database_mark.make(database_mark.DEMO if options.demo else database_mark.REAL)
    if kind == database_mark.DEMO:
        options.require_fit_for_a_demo()
    elif options.demo:
        raise Refused(
            f"{places.home()} holds a partnership at work; it does not become a demonstration. "
            "Give the demonstration another CONCORDAT_HOME."
        )
    return kind


def _demo_is_unfinished() -> bool:
    now = progress.current()
    return now is None or now.state != progress.READY


def _build_demo(watch: Watch, processes: Processes) -> None:
    """Build the demo beside the running site; the page shows how far it is."""
    say(ITSELF, "the demonstration is being built; its progress is on the page")
    began = datetime.now(tz=UTC)
    code = watch.run_once(processes.command("demo", "demo", role="app"))
    del watch.children["demo"]
    if code != 0:
        progress.report(progress.Progress(progress.FAILED, step="The demonstration could not be built"))
        say(ITSELF, f"the demonstration could not be built (code {code}); what it said is above")
        return
    progress.report(progress.Progress(progress.READY, 1, 1, "Ready"))
    took = (datetime.now(tz=UTC) - began).total_seconds()
    say(ITSELF, f"the demonstration is ready after {took:.0f} seconds: {processes.options.staff_address}")


def _hand_over_progress(processes: Processes) -> None:
    from concordat.core.system_users import give

    give(places.progress().parent, processes.users.app)


def _listens(host: str, port: int) -> bool:
    """Whether the staff site itself answers, and not only the waiting page on the same port."""
    import http.client

    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().getheader("X-Concordat-Waiting") is None
    except OSError:
        return False
    finally:
        connection.close()
