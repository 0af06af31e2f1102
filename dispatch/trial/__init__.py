"""Trials: the model of dispatch against other rules, in a simulated centre. Pure and seeded.

`dispatch.trial.simulation.simulate` plays a scenario under a rule; `dispatch.trial.rules` holds the rules.
Nothing here reads a clock, a file or the network.
"""
