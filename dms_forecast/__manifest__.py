{
    "name": "Distribution: Forecast",
    "summary": "Demand classes, safety stock and reorder points",
    "version": "19.0.1.0.0",
    "category": "Sales/Distribution",
    "author": "DMS founders",
    "license": "AGPL-3",
    "depends": ["dms_distributor"],
}
