"""Finds who should be covered by social insurance and is not: landing files in, released lists out."""
