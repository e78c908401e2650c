from odoo import models
from odoo.tools import SQL


class ResPartner(models.Model):
    """Who in the company looks after a partner of the network."""

    _inherit = "res.partner"

    def _get_dms_managers(self) -> dict:
        """Who is told of what happens to these partners.

        That is the partner's salesperson, else the manager of the nearest territory up the tree.

        :return: a ``res.users`` record, empty when there is nobody, by partner
        """
        self.flush_model(["dms_territory_id", "user_id"])
        self.env["dms.territory"].flush_model(["parent_path", "user_id"])
        # One query whatever the depth: the nearest ancestor with a manager has the longest path.
        rows = self.env.execute_query(SQL(
            """
            SELECT DISTINCT ON (partner.id)
                   partner.id, COALESCE(salesperson.id, manager.id)
              FROM res_partner partner
         LEFT JOIN res_users salesperson ON salesperson.id = partner.user_id
                                        AND salesperson.active
         LEFT JOIN dms_territory place ON place.id = partner.dms_territory_id
         LEFT JOIN dms_territory above ON place.parent_path LIKE above.parent_path || '%%'
                                      AND above.user_id IS NOT NULL
         LEFT JOIN res_users manager ON manager.id = above.user_id AND manager.active
             WHERE partner.id = ANY(%s)
          ORDER BY partner.id, manager.id IS NULL, LENGTH(above.parent_path) DESC
            """,
            list(self.ids),
        ))
        managers = dict(rows)
        users = self.env["res.users"]
        return {partner: users.browse(managers.get(partner.id) or ()) for partner in self}
