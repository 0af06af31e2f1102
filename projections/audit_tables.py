"""The tables of the audit trail. Instants are UTC text that sorts by time; patients are references.

A patient is named by the call and the reference within it: no name, no INS number is copied here.
"""

from projections.table import remake

DDL = (
    """CREATE TABLE IF NOT EXISTS audit_accesses (
        access TEXT PRIMARY KEY, position BIGINT NOT NULL, call TEXT NOT NULL, patient TEXT NOT NULL,
        mode TEXT NOT NULL, practitioner TEXT NOT NULL, role TEXT NOT NULL, reason TEXT,
        cannot_express_will BIGINT NOT NULL, immediate_risk BIGINT NOT NULL, patient_agrees BIGINT NOT NULL,
        state TEXT NOT NULL, requested_at TEXT NOT NULL, opened_at TEXT, expires_at TEXT, ended_at TEXT,
        ended_how TEXT, ended_by TEXT, ended_why TEXT, refused_at TEXT, refused_why TEXT, verdict TEXT,
        flags TEXT, policy TEXT, review_step TEXT, question_open BIGINT, review_due_at TEXT,
        review_overdue_at TEXT
    )""",
    "CREATE INDEX IF NOT EXISTS audit_accesses_by_time ON audit_accesses (requested_at)",
    "CREATE INDEX IF NOT EXISTS audit_accesses_by_person ON audit_accesses (practitioner, requested_at)",
    "CREATE INDEX IF NOT EXISTS audit_accesses_by_call ON audit_accesses (call)",
    """CREATE TABLE IF NOT EXISTS audit_documents (
        event TEXT PRIMARY KEY, position BIGINT NOT NULL, access TEXT NOT NULL, document TEXT NOT NULL,
        title TEXT NOT NULL, confidentiality TEXT NOT NULL, at TEXT NOT NULL, by_id TEXT NOT NULL
    )""",
    "CREATE INDEX IF NOT EXISTS audit_documents_by_access ON audit_documents (access)",
    """CREATE TABLE IF NOT EXISTS audit_notices (
        event TEXT PRIMARY KEY, position BIGINT NOT NULL, access TEXT NOT NULL, recipient TEXT NOT NULL,
        state TEXT NOT NULL, at TEXT, proof TEXT, why TEXT, due_at TEXT, attempt BIGINT, retry_at TEXT
    )""",
    "CREATE INDEX IF NOT EXISTS audit_notices_by_access ON audit_notices (access)",
    """CREATE TABLE IF NOT EXISTS audit_reviews (
        event TEXT PRIMARY KEY, position BIGINT NOT NULL, access TEXT NOT NULL, verdict TEXT NOT NULL,
        comment TEXT NOT NULL, reading BIGINT NOT NULL, at TEXT NOT NULL, by_id TEXT NOT NULL
    )""",
    "CREATE INDEX IF NOT EXISTS audit_reviews_by_access ON audit_reviews (access)",
    """CREATE TABLE IF NOT EXISTS audit_steps (
        event TEXT PRIMARY KEY, position BIGINT NOT NULL, access TEXT NOT NULL, kind TEXT NOT NULL,
        at TEXT NOT NULL, by_id TEXT NOT NULL, why TEXT, words TEXT, until TEXT, document TEXT,
        shown BIGINT, hidden BIGINT, confidentiality TEXT
    )""",
    "CREATE INDEX IF NOT EXISTS audit_steps_by_access ON audit_steps (access)",
    """CREATE TABLE IF NOT EXISTS audit_readings (
        event TEXT PRIMARY KEY, position BIGINT NOT NULL, what TEXT NOT NULL, of_id TEXT NOT NULL,
        at TEXT NOT NULL, by_id TEXT NOT NULL, role TEXT NOT NULL, asked TEXT, replayed BIGINT,
        refused BIGINT NOT NULL
    )""",
    "CREATE INDEX IF NOT EXISTS audit_readings_by_time ON audit_readings (at)",
)

REMAKE = remake(
    (
        *("audit_accesses", "audit_documents", "audit_notices", "audit_reviews", "audit_steps"),
        "audit_readings",
    ),
    DDL,
)
