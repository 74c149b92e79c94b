"""What a context declares about its tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """The database roles; each process logs in as exactly one."""

    owner = "concordat_owner"
    app = "concordat_app"
    learner = "concordat_learner"
    backup = "concordat_backup"


class RowClass(StrEnum):
    """What kind of rows a table holds; a table without a class fails a test."""

    reference = "reference"  # read by everybody signed in
    sign_in = "sign-in"  # own person, or while somebody signs in
    machinery = "machinery"  # queue, cache, migrations: by role, ids only
    records = "records"  # decided for each actor
    sealed = "sealed"  # the learner role inserts, the app reads sealed bodies


class Action(StrEnum):
    """What a policy is about."""

    select = "SELECT"
    insert = "INSERT"
    update = "UPDATE"
    delete = "DELETE"


@dataclass(frozen=True)
class Policy:
    """One permissive policy: `using` decides which rows are met, `check` which rows may result."""

    name: str
    action: Action
    role: Role = Role.app
    using: str | None = None
    check: str | None = None


@dataclass(frozen=True)
class Table:
    """A table, its class, its policies; the privileges of a role follow from its policies."""

    name: str
    row_class: RowClass
    policies: tuple[Policy, ...] = ()
    sequences: tuple[str, ...] = ()

    def privileges(self) -> dict[Role, tuple[Action, ...]]:
        """The privileges each serving role needs: exactly those it has a policy for."""
        found: dict[Role, set[Action]] = {}
        for policy in self.policies:
            found.setdefault(policy.role, set()).add(policy.action)
        return {role: tuple(sorted(actions)) for role, actions in sorted(found.items())}


@dataclass(frozen=True)
class Function:
    """A SECURITY DEFINER function of the owner: fixed search path, closed to PUBLIC.

    `signature` is the name with its parameters, as in `core.my_organisations(roles text[])`.
    """

    signature: str
    returns: str
    body: str
    language: str = "sql"
    volatility: str = "STABLE"
    definer: bool = True
    roles: tuple[Role, ...] = field(default=(Role.app,))

    @property
    def identity(self) -> str:
        """Name and argument types, as GRANT and ALTER want it."""
        name, _, rest = self.signature.partition("(")
        arguments = [part.strip() for part in rest.rstrip(")").split(",") if part.strip()]
        types = [argument.split(None, 1)[1].split(" default ")[0] for argument in arguments]
        return f"{name}({', '.join(types)})"


SIGNED_IN = "(core.person() is not null or core.system() is not null)"


def read(using: str, *, name: str = "read", role: Role = Role.app) -> Policy:
    """Who may see a row."""
    return Policy(name=name, action=Action.select, using=using, role=role)


def write(
    using: str,
    *,
    insert: bool = True,
    update: bool = True,
    delete: bool = False,
    name: str = "write",
    role: Role = Role.app,
) -> tuple[Policy, ...]:
    """Who may add, change and, where said, remove a row: one condition for all three."""
    made: list[Policy] = []
    if insert:
        made.append(Policy(name=f"{name}_insert", action=Action.insert, check=using, role=role))
    if update:
        made.append(Policy(name=f"{name}_update", action=Action.update, using=using, check=using, role=role))
    if delete:
        made.append(Policy(name=f"{name}_delete", action=Action.delete, using=using, role=role))
    return tuple(made)


def reference(name: str, *policies: Policy | tuple[Policy, ...], readable: str = SIGNED_IN) -> Table:
    """Rows that everybody signed in may read; writing needs a policy of its own."""
    return Table(name, RowClass.reference, (read(readable), *_flat(policies)))


def records(name: str, *policies: Policy | tuple[Policy, ...]) -> Table:
    """Rows that each actor sees or does not see."""
    return Table(name, RowClass.records, _flat(policies))


def sign_in(name: str, own: str) -> Table:
    """Rows about signing in: the person's own (`own`), all of them only while somebody signs in."""
    condition = f"({own}) or core.phase() = 'sign_in'"
    return Table(name, RowClass.sign_in, (read(condition), *write(condition, delete=True)))


def machinery(name: str, *, app: str = "SIUD") -> Table:
    """Rows of the machinery, decided by role: letters of SELECT, INSERT, UPDATE, DELETE."""
    made: list[Policy] = []
    if "S" in app:
        made.append(read("true"))
    made.extend(write("true", insert="I" in app, update="U" in app, delete="D" in app))
    return Table(name, RowClass.machinery, tuple(made))


def sealed(name: str, *policies: Policy | tuple[Policy, ...]) -> Table:
    """Rows that the learner site may add and never read."""
    added = Policy(name="learner_insert", action=Action.insert, check="true", role=Role.learner)
    return Table(name, RowClass.sealed, (added, *_flat(policies)))


def _flat(policies: tuple[Policy | tuple[Policy, ...], ...]) -> tuple[Policy, ...]:
    flat: list[Policy] = []
    for policy in policies:
        flat.extend(policy if isinstance(policy, tuple) else (policy,))
    return tuple(flat)
