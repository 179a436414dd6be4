"""The tables and helpers of the datakit accounts; imported by its DAGs."""
