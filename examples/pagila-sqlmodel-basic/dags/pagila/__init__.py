"""The tables and steps of the datakit pagila; imported by its DAG."""
