"""The worker: what follows from facts. Reactions, deadlines and proposals, each idempotent."""
