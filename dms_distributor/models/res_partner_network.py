from odoo import api, fields, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """The path of a partner in the network, and what hangs on it."""

    # Apart from the other fields and rules of partners, to keep both files readable.
    _inherit = "res.partner"

    dms_network_path = fields.Char(
        string="Network Path",
        readonly=True,
        copy=False,
        help="Database identifiers from the top of the network down to this partner.",
    )

    # The pattern operators serve LIKE 'prefix%', by which subtrees are read.
    _dms_network_path_idx = models.Index(
        "(dms_network_path text_pattern_ops) WHERE dms_network_path IS NOT NULL"
    )

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners.filtered("dms_tier_id")._update_dms_network_paths()
        return partners

    def write(self, vals):
        scope_keys = {"dms_upstream_id", "dms_tier_id", "parent_id", "is_company"} & vals.keys()
        is_scope = bool(scope_keys) and self._is_dms_scope_of_users()
        result = super().write(vals)
        if scope_keys & {"dms_upstream_id", "dms_tier_id"}:
            self._update_dms_network_paths()
        if is_scope or (scope_keys and self._is_dms_scope_of_users()):
            # Record rules are cached with the network paths that they were given.
            self.env.registry.clear_cache()
        return result

    def _update_dms_network_paths(self):
        """Write the network paths of these partners and of all below them, in one statement.

        A moved subtree may hold hundreds of thousands of outlets, so it is not read.
        """
        moved = set(self._ids)
        tops = self.sudo().filtered(lambda partner: not partner._get_dms_upstream_ids() & moved)
        if not tops:
            return
        self.flush_model(["dms_tier_id", "dms_upstream_id", "dms_network_path"])
        self.env.cr.execute(SQL(
            """
            WITH RECURSIVE network AS (
                SELECT partner.id,
                       CASE WHEN partner.dms_tier_id IS NOT NULL
                            THEN CONCAT(upstream.dms_network_path, partner.id, '/') END AS path
                  FROM res_partner partner
             LEFT JOIN res_partner upstream ON upstream.id = partner.dms_upstream_id
                 WHERE partner.id = ANY(%s)
             UNION ALL
                SELECT partner.id, CONCAT(network.path, partner.id, '/')
                  FROM network
                  JOIN res_partner partner ON partner.dms_upstream_id = network.id
            )
            UPDATE res_partner
               SET dms_network_path = network.path
              FROM network
             WHERE res_partner.id = network.id
               AND res_partner.dms_network_path IS DISTINCT FROM network.path
            """,
            list(tops._ids),
        ))
        self.invalidate_model(["dms_network_path"])

    def _get_dms_upstream_ids(self):
        """Identifiers of the partners above this one, up to the top of the network.

        :return: a set of database identifiers
        """
        self.ensure_one()
        above, upstream = set(), self.dms_upstream_id
        while upstream and upstream.id not in above:
            above.add(upstream.id)
            upstream = upstream.dms_upstream_id
        return above

    def _is_dms_scope_of_users(self):
        """Whether what a user may see hangs on one of these partners.

        :return: True when a user, or a user's company or network, is one of them or lies below
        """
        if not self.ids:
            return False
        self.flush_model(["dms_network_path", "commercial_partner_id", "parent_id"])
        paths = [f"{path}%" for path in self.sudo().mapped("dms_network_path") if path]
        return bool(self.env.execute_query(SQL(
            """
            SELECT 1
              FROM (
                    SELECT contact.commercial_partner_id AS id, contact.id AS contact_id
                      FROM res_users JOIN res_partner contact ON contact.id = res_users.partner_id
                     UNION ALL
                    SELECT res_partner_id, NULL FROM dms_network_res_users_rel
                   ) AS top
              JOIN res_partner ON res_partner.id = top.id
             WHERE top.id = ANY(%(ids)s) OR top.contact_id = ANY(%(ids)s)
                OR res_partner.dms_network_path LIKE ANY(%(paths)s)
             LIMIT 1
            """,
            ids=self.ids, paths=paths,
        )))
