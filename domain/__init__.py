"""The rules of a Samu-Centre 15: facts, commands, states, decide and evolve. No clock, no chance, no I/O."""
