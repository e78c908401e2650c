from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, sql

from ..coverage import Claim, Period, find_conflicts

# A subtree is the range of texts that begin with its path: ":" follows all digits and "/".
PATH_RANGE = """
    DO $$ BEGIN
        CREATE TYPE dms_path_range AS RANGE (subtype = text, collation = "C");
    EXCEPTION WHEN duplicate_object THEN NULL;
    END $$
"""
# The path follows wherever a territory or a category is moved, whoever moves it. It comes first in
# the keys: Odoo takes a foreign key whose first column is a Many2one for that field's own.
PATH_KEYS = [
    (table, f"{table}_parent_path_id_key", "UNIQUE (parent_path, id)")
    for table in ("dms_territory", "product_category")
] + [
    (
        "dms_agreement_claim", f"dms_agreement_claim_{name}_path_fkey",
        f"FOREIGN KEY ({name}_path, {name}_id) REFERENCES {table} (parent_path, id)"
        " ON UPDATE CASCADE",
    )
    for name, table in (("territory", "dms_territory"), ("category", "product_category"))
]


class DmsAgreementClaim(models.Model):
    """A territory and what a binding agreement covers there: what exclusivity is decided by.

    One row for each territory and each category or product that an agreement names, kept by
    ``dms.agreement``. The database refuses rows that cannot stand together, whatever way and
    however many at a time they come.
    """

    _name = "dms.agreement.claim"
    _description = "Claim of an Agreement on a Territory"
    _log_access = False
    _rec_name = "territory_id"

    agreement_id = fields.Many2one(
        "dms.agreement", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    distributor_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="restrict", index=True
    )
    tier_id = fields.Many2one("dms.tier", required=True, readonly=True, ondelete="restrict")
    territory_id = fields.Many2one(
        "dms.territory", required=True, readonly=True, ondelete="restrict", index=True
    )
    territory_path = fields.Char(required=True, readonly=True)
    category_id = fields.Many2one(
        "product.category", readonly=True, ondelete="restrict", index="btree_not_null",
        help="Empty: all products.",
    )
    category_path = fields.Char(required=True, readonly=True)
    product_id = fields.Many2one(
        "product.product", readonly=True, ondelete="restrict", index="btree_not_null",
        help="This product alone; its category tells where it stands.",
    )
    date_from = fields.Date(required=True, readonly=True)
    date_to = fields.Date(readonly=True)
    is_exclusive = fields.Boolean(readonly=True)

    # The holders of an exclusive claim are all distributors, those of another one its own alone:
    # so two claims meet in their holders when one of them is exclusive.
    _exclusive = models.Constraint(
        """EXCLUDE USING gist (
            company_id WITH =,
            tier_id WITH =,
            distributor_id WITH <>,
            int4range(
                CASE WHEN is_exclusive THEN NULL ELSE distributor_id END,
                CASE WHEN is_exclusive THEN NULL ELSE distributor_id END, '[]'
            ) WITH &&,
            dms_path_range(territory_path, territory_path || ':') WITH &&,
            (CASE WHEN product_id IS NULL
                  THEN dms_path_range(category_path, NULLIF(category_path || ':', ':'))
                  ELSE dms_path_range(category_path, category_path, '[]') END) WITH &&,
            int4range(product_id, product_id, '[]') WITH &&,
            daterange(date_from, date_to, '[]') WITH &&
        )""",
        "Another distributor has an exclusive agreement on one of these territories and products "
        "in the same period, or would be shut out by this one.",
    )
    _one_at_a_time = models.Constraint(
        """EXCLUDE USING gist (
            company_id WITH =,
            distributor_id WITH =,
            agreement_id WITH <>,
            daterange(date_from, date_to, '[]') WITH &&
        )""",
        "A distributor has one agreement at a time: end or amend the one in force.",
    )

    def _auto_init(self):
        self.env.cr.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        self.env.cr.execute(PATH_RANGE)
        return super()._auto_init()

    def init(self):
        # Later: the tables that they refer to may come after this one.
        self.pool.post_init(self._create_path_keys)

    @api.model
    def _create_path_keys(self):
        for table, name, definition in PATH_KEYS:
            if not sql.constraint_definition(self.env.cr, table, name):
                sql.add_constraint(self.env.cr, table, name, definition)

    def _as_claims(self):
        """These rows as the values that ``coverage`` calculates with.

        :return: a list of ``Claim``
        """
        return [
            Claim(
                row.agreement_id.id, row.distributor_id.id, (row.company_id.id, row.tier_id.id),
                row.territory_path, Period(row.date_from, row.date_to or None), row.is_exclusive,
                row.category_path or "", row.product_id.id or None,
            )
            for row in self
        ]

    @api.model
    def _find_near(self, claims):
        """Rows that may conflict with some claims: those of their companies above and below their
        territories, and those of their holders.

        :param claims: ``Claim`` values
        :return: rows, past the rules
        """
        if not claims:
            return self.browse()
        paths = sorted({claim.territory for claim in claims})
        above = {int(node) for path in paths for node in path.split("/") if node}
        rows = self.env.execute_query(SQL(
            """
            SELECT id FROM dms_agreement_claim
             WHERE company_id = ANY(%(companies)s)
               AND (territory_id = ANY(%(above)s) OR distributor_id = ANY(%(holders)s)
                    OR territory_path LIKE ANY(%(below)s))
            """,
            companies=list({claim.market[0] for claim in claims}),
            holders=list({claim.holder for claim in claims}),
            above=sorted(above),
            below=[f"{path}%" for path in paths],
        ))
        return self.sudo().browse([row_id for [row_id] in rows])

    @api.model
    def _check_move(self, name, paths, parent_id):
        """Refuse to move nodes of a tree to another parent where agreements stand against it.

        :param name: the attribute of ``Claim`` that holds a path of that tree
        :param paths: the path of each moved record, before the move
        :param parent_id: identifier of the new parent, or False
        :raise UserError: naming the agreements
        """
        for record, path in paths.items():
            target = f"{record.browse(parent_id).sudo().parent_path or ''}{record.id}/"
            rows = self.sudo().search([(f"{name}_path", "=like", f"{path}%")])
            moved = [
                replace(claim, **{name: target + getattr(claim, name)[len(path):]})
                for claim in rows._as_claims()
            ]
            conflicts = find_conflicts(moved, (self._find_near(moved) - rows)._as_claims())
            if conflicts:
                agreements = self.env["dms.agreement"].sudo()
                raise UserError(self.env._(
                    "%(record)s cannot be moved there: agreement %(agreement)s would no longer "
                    "stand.\n%(conflicts)s",
                    record=record.display_name,
                    agreement=agreements.browse(conflicts[0].claim.agreement).display_name,
                    conflicts="\n".join(
                        f"- {agreements._explain_conflict(conflict)}" for conflict in conflicts
                    ),
                ))
