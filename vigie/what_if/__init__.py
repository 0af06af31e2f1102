"""`vigie dispatch what-if`: a past period as the log tells it, played again under other rules."""
