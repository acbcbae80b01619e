"""`daemun doctor`: what is good, doubtful or wrong in one installation. Nothing is written."""
