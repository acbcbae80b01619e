"""Which server may run Daemun: what each does with hostile input and faults, and how fast it is."""
