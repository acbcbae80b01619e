"""Mail: messages, the ways to send them, and the queue that keeps slow mail servers away from answers."""
