"""Devices on which users are not asked for a second factor for a time.

Settings: `DAEMUN_TRUSTED_DEVICES_...`.
"""
