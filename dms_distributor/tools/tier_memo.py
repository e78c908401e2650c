class TierMemo(dict):
    """What is told of tiers while approvals of many records are asked for: each question once.

    It travels in the context; no caller of the API can make one.

    :ivar records: for which approvals are asked
    """

    def __init__(self, records):
        super().__init__()
        self.records = records

    @classmethod
    def of(cls, env):
        """The memo of an environment; None where there is none."""
        memo = env.context.get("dms_tier_memo")
        return memo if isinstance(memo, cls) else None
