"""Leaving: people delete their account, with some days to change their mind, and take their data along."""
