-- The price that a click last let through, or that was there before our first write: small steps are measured from it.
alter table listing add column clicked_price jsonb;
