"""What pools do later: count what was released into a table, and destroy what is counted or taken back."""

from __future__ import annotations

from procrastinate.contrib.django import app

from concordat.audits import operations
from concordat.audits.pooling.access import SYSTEM
from concordat.core import mail
from concordat.core.actor import acting_as
from concordat.core.clock import now


@app.task(name="audits.make_pool_table", queue="documents", lock="audits.make_pool_table")
def make_pool_table(pool_id: int) -> None:
    """Count a region, once for each time everybody has released."""
    with acting_as(SYSTEM):
        operations.make_pool_table(pool_id=pool_id, by=SYSTEM, at=now())


@app.task(name="audits.forget_released", queue="documents", retry=mail.PATIENCE)
def forget_released(pool_id: int) -> None:
    """Destroy what settings chose where it is needed no more."""
    with acting_as(SYSTEM):
        operations.forget_released(pool_id=pool_id, by=SYSTEM, at=now())
