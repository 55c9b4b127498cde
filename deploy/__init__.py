"""Where it runs: containers, or processes on one machine."""
