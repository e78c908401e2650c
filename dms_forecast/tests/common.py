from datetime import date

from odoo.tests import TransactionCase, new_test_user


class ForecastCase(TransactionCase):
    """Two distributors with a known demand from July to December of 2024."""

    TODAY = date(2025, 1, 15)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {
                "name": "Forecast Maker", "dms_demand_months": 6, "dms_lead_time_days": 9,
                "dms_lead_time_deviation": 2, "dms_review_days": 7, "dms_service_level": 95,
            }
        )
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        tier = cls.env["dms.tier"].create(
            {"name": "Distributor", "code": "TEST-D", "role": "distributor"}
        )
        cls.north, cls.south = cls.env["dms.territory"].create(
            [{"name": "Test North", "code": "TEST-N"}, {"name": "Test South", "code": "TEST-S"}]
        )
        cls.distributor, cls.other_distributor = cls.env["res.partner"].create(
            [
                {"name": name, "dms_tier_id": tier.id, "dms_territory_id": territory.id}
                for name, territory in (("Upper", cls.north), ("Lower", cls.south))
            ]
        )
        cls.user = cls._create_user("test_forecast_user", "dms_distributor.group_user")
        cls.user.dms_territory_ids = cls.north
        cls.manager = cls._create_user("test_forecast_manager", "dms_distributor.group_manager")
        cls.steady, cls.varying, cls.rare = cls.env["product.product"].create(
            [{"name": name} for name in ("Soap", "Tea", "Candles")]
        )
        # Values 960, 150 and 90 of 1200: 80 %, 92.5 %, 100 %.
        cls._sell(cls.distributor, cls.steady, [16, 15, 17, 16, 15, 17], price=10)
        cls._sell(cls.distributor, cls.varying, [10, 40, 20, 40, 10, 30], price=1)
        cls._sell(cls.distributor, cls.rare, [0, 0, 0, 0, 0, 30], price=3)
        # Began in October.
        cls._sell(cls.other_distributor, cls.rare, [0, 0, 0, 12, 12, 12], price=3)

    @classmethod
    def _create_user(cls, login, group):
        return new_test_user(
            cls.env, login, groups=group, company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    @classmethod
    def _sell(cls, distributor, product, quantities, price):
        """Sell ``quantities`` in the six months up to December 2024."""
        cls.env["dms.secondary.sale"].create(
            [
                {
                    "company_id": cls.company.id, "distributor_id": distributor.id,
                    "product_id": product.id, "date": date(2024, month, 10),
                    "quantity": quantity, "gross_amount": quantity * price,
                    "net_amount": quantity * price,
                    "source_key": f"test:{product.id}:{month}",
                }
                for month, quantity in zip(range(7, 13), quantities, strict=True)
                if quantity
            ]
        )
        cls.env.flush_all()

    def _refresh(self):
        model = self.env["dms.demand.class"]
        return model._refresh(self.company, model._get_distributors(self.company))

    def _get(self, distributor, product):
        return self.env["dms.demand.class"].search(
            [("distributor_id", "=", distributor.id), ("product_id", "=", product.id)]
        )
