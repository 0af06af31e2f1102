"""Counters for Prometheus. Labels are names of ours; never an identifier, never a word of a patient's."""

from typing import Final

from prometheus_client import Counter, Gauge

APPENDED: Final = Counter("vigie_facts_appended", "Facts appended by commands of this process", ["kind"])
REPEATED: Final = Counter("vigie_commands_repeated", "Commands answered from their first execution")
REFUSED: Final = Counter("vigie_refusals", "Commands refused, by the rule that said no", ["reason"])
SIGN_INS: Final = Counter("vigie_sign_ins", "Attempts to sign in", ["outcome"])
WATCHING: Final = Gauge("vigie_live_clients", "Clients on the live feed")
DROPPED: Final = Counter("vigie_live_clients_dropped", "Clients dropped because they read too slowly")
SIGNALLING: Final = Gauge("vigie_signalling_sockets", "Sockets of video sessions")
LAG: Final = Gauge("vigie_view_lag_facts", "Facts of the log that a view has not taken in", ["view"])
