import { stepUtils } from "@web_tour/tour_utils";

/** Steps from a section of the menu to one of its items. */
export function openMenu(section, item) {
    return [
        {
            content: `open the menu ${section}`,
            trigger: `.o_menu_sections button:contains(${section})`,
            run: "click",
        },
        {
            content: `choose ${item}`,
            trigger: `.o-dropdown--menu .dropdown-item:contains(/^${item}$/)`,
            run: "click",
        },
    ];
}

/** Steps from Odoo's first page to an item of Distribution's menu. */
export function openDistribution(section, item) {
    return [
        stepUtils.showAppsMenuItem(),
        {
            content: "open Distribution",
            trigger: ".o_app[data-menu-xmlid='dms_distributor.menu_root']",
            run: "click",
        },
        ...openMenu(section, item),
    ];
}
