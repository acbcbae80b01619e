"""Valkey or Redis, for short-lived counters only."""
