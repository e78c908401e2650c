from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, hmac


class DmsRateLimit(models.Model):
    """How often something was done in a span of time: public pages slow senders down by it.

    The keys are digests: no address of a visitor is kept.
    """

    _name = "dms.rate.limit"
    _description = "Rate Limit"
    _log_access = False
    _rec_name = "key"

    key = fields.Char(required=True, readonly=True)
    span_start = fields.Datetime(required=True, readonly=True, index=True)
    count = fields.Integer(required=True, readonly=True)

    _key_unique = models.UniqueIndex("(key, span_start)", "A span of time is counted once.")

    @api.model
    def _hit(self, scope, key, limit, hours):
        """Count one more and tell whether it is within the limit.

        The row is locked until the end of the transaction, so no two requests take the last one.

        :param scope: what is done
        :param key: who does it: an address
        :param limit: how often it may be done in a span
        :param hours: length of a span
        :return: whether it may be done
        """
        digest = hmac(self.env(su=True), "dms-rate-limit", f"{scope}|{key}")
        now = fields.Datetime.now()
        span = now.replace(
            hour=now.hour // hours * hours if hours < 24 else 0, minute=0, second=0, microsecond=0
        )
        [(count,)] = self.env.execute_query(SQL(
            """
            INSERT INTO dms_rate_limit AS known (key, span_start, count)
                 VALUES (%s, %s, 1)
            ON CONFLICT (key, span_start) DO UPDATE SET count = known.count + 1
              RETURNING known.count
            """,
            digest, span,
        ))
        self.invalidate_model(["count"])
        return count <= limit

    @api.autovacuum
    def _gc_spans(self):
        """Forget spans that are over."""
        self.search([("span_start", "<", fields.Datetime.now() - timedelta(days=2))]).unlink()
