"""A type-2 dimension of the customers: ``python -m pagila.dimension`` prints every version of those that changed."""

from datetime import datetime, timezone
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlmodel_framework import between

from pagila.models import Customer

ALWAYS = datetime(1, 1, 1, tzinfo=timezone.utc), datetime(9999, 1, 1, tzinfo=timezone.utc)


def versions(connection: Connection) -> list[Any]:
    """customer_id, version, last_name, valid_from, valid_to; NULL is the version that is true now."""
    v = between(Customer, *ALWAYS)
    version = func.row_number().over(partition_by=v.customer_id, order_by=v.sys_from).label("version")
    valid = v.sys_from.label("valid_from"), v.sys_to.label("valid_to")
    dimension = select(v.customer_id, version, v.last_name, *valid).order_by(v.customer_id, v.sys_from)
    return list(connection.execute(dimension))


def main() -> None:
    from pagila import warehouse

    with warehouse.connect().connect() as connection:
        found = versions(connection)
    changed = {row.customer_id for row in found if row.version > 1}
    for row in found:
        if row.customer_id in changed:
            until = f"{row.valid_to:%Y-%m-%d %H:%M}" if row.valid_to else "now"
            print(
                f"{row.customer_id:>6}  {row.version}  {row.last_name:<12} {row.valid_from:%Y-%m-%d %H:%M} to {until}"
            )


if __name__ == "__main__":
    main()
