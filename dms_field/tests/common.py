from datetime import date

from odoo.tests import TransactionCase, new_test_user


class FieldCase(TransactionCase):
    """Two distributors in two territories, each with outlets and a representative."""

    # A Monday, and a city where a degree of latitude is 111.2 km.
    MONDAY = date(2025, 3, 3)
    LATITUDE, LONGITUDE = 28.6, 77.2

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        tiers = cls.env["dms.tier"].create(
            [
                {"name": "Distributor", "code": "TEST-D", "sequence": 901, "role": "distributor"},
                {"name": "Outlet", "code": "TEST-O", "sequence": 902, "role": "outlet"},
            ]
        )
        cls.distributor_tier, cls.outlet_tier = tiers
        cls.north, cls.south = cls.env["dms.territory"].create(
            [{"name": "Test North", "code": "TEST-N"}, {"name": "Test South", "code": "TEST-S"}]
        )
        cls.company = cls.env.company
        cls.company.dms_geofence_radius = 100
        cls.representative = cls._create_user("test_rep_north", cls.north)
        cls.colleague = cls._create_user("test_rep_south", cls.south)
        cls.manager = new_test_user(
            cls.env, "test_field_manager", groups="dms_distributor.group_manager"
        )
        cls.distributor = cls._create_partner("Upper", cls.distributor_tier, cls.north)
        cls.other_distributor = cls._create_partner("Lower", cls.distributor_tier, cls.south)
        # Along a meridian, 1.112 km apart, in an order that goes to and fro.
        cls.outlets = cls.env["res.partner"].concat(
            *(
                cls._create_partner(
                    f"Shop {step}", cls.outlet_tier, cls.north, cls.distributor, step
                )
                for step in (3, 1, 4, 2)
            )
        )
        cls.other_outlet = cls._create_partner(
            "Far Shop", cls.outlet_tier, cls.south, cls.other_distributor, 9
        )
        cls.beat = cls._create_beat("TEST-1", cls.distributor, cls.representative, cls.outlets)
        cls.other_beat = cls._create_beat(
            "TEST-2", cls.other_distributor, cls.colleague, cls.other_outlet
        )

    @classmethod
    def _create_user(cls, login, territory):
        user = new_test_user(cls.env, login, groups="dms_distributor.group_user", tz="UTC")
        user.dms_territory_ids = territory
        return user

    @classmethod
    def _create_partner(cls, name, tier, territory, upstream=None, step=0):
        return cls.env["res.partner"].create(
            {
                "name": name, "is_company": True, "dms_tier_id": tier.id,
                "dms_territory_id": territory.id, "dms_state": "active",
                "dms_upstream_id": upstream and upstream.id,
                "partner_latitude": cls.LATITUDE + step / 100,
                "partner_longitude": cls.LONGITUDE,
            }
        )

    @classmethod
    def _create_beat(cls, code, distributor, user, outlets, **values):
        return cls.env["dms.beat"].create(
            {
                "name": f"Beat {code}", "code": code, "distributor_id": distributor.id,
                "user_id": user.id, "mon": True, "thu": True, "date_start": cls.MONDAY,
                "line_ids": [
                    (0, 0, {"outlet_id": outlet.id, "sequence": rank})
                    for rank, outlet in enumerate(outlets)
                ],
                **values,
            }
        )

    def _create_visit(self, **values):
        return self.env["dms.visit"].create(
            {
                "outlet_id": self.outlets[0].id, "user_id": self.representative.id,
                "date": self.MONDAY, **values,
            }
        )
