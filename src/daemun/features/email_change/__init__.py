"""Another email address: proven first, told to the old one, which can undo it for three days."""
