"""Settings of a running Vigie, from the command line and from VIGIE_* variables of the environment."""

import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

DAY = 24 * 3600
DEFAULT_DATA = Path(".vigie")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a process needs to know. Secrets stay out of `repr`.

    - `data`: folder of the embedded log, the SQLite file and the accounts.
    - `centre`: code of the CRRA, as in ``fr.health.samu250``.
    - `nats_url`: a NATS server of the site's (VIGIE_NATS_URL); None starts the embedded one.
    - `nats_ca`, `nats_certificate` (VIGIE_NATS_CA, VIGIE_NATS_CERTIFICATE): PEM files for TLS, the
      certificate with its key; `nats_credentials` a .creds file. `nats_inbox` is the prefix of answers
      that this NATS user may read.
    - `database_url`: PostgreSQL (VIGIE_DATABASE_URL); None keeps a SQLite file in `data`.
    - `replicas`: copies of each stream (VIGIE_REPLICAS; 3 on a cluster).
    - `host`, `port`: where the pages and the API listen. Port 0 takes a free one.
    - `secure_cookies`: cookies over TLS only (VIGIE_SECURE_COOKIES=1 behind a proxy with TLS).
    - `sms_url`, `dmp_url`, `notices_url`: gateways (VIGIE_SMS_URL…); None answers "not configured".
    - `smtp_url`, `smtp_from`: invitations by e-mail (VIGIE_SMTP_URL, VIGIE_SMTP_FROM); None: no e-mail.
    - `visio_url`: address of the patients' host as they reach it (VIGIE_VISIO_URL); None takes the one given
      to the process. `visio_key`: file of the key of links (VIGIE_VISIO_KEY_FILE); None keeps one in
      `data`. `sms_reports`: file of the secret that the operator shows with what became of messages
      (VIGIE_SMS_REPORTS_SECRET_FILE); None takes no such report.
    - `centre_name`, `phone_to_call`: what patients read (VIGIE_CENTRE_NAME, VIGIE_PHONE_TO_CALL).
    - `dmp_structure`: how the DMP knows this establishment, a FINESS number (VIGIE_DMP_STRUCTURE); None says
      the centre's code. `dmp_mode_oid`: under which OID it expects the access mode (VIGIE_DMP_MODE_OID).
    - `witness_url`: an outside witness of the log (VIGIE_WITNESS_URL); `witness_key` is what it signs with
      (VIGIE_WITNESS).
    - `checkpoint_key`: file of the key that signs the log (VIGIE_CHECKPOINT_KEY); None keeps one in `data`.
      `checkpoint_facts`, `checkpoint_seconds`: how often (VIGIE_CHECKPOINT_FACTS, VIGIE_CHECKPOINT_SECONDS).
    - `master_key`: file of the key that wraps the keys of files (VIGIE_MASTER_KEY_FILE); None: one in `data`.
      `eraser_certificate` (VIGIE_ERASER_CERTIFICATE): PEM of the NATS user who may erase keys.
    - `policy`: dispatch settings in TOML (VIGIE_POLICY); None takes the documented defaults. So is
      `preparedness` (VIGIE_PREPAREDNESS), the settings of coverage.
    - `dmp_lasts`, `notices_within`, `review_within`: seconds that an access to a shared record stays open
      (VIGIE_DMP_LASTS), and by which its notices (VIGIE_NOTICES_WITHIN) and its review
      (VIGIE_REVIEW_WITHIN) are due. `unusual` (VIGIE_UNUSUAL): rules of unusual accesses in TOML.
    - `communes` (VIGIE_COMMUNES): a CSV file of communes to search in place of the list that is carried.
      `centre_position` (VIGIE_CENTRE_POSITION, ``47.24,6.02``) and `departments` (VIGIE_DEPARTMENTS,
      ``25,70``): where calls come from; what is near and in them comes first.
    - `duplicates_within`: seconds within which two calls may be one event (VIGIE_DUPLICATES_WITHIN).
    - `tiles_url`: where tiles of a base map come from (VIGIE_TILES_URL), with ``{z}``, ``{x}``, ``{y}``;
      None draws maps without. `tiles_credit` (VIGIE_TILES_CREDIT) is whom the map must name; `tiles_zoom`
      (VIGIE_TILES_ZOOM) the last zoom of the source.
    - `turn_urls`: relays of video (VIGIE_TURN_URLS), ``turns:turn.example.org:443?transport=tcp``, several
      by commas or spaces; none connects directly only. `turn_secret`: file of the secret shared with them
      (VIGIE_TURN_SECRET_FILE). `relay_patients`: patients and guests connect by a relay only
      (VIGIE_RELAY_PATIENTS=1), so that nobody learns their address.
    - `simulated_devices`: tablets may invent measures, marked as such: demonstrations
      (VIGIE_SIMULATED_DEVICES=1).
    - `travel`: where journeys come from (VIGIE_TRAVEL): `estimate`, `roads` or `osrm`.
    - `roads`: name of the road graph in the data folder (VIGIE_ROADS); None takes the only one there.
    - `osrm_url`, `osrm_table`: an OSRM server (VIGIE_OSRM_URL) and how many places it takes in one
      question (VIGIE_OSRM_TABLE).
    """

    data: Path = DEFAULT_DATA
    centre: str = "250"
    nats_url: str | None = field(default=None, repr=False)
    nats_ca: Path | None = None
    nats_certificate: Path | None = None
    nats_credentials: Path | None = None
    nats_inbox: str | None = None
    database_url: str | None = field(default=None, repr=False)
    replicas: int = 1
    host: str = "127.0.0.1"
    port: int = 8015
    secure_cookies: bool = False
    sms_url: str | None = None
    smtp_url: str | None = field(default=None, repr=False)
    smtp_from: str = ""
    visio_url: str | None = None
    visio_key: Path | None = None
    sms_reports: Path | None = None
    centre_name: str = "SAMU"
    phone_to_call: str = "15"
    dmp_url: str | None = None
    notices_url: str | None = None
    dmp_structure: str | None = None
    dmp_mode_oid: str | None = None
    witness_url: str | None = None
    witness_key: str | None = None
    checkpoint_key: Path | None = None
    checkpoint_facts: int = 1000
    checkpoint_seconds: int = 60
    master_key: Path | None = None
    eraser_certificate: Path | None = None
    policy: Path | None = None
    preparedness: Path | None = None
    dmp_lasts: int = 30 * 60
    notices_within: int = 24 * 3600
    review_within: int = 72 * 3600
    unusual: Path | None = None
    communes: Path | None = None
    centre_position: tuple[float, float] | None = None
    departments: tuple[str, ...] = ()
    duplicates_within: int = 30 * 60
    tiles_url: str | None = field(default=None, repr=False)
    tiles_credit: str = ""
    tiles_zoom: int = 18
    turn_urls: tuple[str, ...] = ()
    turn_secret: Path | None = None
    relay_patients: bool = False
    simulated_devices: bool = False
    travel: str = "estimate"
    roads: str | None = None
    osrm_url: str | None = field(default=None, repr=False)
    osrm_table: int = 100

    @property
    def exports(self) -> Path:
        """The folder of what auditors download."""
        return self.data / "exports"


def from_environment(env: Mapping[str, str] = os.environ) -> Settings:
    """Settings from VIGIE_* variables; what is absent keeps its default. Raises ValueError by name."""

    def path(name: str) -> Path | None:
        return Path(env[name]) if env.get(name) else None

    return Settings(
        data=path("VIGIE_DATA") or DEFAULT_DATA,
        centre=env.get("VIGIE_CENTRE", "250"),
        nats_url=env.get("VIGIE_NATS_URL") or None,
        nats_ca=path("VIGIE_NATS_CA"),
        nats_certificate=path("VIGIE_NATS_CERTIFICATE"),
        nats_credentials=path("VIGIE_NATS_CREDENTIALS"),
        nats_inbox=env.get("VIGIE_NATS_INBOX") or None,
        database_url=env.get("VIGIE_DATABASE_URL") or None,
        replicas=_number(env, "VIGIE_REPLICAS", 1),
        host=env.get("VIGIE_HOST", "127.0.0.1"),
        port=_number(env, "VIGIE_PORT", 8015),
        secure_cookies=env.get("VIGIE_SECURE_COOKIES", "0") == "1",
        sms_url=env.get("VIGIE_SMS_URL") or None,
        smtp_url=env.get("VIGIE_SMTP_URL") or None,
        smtp_from=env.get("VIGIE_SMTP_FROM", ""),
        visio_url=env.get("VIGIE_VISIO_URL") or None,
        visio_key=path("VIGIE_VISIO_KEY_FILE"),
        sms_reports=path("VIGIE_SMS_REPORTS_SECRET_FILE"),
        centre_name=env.get("VIGIE_CENTRE_NAME") or "SAMU",
        phone_to_call=env.get("VIGIE_PHONE_TO_CALL") or "15",
        dmp_url=env.get("VIGIE_DMP_URL") or None,
        notices_url=env.get("VIGIE_NOTICES_URL") or None,
        dmp_structure=env.get("VIGIE_DMP_STRUCTURE") or None,
        dmp_mode_oid=env.get("VIGIE_DMP_MODE_OID") or None,
        witness_url=env.get("VIGIE_WITNESS_URL") or None,
        witness_key=env.get("VIGIE_WITNESS") or None,
        checkpoint_key=path("VIGIE_CHECKPOINT_KEY"),
        checkpoint_facts=_number(env, "VIGIE_CHECKPOINT_FACTS", 1000),
        checkpoint_seconds=_number(env, "VIGIE_CHECKPOINT_SECONDS", 60),
        master_key=path("VIGIE_MASTER_KEY_FILE"),
        eraser_certificate=path("VIGIE_ERASER_CERTIFICATE"),
        policy=path("VIGIE_POLICY"),
        preparedness=path("VIGIE_PREPAREDNESS"),
        dmp_lasts=_span(env, "VIGIE_DMP_LASTS", 30 * 60, DAY),
        notices_within=_span(env, "VIGIE_NOTICES_WITHIN", DAY, 60 * DAY),
        review_within=_span(env, "VIGIE_REVIEW_WITHIN", 3 * DAY, 60 * DAY),
        unusual=path("VIGIE_UNUSUAL"),
        communes=path("VIGIE_COMMUNES"),
        centre_position=_position(env, "VIGIE_CENTRE_POSITION"),
        departments=tuple(env.get("VIGIE_DEPARTMENTS", "").replace(",", " ").split()),
        duplicates_within=_span(env, "VIGIE_DUPLICATES_WITHIN", 30 * 60, DAY),
        tiles_url=env.get("VIGIE_TILES_URL") or None,
        tiles_credit=env.get("VIGIE_TILES_CREDIT", ""),
        tiles_zoom=_number(env, "VIGIE_TILES_ZOOM", 18),
        **_relays(env),
        simulated_devices=env.get("VIGIE_SIMULATED_DEVICES", "0") == "1",
        travel=env.get("VIGIE_TRAVEL") or "estimate",
        roads=env.get("VIGIE_ROADS") or None,
        osrm_url=env.get("VIGIE_OSRM_URL") or None,
        osrm_table=_number(env, "VIGIE_OSRM_TABLE", 100),
    )


class _Relays(TypedDict):
    turn_urls: tuple[str, ...]
    turn_secret: Path | None
    relay_patients: bool


def _relays(env: Mapping[str, str]) -> _Relays:
    """Settings of the relays of video. Raises ValueError by name."""
    urls = tuple(env.get("VIGIE_TURN_URLS", "").replace(",", " ").split())
    for url in urls:
        if not re.fullmatch(r"(turns?|stuns?):[^\s/@]+", url):
            raise ValueError(f"VIGIE_TURN_URLS has no address of a relay, such as turns:host:443: {url!r}")
    secret = Path(env["VIGIE_TURN_SECRET_FILE"]) if env.get("VIGIE_TURN_SECRET_FILE") else None
    relayed = any(url.startswith("turn") for url in urls)
    forced = env.get("VIGIE_RELAY_PATIENTS", "0") == "1"
    if relayed and secret is None:
        raise ValueError("VIGIE_TURN_URLS needs VIGIE_TURN_SECRET_FILE, the secret shared with the relay")
    if forced and not relayed:
        raise ValueError("VIGIE_RELAY_PATIENTS=1 needs a relay in VIGIE_TURN_URLS: no patient would be seen")
    return {"turn_urls": urls, "turn_secret": secret, "relay_patients": forced}


def made(folder: Path) -> Path:
    """`folder`, made where it is missing, for its owner only. Raises ValueError where it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ValueError(f"cannot use the folder {folder}: {error.strerror}") from error
    return folder


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    try:
        return int(env.get(name, default))
    except ValueError:
        raise ValueError(f"{name} is not a whole number: {env[name]!r}") from None


def _span(env: Mapping[str, str], name: str, default: int, most: int) -> int:
    seconds = _number(env, name, default)
    if not 60 <= seconds <= most:
        raise ValueError(f"{name} is not between 60 and {most} seconds: {seconds}")
    return seconds


def _position(env: Mapping[str, str], name: str) -> tuple[float, float] | None:
    if not env.get(name):
        return None
    try:
        lat, lon = (float(each) for each in env[name].split(","))
    except ValueError:
        lat, lon = math.nan, math.nan
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError(
            f"{name} is not a latitude and a longitude in degrees, such as 47.24,6.02: {env[name]!r}"
        )
    return lat, lon
