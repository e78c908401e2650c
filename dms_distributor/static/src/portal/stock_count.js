import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** The grid of a stock count: finds products, adds rows, says how many are counted. */
export class StockCount extends Interaction {
    static selector = ".o_dms_count_form";
    dynamicContent = {
        _root: { "t-on-input": this.onInput },
        ".o_dms_count_search": {
            "t-on-input.stop": this.onSearch,
            "t-on-keydown": this.onSearchKey,
        },
        ".o_dms_count_add": { "t-on-click": this.onAdd },
        ".o_dms_count_total": { "t-out": () => this.total },
    };

    setup() {
        this.total = this.count();
    }

    onInput() {
        this.total = this.count();
    }

    onSearch(ev) {
        const wanted = ev.target.value.trim().toLowerCase();
        for (const row of this.el.querySelectorAll(".o_dms_count_row")) {
            row.classList.toggle("d-none", !row.dataset.search.includes(wanted));
        }
    }

    /** Enter finds; it must not hand the count in. */
    onSearchKey(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
        }
    }

    onAdd() {
        const rows = this.el.querySelectorAll(".o_dms_count_extra");
        const last = rows[rows.length - 1];
        const row = last.cloneNode(true);
        for (const input of row.querySelectorAll("input")) {
            input.value = "";
        }
        last.after(row);
        row.querySelector("input").focus();
    }

    count() {
        const inputs = this.el.querySelectorAll("[name^='quantity-'], [name='extra_quantity']");
        return [...inputs].filter((input) => input.value.trim()).length;
    }
}

registry.category("public.interactions").add("dms_distributor.stock_count", StockCount);
