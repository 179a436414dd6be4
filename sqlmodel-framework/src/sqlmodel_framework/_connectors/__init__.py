"""Connections that authenticate by Kerberos."""
