{
    "name": "Distribution: Trade Schemes",
    "summary": "Trade schemes with exact, explained benefits",
    "version": "19.0.1.0.0",
    "category": "Sales/Distribution",
    "author": "DMS founders",
    "license": "AGPL-3",
    "depends": ["dms_distributor"],
}
