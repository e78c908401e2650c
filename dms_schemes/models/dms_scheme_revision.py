from odoo import api, models
from odoo.addons.dms_distributor.tools.statement_trigger import statement_trigger

from .dms_scheme import BINDING_STATES

ADD = "INSERT INTO dms_scheme_revision DEFAULT VALUES"
# A draft is no news, however often it is saved.
ADD_BINDING = (
    "INSERT INTO dms_scheme_revision (id) SELECT NEXTVAL('dms_scheme_revision_id_seq')"
    f" WHERE EXISTS (SELECT FROM {{rows}} WHERE state IN {tuple(BINDING_STATES)})"
)
# Besides the schemes themselves: what is read of these stands in a compiled set.
READ_WITH_SCHEMES = "dms_scheme_group", "res_currency_rate", "uom_uom"


class DmsSchemeRevision(models.Model):
    """Changes of what schemes are compiled from, one row for each statement that changed them.

    The rows that a transaction sees name the state that it sees: of its own changes, of all that
    are committed and of no others. Rows are only added, so changes never wait for each other.
    """

    _name = "dms.scheme.revision"
    _description = "Changes of Schemes in Force"
    _log_access = False
    # Triggers fill it, with nothing but a number.
    _auto = False
    _order = "id"

    def init(self):
        self.env.cr.execute(
            "CREATE TABLE IF NOT EXISTS dms_scheme_revision (id bigserial PRIMARY KEY)"
        )
        # After all tables exist, that of the schemes among them.
        self.pool.post_init(self._create_triggers)

    def _create_triggers(self):
        """(Re)create the triggers that fill this table."""
        old, new = (ADD_BINDING.format(rows=rows) for rows in ("old_rows", "new_rows"))
        commands = {
            "INSERT": new, "DELETE": old,
            "UPDATE": ADD_BINDING.format(
                rows="(SELECT state FROM old_rows UNION ALL SELECT state FROM new_rows) AS rows"
            ),
        }
        self.env.cr.execute(
            statement_trigger("dms_scheme_revision_scheme", "dms_scheme", commands)
        )
        for table in READ_WITH_SCHEMES:
            self.env.cr.execute(statement_trigger(
                f"dms_scheme_revision_{table}", table,
                dict.fromkeys(("INSERT", "UPDATE", "DELETE"), ADD),
            ))

    @api.autovacuum
    def _gc_revisions(self):
        """Have one row say what many said; it is a new one, so that no state is taken for another.
        """
        self.env.cr.execute("DELETE FROM dms_scheme_revision")
        self.env.cr.execute(ADD)
