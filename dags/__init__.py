"""When: one file a flow, order and timing only."""
