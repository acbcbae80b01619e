"""Inputs that nobody thought of, guided by the code that they reach."""
