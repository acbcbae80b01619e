"""Devices on which a person need not prove a second factor for a time.

Settings: `DAEMUN_TRUSTED_DEVICES_...`.
"""
