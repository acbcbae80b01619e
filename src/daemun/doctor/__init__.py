"""`daemun doctor`: what is right, doubtful or wrong in one installation. Only reads."""
