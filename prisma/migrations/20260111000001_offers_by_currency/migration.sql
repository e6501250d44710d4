-- Amounts are comparable within a currency only: GET /api/offers filters by currency, then by payout or in its order.
CREATE INDEX CONCURRENTLY offers_by_currency_idx ON offers (left(currency, 100), payout, offer_id);
