"""Several questions to the database at once: the first page asks every context in one query, however many there are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from concordat.core.tasks import Task

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Want:
    """What a context asks for somebody's first page (`asks`, a `values_list`), and the tasks that the rows become."""

    asks: QuerySet[Any, Any]
    says: Callable[[Rows], list[Task]]


def tasks_of(wants: Iterable[Want]) -> list[Task]:
    """The tasks of all of them. One query, and none for nothing."""
    every = list(wants)
    rows = together([want.asks for want in every])
    return [task for want, found in zip(every, rows, strict=True) for task in want.says(found)]


def together(asked: Sequence[QuerySet[Any, Any]]) -> list[Rows]:
    """The rows of several `values_list` querysets in their order, of the types of their fields. One query.

    Each is a subselect of its own: row security, order and limits hold as if it were asked alone.
    """
    parts: list[str] = []
    params: list[Any] = []
    fields: list[list[Any]] = []
    for one in asked:
        compiler = one.query.get_compiler(connection=connection)
        try:
            sql, given = compiler.as_sql()
        except EmptyResultSet:  # Django knows that there is nothing: the place is kept, whatever its columns
            sql, given = "", ()
        fields.append([column[0].output_field for column in compiler.select or ()])
        parts.append(_part(sql, len(fields[-1])) if sql else "'[]'")
        params += given
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"select {', '.join(parts)}", params)
        (row,) = cursor.fetchall()
    return [[_typed(values, its) for values in json.loads(found)] for found, its in zip(row, fields, strict=True)]


def _part(sql: str, width: int) -> str:
    names = ", ".join(f"c{number}" for number in range(width))
    numbered = f"select row_number() over () as place, * from ({sql}) as asked({names})"
    return (
        f"(select coalesce(jsonb_agg(jsonb_build_array({names}) order by place), '[]')::text from ({numbered}) as rows)"
    )


def _typed(values: list[Any], fields: list[Any]) -> tuple[Any, ...]:
    """JSON knows no dates: each value becomes what its field would have given."""
    return tuple(None if value is None else field.to_python(value) for value, field in zip(values, fields, strict=True))
