"""PyMongo on MongoDB: every statement for it is in this folder."""
