"""ConsoleMailer: prints mails, for development."""

from daemun.mail.message import Message


class ConsoleMailer:
    """Prints each mail on standard output."""

    def send(self, message: Message) -> None:
        """Print a message."""
        lines = [f"To: {message.to}", f"Subject: {message.subject}", "", message.text]
        print("\n".join(["", "---- mail ----", *lines, "--------------"]), flush=True)  # noqa: T201
