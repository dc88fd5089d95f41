-- The seller's own pause is kept apart from what the shop or a restore did: ending the one does not end the other.
-- paused_at, pause_cause and pause_reason say why nothing is written now, the most pressing reason first.
alter table channel
  add column seller_paused_at timestamptz,
  add column seller_paused_by text;

update channel set seller_paused_at = paused_at, seller_paused_by = 'you' where pause_cause = 'seller';
