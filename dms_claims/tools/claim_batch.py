"""What checks of many claims share: the claims, the settings that hold, and what was found."""

import datetime
import hashlib
from decimal import Decimal
from typing import NamedTuple

PASSED, FAILED, SKIPPED = "passed", "failed", "not_applicable"
SUBMISSION, APPROVAL = "submission", "approval"


class Setting(NamedTuple):
    """How severe a finding is, and where it begins."""

    severity: str
    is_blocking_submission: bool
    override_by: str
    tolerance: Decimal
    threshold: float
    days: int


class Finding(NamedTuple):
    """What one check says of a claim, or of a line, a file or another claim beside it."""

    claim_id: int
    code: str
    verdict: str
    variant: str
    line_id: int | None = None
    other_claim_id: int | None = None
    file_id: int | None = None
    claimed: float | None = None
    expected: float | None = None
    ceiling: float | None = None
    score: float | None = None
    distance: float | None = None
    count: int | None = None
    date: datetime.date | None = None
    detail: str | None = None

    @property
    def fingerprint(self) -> str:
        """The same for what is found again: an override holds for this finding, for no other."""
        kept = (
            self.code, self.variant, self.line_id, self.other_claim_id, self.file_id, self.detail,
            *(
                None if figure is None else f"{figure:.4f}"
                for figure in (self.claimed, self.expected, self.ceiling)
            ),
        )
        return hashlib.sha1(repr(kept).encode(), usedforsecurity=False).hexdigest()


class ClaimBatch:
    """Claims that are checked together.

    :ivar claims: ``dms.claim``, past the rules
    :ivar stage: ``submission`` or ``approval``
    :ivar findings: what has been found so far
    :ivar twins: of the claims' files, once somebody has looked for them
    """

    def __init__(self, claims, stage: str, settings):
        self.claims, self.stage, self.findings = claims, stage, []
        self.twins = None
        self._settings = settings

    def of(self, code: str, kinds=None):
        """The claims for which a check is to be made.

        :param kinds: of their types; None: all
        """
        return self.claims.filtered(
            lambda claim: (kinds is None or claim.kind in kinds) and self.get(claim, code)
        )

    def get(self, claim, code: str) -> Setting | None:
        """The setting of a check that holds for a claim; None: it is not made."""
        return self._settings.get(claim.company_id.id, claim.type_id.id, code)

    def asked(self, line) -> float:
        """What is asked for with a line: what is claimed; at approval what is to be approved."""
        return line.proposed_amount if self.stage == APPROVAL else line.claimed_amount

    def passed(self, claim, code: str, variant: str = PASSED, **figures):
        """Say that a claim has passed a check."""
        self.findings.append(Finding(claim.id, code, PASSED, variant, **figures))

    def failed(self, claim, code: str, variant: str = FAILED, **figures):
        """Say that a claim has failed a check."""
        self.findings.append(Finding(claim.id, code, FAILED, variant, **figures))

    def skipped(self, claim, code: str, variant: str = SKIPPED, **figures):
        """Say why a check can tell nothing of a claim."""
        self.findings.append(Finding(claim.id, code, SKIPPED, variant, **figures))
