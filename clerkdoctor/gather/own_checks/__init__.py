"""What answers requests and touches data, and whether its own code asks who is there."""
