import base64
import io

import xlsxwriter
from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import ingest
from ..ordering import OrderFileError, read_order
from .dms_upload_spreadsheet import TEXT_ONLY

# An order of more lines is a price list.
MOST_ROWS = 5000


class DmsOrderUpload(models.Model):
    """An order that a distributor has sent as a spreadsheet."""

    _name = "dms.order.upload"
    _description = "Order File"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _rec_name = "file_name"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    distributor_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="cascade",
        domain=[("dms_role", "=", "distributor")],
    )
    file = fields.Binary(required=True, attachment=True)
    file_name = fields.Char(required=True)
    order_id = fields.Many2one(
        "sale.order", readonly=True, index="btree_not_null", ondelete="set null",
        check_company=True, help="Into which the good rows went.",
    )
    headings = fields.Json(readonly=True)
    row_ids = fields.One2many("dms.order.upload.row", "upload_id", readonly=True)
    accepted_count = fields.Integer("Taken", readonly=True)
    rejected_count = fields.Integer("Rejected", readonly=True)

    @api.model
    def _take(self, distributor, file_name, content):
        """Take a file: its good rows go into the order that the distributor is filling in.

        A product's quantity in the file replaces the one in the order, so that the same file sent
        twice orders once.

        :param distributor: ``res.partner`` that orders
        :return: the upload
        :raise UserError: when the file cannot be read as an order, with what to do about it
        """
        headings, rows = self._read(file_name, content)
        upload = self.create({
            "distributor_id": distributor.id,
            "file": base64.b64encode(content),
            "file_name": file_name,
            "headings": headings,
        })
        cart = self.env["sale.order"]._create_dms_cart(distributor)
        answers = self.env["dms.order.upload.matcher"]._match(distributor, cart, rows)
        quantities = {}
        for answer in answers:
            if not answer.reason:
                pair = quantities.setdefault(answer.product, [0.0, 0.0])
                pair[0 if answer.is_case else 1] += answer.quantity
        cart._set_dms_quantities(quantities)
        if quantities:
            cart.dms_source = "upload"
        upload.write({
            "order_id": cart.id,
            "accepted_count": sum(not answer.reason for answer in answers),
            "rejected_count": sum(bool(answer.reason) for answer in answers),
        })
        self.env["dms.order.upload.row"].create([
            upload._prepare_row_values(answer) for answer in answers
        ])
        return upload

    @api.model
    def _read(self, file_name, content):
        """Headings and rows of a file.

        :raise UserError: when it cannot be read, orders nothing or too much
        """
        try:
            raw = ingest.read_raw(content, file_name, limit=MOST_ROWS + 100)
            order = read_order(raw)
        except ingest.IngestError as error:
            raise UserError(self.env["dms.upload.reader"]._explain(error)) from error
        except OrderFileError as error:
            raise UserError(self.env._(
                "No column of “%(file)s” tells the product and the quantity; the headings are: "
                "%(headings)s. Call them Product Code and Quantity.",
                file=file_name, headings=", ".join(error.headings),
            )) from error
        if not order.rows:
            raise UserError(self.env._(
                "“%s” orders nothing: no row has a product and a quantity.", file_name
            ))
        if len(order.rows) > MOST_ROWS:
            raise UserError(self.env._(
                "“%(file)s” has more than %(limit)s rows: split it.",
                file=file_name, limit=MOST_ROWS,
            ))
        return order.headings, order.rows

    def _prepare_row_values(self, answer) -> dict:
        """Values of a row of the file and what became of it.

        :param answer: of ``dms.order.upload.matcher``
        """
        self.ensure_one()
        return {
            "upload_id": self.id,
            "row_number": answer.row.row,
            "code": answer.row.codes[0],
            "quantity_text": " ".join(filter(None, (answer.row.text, answer.row.unit))),
            "cells": list(answer.row.cells),
            "product_id": answer.product.id,
            "quantity": answer.quantity if not answer.reason else 0.0,
            "product_uom_id": answer.uom.id,
            "reason": answer.reason,
        }

    def _get_rejected_spreadsheet(self) -> bytes:
        """An .xlsx of the rejected rows as they stood and why, to be mended and sent again."""
        self.ensure_one()
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, TEXT_ONLY) as workbook:
            sheet = workbook.add_worksheet()
            bold = workbook.add_format({"bold": True})
            headings = self.headings or []
            for column, text in enumerate([*headings, self.env._("Reason")]):
                sheet.write_string(0, column, text, bold)
            rejected = self.row_ids.filtered("reason")
            for line, row in enumerate(rejected, 1):
                for column, text in enumerate([*row.cells, row.reason]):
                    sheet.write_string(line, column, text or "")
            sheet.autofit()
        return buffer.getvalue()

    def action_open_order(self):
        """Open the order into which the good rows went."""
        self.ensure_one()
        return self.order_id.get_formview_action()
