"""Releases: lists written as files and database rows, audited, and only then served."""
