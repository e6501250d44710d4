-- A search is in any case, and folding the case of every name that it looks at took most of its time: now they are
-- kept folded.
UPDATE offer_names SET words = lower(words) WHERE words <> lower(words);
