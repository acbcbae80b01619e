"""How settings are read: `daemun.toml`, the environment, files with secrets. Each feature declares its own."""
