"""SQL of what one sale adds to the sums."""

# Figures that simply add up: name → what one fact adds. Reversing rows carry opposite signs, so
# sums of plain columns need no care; a reversed line counts as minus one line, and a reversed
# return takes back what it had added to the returns.
MEASURES = {
    "quantity": "quantity",
    "free_quantity": "free_quantity",
    "gross_amount": "gross_amount",
    "discount_amount": "discount_amount",
    "net_amount": "net_amount",
    "return_amount": "CASE WHEN {is_return} THEN -net_amount ELSE 0 END",
    "line_count": "CASE WHEN reversal_of_id IS NULL THEN 1 ELSE -1 END",
}
# A return is an original row of negative quantity (or value, when it moves no goods). Its reversal
# has the opposite sign and is still about a return.
IS_RETURN = (
    "((COALESCE(NULLIF(quantity, 0), net_amount, 0) < 0) = (reversal_of_id IS NULL)"
    " AND COALESCE(NULLIF(quantity, 0), net_amount, 0) <> 0)"
)
