"""From questions with gold evidence to a measured result."""
