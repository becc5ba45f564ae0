"""The errors sdml raises, each with the exit code its command ends with.

The tree::

    SdmlError                     1  failed
    ├── MisuseError               2  misuse: refused before any work
    │   ├── UnknownTenant         2  no tenant of that slug
    │   ├── MappingError          2  a mapping file that cannot be used
    │   ├── ParameterError        2  an unknown or mistyped parameter
    │   │   └── NotFound          2  the tenant has no row of that id
    │   └── KeyReused             2  one key for two different requests
    ├── CheckFailed               3  a check did not hold
    │   ├── TooManyRejects        3  more rejected rows than allowed
    │   └── TargetRefused         3  a target that is not what it seems
    ├── TimeLimitReached          4  the time limit of a run
    ├── LockedByAnother           5  another run holds the lock
    │   └── ClaimLost             5  the claim expired, ended or went to another
    ├── DriftError                6  not what was recorded
    │   ├── SchemaDrift           6  the database's revision or DDL
    │   ├── ArtefactDamaged       6  a file's hash or its manifest
    │   ├── SealKeyMissing        6  the key of the audit's last seal
    │   ├── IndexMismatch         6  an index of another embedder
    │   ├── StalePlan             6  what a dry run showed is not so any more
    │   └── StaleVersion          6  the example changed since it was shown
    ├── StoreError                1  the database said no
    │   ├── DatabaseUnavailable   1  it cannot be opened or reached
    │   ├── DatabaseBusy          1  it stayed locked for the whole wait
    │   └── ConstraintViolated    1  a key, reference or check refused
    ├── SourceFileError           1  an input file that cannot be read
    ├── NotEnoughData             1  too little to answer honestly
    ├── NoModel                   1  nothing was trained for this task
    │   └── StaleModel            1  it learnt classes that are no more
    ├── EmbedderUnavailable       1  the embedding model is not installed
    ├── EndpointUnavailable       1  a model of others did not answer
    ├── NotInstalled              1  an optional part is not installed
    ├── Forbidden                 1  this person may not do that
    │   └── CardHeld              1  first the card that he holds
    ├── LoginRefused              1  no such person, or another password
    │   └── TooManyAttempts       1  wait before the next try
    └── ReportFailed              1  a notebook's cell failed
        └── KernelDied            1  the process that ran it ended
"""

from typing import ClassVar

__all__ = [
    "ArtefactDamaged",
    "CardHeld",
    "CheckFailed",
    "ClaimLost",
    "ConstraintViolated",
    "DatabaseBusy",
    "DatabaseUnavailable",
    "DriftError",
    "EmbedderUnavailable",
    "EndpointUnavailable",
    "Forbidden",
    "IndexMismatch",
    "KernelDied",
    "KeyReused",
    "LockedByAnother",
    "LoginRefused",
    "MappingError",
    "MisuseError",
    "NoModel",
    "NotEnoughData",
    "NotFound",
    "NotInstalled",
    "ParameterError",
    "ReportFailed",
    "SchemaDrift",
    "SdmlError",
    "SealKeyMissing",
    "SourceFileError",
    "StaleModel",
    "StalePlan",
    "StaleVersion",
    "StoreError",
    "TargetRefused",
    "TimeLimitReached",
    "TooManyAttempts",
    "TooManyRejects",
    "UnknownTenant",
]


class SdmlError(Exception):
    """The root: a failure that sdml foresaw and can explain in one line.

    Attributes
    ----------
    code : str
        A stable word for programs, as in the JSON of a failed command.
    exit_code : int
        What a command that ends with this error returns to the shell.
    """

    code: ClassVar[str] = "failed"
    exit_code: ClassVar[int] = 1


class MisuseError(SdmlError):
    """A call refused before any work: wrong words, names or values."""

    code = "misuse"
    exit_code = 2


class UnknownTenant(MisuseError):
    """No tenant has the slug that was given."""

    code = "unknown_tenant"


class MappingError(MisuseError):
    """A mapping file with unknown keys, missing parts or bad formats."""

    code = "bad_mapping"


class ParameterError(MisuseError):
    """A parameter that is unknown, mistyped or out of its range."""

    code = "bad_parameter"


