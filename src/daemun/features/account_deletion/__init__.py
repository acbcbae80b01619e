"""Account deletion: users delete their account, with some days to cancel, and export their data."""
