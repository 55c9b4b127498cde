"""What comes in: one declaration a source, one reader a format, and the landing of deliveries in the lake."""
