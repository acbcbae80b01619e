"""The program `daemun`, beside the package, which takes a while to import: Ctrl-C ends that, too."""

import signal


def main() -> None:
    """Run the command line; until it is there, an interrupt ends the program without a word."""
    heard = signal.getsignal(signal.SIGINT)
    # Else it is ignored, as in the background of a shell.
    is_heard = heard is signal.default_int_handler
    if is_heard:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from daemun.cli.main import main as command

    if is_heard:
        signal.signal(signal.SIGINT, heard)
    command()
