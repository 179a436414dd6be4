"""Delays by carrier and month: from silver.flight to spark.delays_by_carrier_month, both by JDBC."""

from __future__ import annotations

import json
import os
from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql import functions as f

LOGIN = {
    "url": "ADP_RUNNER_JDBC_URL",
    "user": "ADP_RUNNER_JDBC_USER",
    "password": "ADP_RUNNER_JDBC_PASSWORD",
}
COLUMNS = "flight_date, carrier, status, departure_delay, arrival_delay, distance"


def main() -> None:
    spark = SparkSession.builder.appName("delays").config("spark.sql.shuffle.partitions", 2).getOrCreate()
    warehouse = {option: os.environ[name] for option, name in LOGIN.items() if os.environ.get(name)}
    warehouse["driver"] = "org.postgresql.Driver"
    flights = (
        spark.read.format("jdbc")
        .options(**warehouse, dbtable=f"(select {COLUMNS} from silver.flight) flights", fetchsize="10000")
        .load()
    )
    delays = (
        flights.groupBy(f.trunc("flight_date", "month").alias("month"), "carrier")
        .agg(
            f.count("*").alias("flights"),
            f.count_if(f.col("status") == "cancelled").alias("cancelled"),
            f.count_if(f.col("status") == "diverted").alias("diverted"),
            f.coalesce(f.sum("departure_delay"), f.lit(0)).alias("departure_delay_minutes"),
            f.coalesce(f.sum("arrival_delay"), f.lit(0)).alias("arrival_delay_minutes"),
            f.count_if(f.col("arrival_delay") >= 15).alias("late_15"),
            f.sum("distance").alias("distance"),
        )
        .coalesce(1)
        .cache()
    )
    delays.write.format("jdbc").options(**warehouse, dbtable="spark.delays_by_carrier_month").mode(
        "overwrite"
    ).save()
    report = {"rows": delays.count(), "flights": delays.agg(f.sum("flights")).first()[0]}
    Path(os.environ["ADP_RUNNER_REPORT"]).write_text(json.dumps(report), encoding="utf-8")


if __name__ == "__main__":
    main()
