{
    "name": "Distribution",
    "summary": "Distribution network, secondary sales and the portal of distributors",
    "version": "19.0.1.0.0",
    "category": "Sales/Distribution",
    "author": "DMS founders",
    "license": "AGPL-3",
    "depends": ["partnership", "portal", "queue_job", "sale_stock", "web_hierarchy"],
    "data": [
        "security/dms_security.xml",
        "security/ir.model.access.csv",
        "security/dms_rules.xml",
        "views/res_partner_views.xml",
        "views/dms_menus.xml",
    ],
    "application": True,
}
