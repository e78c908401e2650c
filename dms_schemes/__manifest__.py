{
    "name": "Distribution: Trade Schemes",
    "summary": "Trade schemes with exact, explained benefits",
    "version": "19.0.1.0.0",
    "category": "Sales/Distribution",
    "author": "DMS founders",
    "license": "AGPL-3",
    "depends": ["dms_distributor", "sale_margin"],
    "data": [
        "security/ir.model.access.csv",
        "security/dms_schemes_rules.xml",
        "data/ir_sequence.xml",
        "data/ir_cron.xml",
        "views/dms_scheme_views.xml",
        "views/dms_schemes_menus.xml",
        "views/dms_secondary_sale_views.xml",
    ],
    "demo": ["demo/dms_scheme.xml"],
    "assets": {
        "web.assets_backend": ["dms_schemes/static/src/**/*"],
        "web.assets_tests": ["dms_schemes/static/tests/tours/**/*"],
    },
}
