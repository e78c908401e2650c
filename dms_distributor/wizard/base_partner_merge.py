from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _get_fk_on(self, table):
        """Leave monthly sums out: their trigger moves the figures with the facts, whereas moving
        the rows themselves would run into their unique keys and lose what they hold."""
        months = self.env["dms.secondary.month"]
        left_out = {model._table for model in (*months._get_models(), *months._get_followers())}
        # A pair of outlets is not moved but settled.
        left_out.add(self.env["dms.outlet.duplicate"]._table)
        return [
            (name, column) for name, column in super()._get_fk_on(table) if name not in left_out
        ]

    def _has_check_or_unique_constraint(self, table, column):
        """Count unique indexes too: PostgreSQL keeps them apart from constraints."""
        return super()._has_check_or_unique_constraint(table, column) or bool(
            self.env.execute_query(SQL(
                """
                SELECT 1 FROM pg_index JOIN pg_attribute ON attrelid = indrelid
                 WHERE indrelid = to_regclass(%(table)s) AND indisunique AND NOT indisprimary
                   AND attname = %(column)s AND attnum = ANY(indkey)
                 LIMIT 1
                """,
                table=table, column=column,
            ))
        )

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Let what a merged partner has in the network pass to the one that stays."""
        self._check_dms_merge(src_partners, dst_partner)
        self._free_dms_codes(src_partners, dst_partner)
        self._drop_known_dms_aliases(src_partners, dst_partner)
        self._settle_dms_pairs(src_partners, dst_partner)
        self._drop_dms_collisions(src_partners, dst_partner)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        # The base moves references by SQL, so nothing has followed the new upstream partner yet.
        self.env.invalidate_all()
        (dst_partner | dst_partner.with_context(active_test=False).dms_downstream_ids)\
            ._update_dms_network_paths()
        return result

    def _update_values(self, src_partners, dst_partner):
        """Let a partner that comes into the network by the merge get its place there."""
        result = super()._update_values(src_partners, dst_partner)
        self.env.registry.clear_cache()
        return result

    @api.model
    def _check_dms_merge(self, src_partners, dst_partner):
        """Refuse merges that would bend the network or count sales twice.

        :raise UserError: naming the partners and what to do
        """
        partners = (src_partners | dst_partner).sudo()
        roles = set(partners.mapped("dms_role")) - {False}
        if len(roles) > 1:
            raise UserError(self.env._(
                "%(partners)s cannot be merged: they stand on different levels of the network. "
                "Give them the same tier first.",
                partners=", ".join(partners.mapped("display_name")),
            ))
        for partner in partners:
            above = partners.browse(set(partners.ids) & partner._get_dms_upstream_ids())
            if above:
                raise UserError(self.env._(
                    "%(upstream)s and %(partner)s cannot be merged: the one supplies the other.",
                    upstream=above[0].display_name, partner=partner.display_name,
                ))
        self.env["dms.secondary.sale"].flush_model()
        rows = self.env.execute_query(SQL(
            """
            SELECT source_key FROM dms_secondary_sale
             WHERE distributor_id = ANY(%s)
             GROUP BY source_key HAVING COUNT(*) > 1
             LIMIT 1
            """,
            partners.ids,
        ))
        if rows:
            raise UserError(self.env._(
                "%(partners)s cannot be merged: the sale %(key)s is recorded for more than one of "
                "them and would count twice.",
                partners=", ".join(partners.mapped("display_name")), key=rows[0][0],
            ))

    @api.model
    def _free_dms_codes(self, src_partners, dst_partner):
        """Pass the network code on: two partners cannot have it, not even for the moment."""
        codes = [code for code in src_partners.mapped("dms_code") if code]
        if codes:
            src_partners.dms_code = False
            dst_partner.dms_code = dst_partner.dms_code or codes[0]
            self.env.flush_all()

    @api.model
    def _drop_known_dms_aliases(self, src_partners, dst_partner):
        """Drop the aliases of merged distributors that the others have given as well."""
        for name in ("dms.outlet.alias", "dms.product.alias"):
            aliases = self.env[name].sudo().search(
                [("distributor_id", "in", (src_partners | dst_partner).ids)]
            )
            for group in aliases.grouped(lambda alias: (alias.company_id, alias.code)).values():
                kept = group.filtered(lambda a: a.distributor_id == dst_partner)[:1] or group[:1]
                (group - kept).unlink()
        self.env.flush_all()

    @api.model
    def _settle_dms_pairs(self, src_partners, dst_partner):
        """Let what is known of pairs of outlets pass to the one that stays."""
        pairs = self.env["dms.outlet.duplicate"].sudo()
        for source in src_partners:
            for pair in pairs.search(
                ["|", ("outlet_a_id", "=", source.id), ("outlet_b_id", "=", source.id)]
            ):
                pair._follow_merge(source, dst_partner)
        self.env.flush_all()

    @api.model
    def _drop_dms_collisions(self, src_partners, dst_partner):
        """Drop what the network holds once for a partner where the one that stays has it too.

        Otherwise all that a table holds of the others would go when one row stands in the way.
        """
        self.env.flush_all()
        for table, column in self._get_fk_on("res_partner"):
            if not table.startswith("dms_"):
                continue
            for columns in self._get_unique_columns(table, column):
                same = SQL(" AND ").join(
                    SQL("kept.%s IS NOT DISTINCT FROM gone.%s", name, name)
                    for name in map(SQL.identifier, columns)
                )
                self.env.cr.execute(SQL(
                    """
                    DELETE FROM %(table)s gone USING %(table)s kept
                     WHERE gone.%(column)s = ANY(%(sources)s) AND kept.%(column)s = %(target)s
                       AND %(same)s
                    """,
                    table=SQL.identifier(table), column=SQL.identifier(column),
                    sources=src_partners.ids, target=dst_partner.id, same=same or SQL("TRUE"),
                ))

    @api.model
    def _get_unique_columns(self, table, column) -> list:
        """The other columns of each unique index of plain columns that holds ``column``.

        :return: lists of names, one for each index
        """
        rows = self.env.execute_query(SQL(
            """
            SELECT array_agg(attname::text)
              FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY(indkey)
             WHERE indrelid = to_regclass(%s) AND indisunique AND NOT indisprimary
               AND indexprs IS NULL AND indpred IS NULL
          GROUP BY indexrelid
            """,
            table,
        ))
        return [
            [name for name in names if name != column] for (names,) in rows if column in names
        ]
