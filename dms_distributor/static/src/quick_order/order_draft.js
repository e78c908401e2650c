import { browser } from "@web/core/browser/browser";

/** What has been entered and not yet reached the server, kept on the device until it has. */
export class OrderDraft {
    constructor(distributor) {
        this.key = `dms_order_${distributor}`;
        this.changes = this.read();
    }

    read() {
        try {
            const changes = JSON.parse(browser.localStorage.getItem(this.key)) || {};
            return Object.fromEntries(
                Object.entries(changes).filter(([, pair]) => Array.isArray(pair))
            );
        } catch {
            return {};
        }
    }

    get isEmpty() {
        return !Object.keys(this.changes).length;
    }

    set(productId, pair) {
        this.changes[productId] = pair;
        this.write();
    }

    /** Forget what the server has; what was changed again meanwhile stays. */
    forget(sent) {
        for (const [productId, pair] of Object.entries(sent)) {
            const now = this.changes[productId];
            if (now && now[0] === pair[0] && now[1] === pair[1]) {
                delete this.changes[productId];
            }
        }
        this.write();
    }

    clear() {
        this.changes = {};
        this.write();
    }

    write() {
        try {
            if (this.isEmpty) {
                browser.localStorage.removeItem(this.key);
            } else {
                browser.localStorage.setItem(this.key, JSON.stringify(this.changes));
            }
        } catch {
            // A full or closed storage: the server still gets what is entered.
        }
    }
}