class KeyReused(MisuseError):
    """A key that stands for another request of the same person already."""

    code = "key_reused"


class NotFound(ParameterError):
    """The tenant has no row of that id; another tenant's counts as none."""

    code = "not_found"


class CheckFailed(SdmlError):
    """A check that the caller asked for did not hold.

    Parameters
    ----------
    message : str
        What did not hold, and what to do.
    result : object, optional
        What the step found all the same; a command with ``--json`` prints it.
    """

    code = "check_failed"
    exit_code = 3

    def __init__(self, message: str, result: object = None) -> None:
        super().__init__(message)
        self.result = result


class TooManyRejects(CheckFailed):
    """An import rejected more rows than the caller allowed."""

    code = "too_many_rejects"


class TargetRefused(CheckFailed):
    """Another column settles a target, and its figures would deceive."""

    code = "target_refused"


class TimeLimitReached(SdmlError):
    """A run was stopped because its time limit passed."""

    code = "time_limit"
    exit_code = 4


class LockedByAnother(SdmlError):
    """Another run holds the lock; nothing was done."""

    code = "locked"
    exit_code = 5


class ClaimLost(LockedByAnother):
    """A decision came after its claim had expired, ended or gone to another."""

    code = "claim_lost"


class DriftError(SdmlError):
    """The database or a file is not what was recorded."""

    code = "drift"
    exit_code = 6


class StalePlan(DriftError):
    """What a dry run showed is not what would be done now."""

    code = "stale_plan"


class StaleVersion(DriftError):
    """The example or its labels changed since they were shown."""

    code = "stale_version"


class SchemaDrift(DriftError):
    """The database is at a revision this version of sdml does not know."""

    code = "schema_drift"


class ArtefactDamaged(DriftError):
    """A file's bytes do not match the hash in its manifest."""

    code = "artefact_damaged"


class SealKeyMissing(DriftError):
    """The key that the audit's last seal was made with is not at hand."""

    code = "seal_key_missing"


class IndexMismatch(DriftError):
    """A vector index was built by another embedder than the one asked for."""

    code = "index_mismatch"


class StoreError(SdmlError):
    """The database refused or failed; the driver's error is its cause."""

    code = "store_failed"


class DatabaseUnavailable(StoreError):
    """The database cannot be opened or reached, or is not one of ours."""

    code = "database_unavailable"


class DatabaseBusy(StoreError):
    """The database stayed locked by another writer for the whole wait."""

    code = "database_busy"


class ConstraintViolated(StoreError):
    """A key, a reference between tables or a value check refused a row."""

    code = "constraint_violated"


class SourceFileError(SdmlError):
    """An input file that is missing, of another kind, or cannot be read."""

    code = "bad_file"


class NotEnoughData(SdmlError):
    """Too few rows to answer honestly; the message says how many it takes."""

    code = "not_enough_data"


class NoModel(SdmlError):
    """No model was trained for the task that was asked for."""

    code = "no_model"


class StaleModel(NoModel):
    """A model of classes that were split or retired since it learnt them."""

    code = "stale_model"


class EmbedderUnavailable(SdmlError):
    """The embedding model is not installed or its files are not as pinned."""

    code = "embedder_unavailable"


class EndpointUnavailable(SdmlError):
    """A model of others did not answer, or not as its protocol says."""

    code = "endpoint_unavailable"


class NotInstalled(SdmlError):
    """An optional part of sdml, or what it needs, is not installed."""

    code = "not_installed"


class Forbidden(SdmlError):
    """A person without the role, or about his own proposal."""

    code = "forbidden"


class CardHeld(Forbidden):
    """A person who holds a card must decide it before he reads what others say."""

    code = "card_held"


class LoginRefused(SdmlError):
    """The tenant, the e-mail or the password is not right; not said which."""

    code = "login_refused"


class TooManyAttempts(LoginRefused):
    """Too many failed logins: the message says how long to wait."""

    code = "too_many_attempts"


class ReportFailed(SdmlError):
    """A cell of a report's notebook failed; the message names it."""

    code = "report_failed"


class KernelDied(ReportFailed):
    """A notebook's kernel ended before its last cell; the message says how."""

    code = "kernel_died"
