"""Roles, what is foreign to each, and what every test of the access matrix stands on."""

import re

from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user
from odoo.tools import SQL

from .owners import Owners
from .rows import Rows

# Stands behind the name of each partner of the network, so that any text tells whom it names.
MARK = re.compile(r"§(\d+)§")


class AccessCase(HttpCase):
    """The demo network, a second company with one of its own, and nine roles that look at it."""

    # Odoo gives these to what lies in an add-on.
    test_tags = frozenset({"standard"})
    test_module = "tests"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.company = cls.env.ref("base.main_company")
        cls.second = cls.env["res.company"].create({"name": "Second Company"})
        ref = cls._ref
        cls.north, cls.south = ref("demo_distributor_sunrise"), ref("demo_distributor_coastal")
        cls.abroad = cls._create_network(cls.second)
        cls.sides = {
            "north": Rows(cls.env, cls.company, cls.north, cls._get_outlet(cls.north)),
            "south": Rows(cls.env, cls.company, cls.south, cls._get_outlet(cls.south)),
            "abroad": Rows(cls.env, cls.second, *cls.abroad),
        }
        cls.users = cls._get_users()
        cls.models = cls._get_models()
        cls.unmade = {}
        cls._fill()
        cls._mark_names()
        cls.owners = Owners(cls.env)
        cls.owned = {}
        cls.scopes = {role: cls._get_scope(user) for role, user in cls.users.items()}

    @classmethod
    def _ref(cls, name):
        return cls.env.ref(f"dms_distributor.{name}")

    @classmethod
    def _get_outlet(cls, distributor):
        return cls.env["res.partner"].search(
            [("dms_upstream_id", "=", distributor.id), ("dms_role", "=", "outlet")],
            order="id", limit=1,
        )

    @classmethod
    def _create_network(cls, company):
        """A distributor and an outlet of another company."""
        values = {"is_company": True, "company_id": company.id, "dms_state": "active"}
        partners = cls.env["res.partner"]
        distributor = partners.create(
            {**values, "name": "Abroad Traders", "dms_tier_id": cls._ref("tier_distributor").id}
        )
        outlet = partners.create({
            **values, "name": "Abroad Shop", "dms_tier_id": cls._ref("tier_outlet").id,
            "dms_upstream_id": distributor.id,
        })
        return distributor, outlet

    @classmethod
    def _get_users(cls):
        """The user of each role; those of the demo data where it has one."""
        ref = cls._ref
        both = "base.group_user,dms_distributor.group_manager"
        south = new_test_user(cls.env, "access_south", "dms_distributor.group_user")
        south.dms_territory_ids = ref("demo_territory_south")
        other = new_test_user(
            cls.env, "access_other", both,
            company_id=cls.second.id, company_ids=[Command.set(cls.second.ids)],
        )
        return {
            "portal_north": ref("demo_user_distributor_north"),
            "portal_south": ref("demo_user_distributor_south"),
            "user_north": ref("demo_user_north"),
            "user_south": south,
            "manager": ref("demo_user_manager"),
            "administrator": new_test_user(
                cls.env, "access_admin", "dms_distributor.group_administrator"
            ),
            "internal": new_test_user(cls.env, "access_internal", "base.group_user"),
            "public": cls.env.ref("base.public_user"),
            "other_manager": other,
        }

    @classmethod
    def _get_models(cls):
        """Names of the models with records that our add-ons define."""
        return sorted(
            name for name, model in cls.env.registry.items()
            if name.startswith("dms.") and not model._abstract and not model._transient
            and model._auto
        )

    @classmethod
    def get_all_models(cls):
        """Names of all models that our add-ons define, those of dialogs too."""
        return sorted(
            name for name, model in cls.env.registry.items()
            if name.startswith("dms.") and not model._abstract
        )

    @classmethod
    def _fill(cls):
        """Give each side of the network a record of each model that may have one."""
        owners = Owners(cls.env)
        for model in cls.models:
            sample = owners.sample(model)
            of, companies = owners.of(sample), owners.companies_of(sample)
            if owners.is_owned(model):
                for rows in cls.sides.values():
                    own = {rows.distributor.id, rows.outlet.id}
                    of_company = {rows.company.id} if owners.has_company(model) else {0}
                    if not any(
                        own & of[identifier] and companies[identifier] in of_company
                        for identifier in sample.ids
                    ):
                        cls._make(rows, model)
            elif owners.has_company(model):
                for name in ("north", "abroad"):
                    if cls.sides[name].company.id not in companies.values():
                        cls._make(cls.sides[name], model)

    @classmethod
    def _make(cls, rows, model):
        """Make a row; one that cannot be made is the failure of its model alone."""
        try:
            rows.make(model)
        except AssertionError as error:
            cls.unmade[model] = str(error)

    @classmethod
    def _mark_names(cls):
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE res_partner SET name = name || ' §' || id || '§',"
            " complete_name = complete_name || ' §' || id || '§'"
            " WHERE dms_role IN ('distributor', 'outlet')"
        )
        cls.env.invalidate_all()

    @classmethod
    def _get_scope(cls, user):
        """Ids of the partners of the network that are the user's own, told by the tables alone."""
        tops, territories = user.dms_network_ids, user.dms_territory_ids
        if user._is_portal():
            tops, territories = user.partner_id.commercial_partner_id, territories.browse()
        elif user.has_group("dms_distributor.group_manager"):
            rows = cls.env.execute_query(SQL(
                "SELECT id FROM res_partner WHERE dms_role IN ('distributor', 'outlet')"
                " AND (company_id IS NULL OR company_id = ANY(%s))", user.company_ids.ids,
            ))
            return {row[0] for row in rows}
        elif not user.has_group("dms_distributor.group_user"):
            return set()
        rows = cls.env.execute_query(SQL(
            """
            SELECT partner.id FROM res_partner partner
         LEFT JOIN dms_territory place ON place.id = partner.dms_territory_id
             WHERE partner.dms_network_path LIKE ANY(%s) OR place.parent_path LIKE ANY(%s)
            """,
            [f"{path}%" for path in tops.mapped("dms_network_path") if path],
            [f"{path}%" for path in territories.mapped("parent_path")],
        ))
        return {row[0] for row in rows}

    @classmethod
    def get_foreign(cls, role, model):
        """Records of a model that are no business of a role.

        Those of another company, and those that name partners of the network of whom none is the
        role's own; a record between an own and a foreign partner is left to each model's tests.
        """
        of, companies = cls.get_owned(model)
        own, allowed = cls.scopes[role], {0, *cls.users[role].company_ids.ids}
        return cls.env[model].browse(
            identifier for identifier, partners in of.items()
            if companies[identifier] not in allowed or (partners and not partners & own)
        )

    @classmethod
    def get_owned(cls, model):
        """Partners and company of the records of a model that are looked at, by record id.

        :return: pair of dicts; read once
        """
        if model not in cls.owned:
            sample = cls.owners.sample(model)
            cls.owned[model] = (cls.owners.of(sample), cls.owners.companies_of(sample))
        return cls.owned[model]

    @classmethod
    def get_known(cls, role):
        """Partners whom a role may see named: its own, and those who supply them."""
        known = set(cls.scopes[role])
        for path in (cls.owners.network.get(partner) for partner in cls.scopes[role]):
            known |= {int(part) for part in (path or "").split("/") if part}
        return known

    def assert_names_none(self, role, text, where):
        """Assert that a text names no partner of the network that the role may not know."""
        strangers = {int(mark) for mark in MARK.findall(text)} - self.get_known(role)
        names = self.env["res.partner"].browse(sorted(strangers)[:3]).mapped("name")
        self.assertFalse(strangers, f"{where} names to {role}: {', '.join(names)}")


def of_partners(roles):
    """The roles whose view of the network is part of it."""
    return [role for role in roles if role.startswith(("portal", "user"))]
