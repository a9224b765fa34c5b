"""A second, slow and plain way to every amount, written from the text of the rules: exact fractions, day by day and quarter hour by quarter hour.

It takes the values in which terms are told (`app.rules.terms` and the like) and none of the arithmetic: what both agree on is what the rules say.
"""
