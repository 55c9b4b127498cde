"""Linking two tables by Fellegi-Sunter weights that are learned by counting, and proving where there is no link.

A specification (`spec`) says what is compared; `records` puts both tables in that shape, `training` learns the weights
into a `model` file, `scoring` proposes and weighs pairs pass by pass, `assignment` makes them one-to-one or clusters.
"""
