"""The base classes of a datakit's tables."""
