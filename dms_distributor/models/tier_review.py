from odoo import fields, models


class TierReview(models.Model):
    """Reviews by whoever manages the partner, and by those who decide in another's place."""

    _inherit = "tier.review"

    dms_on_behalf_id = fields.Many2one(
        "res.users", "On Behalf of", readonly=True, ondelete="set null",
        help="In whose place it was decided.",
    )

    def _get_reviewers(self):
        reviewers = super()._get_reviewers()
        if self.review_type == "dms_manager":
            document = self.env[self.model].browse(self.res_id).sudo()
            reviewers |= document._get_manager_reviewers()
            reviewers = self._without_requester(reviewers)
        return reviewers

    def _compute_reviewer_ids(self):
        """Reviewers and their delegates of the day, written for all reviews that share them."""
        reviewers = {review: review._get_reviewers() for review in self}
        names = self.env["tier.definition"]._get_dms_document_names()
        ours = self.filtered(lambda review: review.model in names and review.res_id)
        for (model, company), reviews in ours._group_by_document().items():
            delegates = self.env["dms.approval.delegation"]._get_delegates(model, company)
            if not delegates:
                continue
            for review in reviews:
                reached = self.env["dms.approval.delegation"]._spread(
                    reviewers[review].ids, delegates
                )
                reviewers[review] = review._without_requester(
                    self.env["res.users"].browse(reached)
                )
        for users, reviews in self.grouped(reviewers.get).items():
            reviews.reviewer_ids = users

    def write(self, vals):
        result = super().write(vals)
        if vals.get("done_by") and vals.get("status") in ("approved", "rejected"):
            self._note_delegator()
        return result

    def _refresh_reviewers(self):
        """Determine anew who may decide."""
        if self:
            self.env.add_to_compute(self._fields["reviewer_ids"], self)
            self.modified(["reviewer_ids"])
            self.flush_recordset()

    def _without_requester(self, users):
        """Users that may decide: who asked for it is none, where four eyes are wanted."""
        if self.definition_id.exclude_requester and self.requested_by:
            return users - self.requested_by
        return users

    def _group_by_document(self) -> dict:
        """Reviews by the model and the company of what is reviewed."""
        groups: dict = {}
        for model, reviews in self.grouped("model").items():
            documents = self.env[model].sudo().browse(reviews.mapped("res_id"))
            companies = {one.id: one._get_company() for one in documents.exists()}
            for review in reviews:
                company = companies.get(review.res_id, review.company_id or self.env.company)
                groups[model, company] = groups.get((model, company), self.browse()) | review
        return groups

    def _note_delegator(self):
        """Note in whose place it was decided, where it was in somebody's."""
        for review in self.filtered(lambda one: one.model and one.res_id and one.done_by):
            own = review._get_reviewers()
            if review.done_by in own:
                continue
            company = self.env[review.model].browse(review.res_id).sudo()._get_company()
            delegators = self.env["dms.approval.delegation"]._get_delegators(
                review.done_by, review.model, company
            )
            review.dms_on_behalf_id = (delegators & own)[:1]
