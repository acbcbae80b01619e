"""Examples are tested with a real browser, a real web server and real processes."""

pytest_plugins = ["daemun.testing", "tests.real_programs"]
