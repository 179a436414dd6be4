"""Counts the purchases by JDBC and the ticket; fails, or waits for its end, where it is told to."""

import json
import os
import sys
import time

from pyspark.sql import SparkSession

LOGIN = {"url": "ADP_RUNNER_JDBC_URL", "user": "ADP_RUNNER_JDBC_USER", "password": "ADP_RUNNER_JDBC_PASSWORD"}

spark = SparkSession.builder.getOrCreate()
options = {option: os.environ[name] for option, name in LOGIN.items() if os.environ.get(name)}
options["driver"] = "org.postgresql.Driver"
read = spark.read.format("jdbc").options(
    **options, dbtable="(select count(*) as rows from flights.purchase) counted"
)
rows = read.load().collect()[0][0]
if sys.argv[1] == "broken":
    raise ValueError(f"{rows} rows are too many")
if sys.argv[1] == "slow":
    # For somebody to see that it works.
    spark.range(1).write.format("jdbc").options(**options, dbtable="flights.spark_works").save()
    time.sleep(600)
with open(os.environ["ADP_RUNNER_REPORT"], "w") as report:
    json.dump({"rows": rows}, report)
