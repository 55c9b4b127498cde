"""The serving database: what was released, and (to come) who works on it and who may see it."""
