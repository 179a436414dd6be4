"""The tables and helpers of the datakit {{ cookiecutter.datakit_name }}; imported by its DAGs."""
