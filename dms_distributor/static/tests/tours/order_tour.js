import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";

const rowOf = (name) => `.o_dms_order_row:contains(${name})`;

/** Fill an order in, be told that it is small, and send it all the same. */
const orderSteps = () => [
    {
        content: "The price list is there",
        trigger: rowOf("Test Tea"),
    },
    {
        content: "Look for a product",
        trigger: ".o_dms_quick_order_search input",
        run: "edit test tea",
    },
    {
        content: "The others are out of sight",
        trigger: ".o_dms_order_list:not(:has(.o_dms_order_row:contains(Test Soap)))",
    },
    {
        content: "Two cases",
        trigger: `${rowOf("Test Tea")} input[data-column='0']`,
        run: "edit 2",
    },
    {
        content: "They are saved and count",
        trigger: ".o_dms_order_totals:has(.o_dms_saving[data-state=saved]) .o_dms_total:contains(192.00)",
    },
    {
        content: "All products again",
        trigger: ".o_dms_quick_order_search input",
        run: "clear",
    },
    {
        content: "Seven pieces of another",
        trigger: `${rowOf("Test Soap")} input[data-column='1']`,
        run: "edit 7",
    },
    {
        content: "What must be in stock",
        trigger: "button[data-filter=must]",
        run: "click",
    },
    {
        content: "is suggested: take it",
        trigger: ".o_dms_take_all",
        run: "click",
    },
    {
        content: "It is in the order",
        trigger: `${rowOf("Test Oil")}.o_dms_order_filled`,
    },
    {
        content: "Three products, below the minimum",
        trigger:
            ".o_dms_order_totals:has(.o_dms_missing):has(.o_dms_saving[data-state=saved]) .o_dms_total_products:contains(3)",
    },
    {
        content: "A reference of one's own",
        trigger: "button[title='Reference and note']",
        run: "click",
    },
    {
        content: "is typed in",
        trigger: "input[placeholder='Your reference']",
        run: "edit TOUR-1",
    },
    {
        content: "Send it",
        trigger: ".o_dms_submit:contains(Send order)",
        run: "click",
    },
    {
        content: "It is said to be small",
        trigger: ".o_dms_order_problems:contains(minimum)",
    },
    {
        content: "Send it all the same",
        trigger: ".o_dms_submit:contains(Send all the same)",
        run: "click",
    },
    {
        content: "It waits, and why is said",
        trigger: ".o_dms_quick_order_sent:contains(on hold):contains(below the minimum)",
    },
];

registry.category("web_tour.tours").add("dms_quick_order", {
    url: "/my",
    steps: () => [
        {
            content: "The home page leads to the order",
            trigger: "a[href='/my/dms/order']:contains(Order goods)",
            run: "click",
            expectUnloadPage: true,
        },
        ...orderSteps(),
        {
            content: "See it",
            trigger: ".o_dms_quick_order_sent a:contains(Open the order)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Its page says that it is on hold",
            trigger: ".o_dms_hold:contains(This order is on hold)",
        },
    ],
});

registry.category("web_tour.tours").add("dms_quick_order_phone", {
    url: "/my/dms/order",
    steps: orderSteps,
});

registry.category("web_tour.tours").add("dms_order_upload_and_return", {
    url: "/my/dms/order",
    steps: () => [
        {
            content: "Order by a file",
            trigger: "a[href='/my/dms/order/upload']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Choose it",
            trigger: ".o_dms_upload_form .o_dms_upload_drop",
            run: async () => {
                const file = new File(["Code,Qty\nT-SOAP,3\nNO-SUCH,1\n"], "order.csv", {
                    type: "text/csv",
                });
                await inputFiles(".o_dms_upload_form input[type=file]", [file]);
            },
        },
        {
            content: "Send it",
            trigger: ".o_dms_upload_form:has(.o_dms_upload_name:contains(order.csv)) button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "What is rejected is told",
            trigger: ".o_dms_rejected tr:contains(NO-SUCH)",
        },
        {
            content: "The rest is in the order",
            trigger: "a:contains(Look at my order)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "as it was in the file",
            trigger: `${rowOf("Test Soap")}.o_dms_order_filled`,
        },
        {
            content: "On to the orders",
            trigger: ".o_portal_submenu a[href='/my/home'], a[href='/my/home']",
            run: () => (window.location = "/my/orders"),
            expectUnloadPage: true,
        },
        {
            content: "Open the order",
            trigger: "td a[href*='/my/orders/']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Goods are to come back",
            trigger: "a:contains(Return goods)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Four of them",
            trigger: ".o_dms_return_line:contains(Test Tea) input[name^=quantity]",
            run: "edit 4",
        },
        {
            content: "They are not what was ordered",
            trigger: ".o_dms_return_line:contains(Test Tea) select",
            run: "select wrong",
        },
        {
            content: "Send the request",
            trigger: "button:contains(Send the request)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It has arrived",
            trigger: ".alert:contains(We look at your request)",
            run: () => (window.location = "/my/orders"),
            expectUnloadPage: true,
        },
        {
            content: "Order the same again",
            trigger: "tr:has(a[href*='/my/orders/']) button:contains(Order again)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is in the order",
            trigger: `${rowOf("Test Tea")}.o_dms_order_filled`,
        },
    ],
});
