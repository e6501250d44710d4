-- As offers_by_folded_country_idx; within one currency also in the order of the payouts.
CREATE INDEX CONCURRENTLY offers_by_folded_currency_idx ON offers (lower(left(currency, 100)), payout, offer_id);
