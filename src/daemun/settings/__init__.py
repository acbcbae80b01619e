"""How settings are read: `daemun.toml`, environment, files with secrets. Each feature declares its own."""
