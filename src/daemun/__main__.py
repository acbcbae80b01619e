"""`python -m daemun`: the command line."""

from daemun.cli.main import main

main()
