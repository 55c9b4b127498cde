"""The law by date: figures, rules, what they say of a month, and what the calendar says of a line."""
