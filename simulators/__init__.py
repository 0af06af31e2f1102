"""The outside world on one machine. Reaches Vigie by wire only."""
