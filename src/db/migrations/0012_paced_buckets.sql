-- How close to a shop's limit calls are paced, and what its refusals taught of it.
alter table bucket
  -- part of the limit that is used
  add column share double precision not null default 0.97,
  -- part of a second's calls that may leave at once after a rest
  add column burst double precision not null default 0.3,
  -- calls a second that were seen to pass when the shop refused without telling its limit
  add column learned double precision,
  add column refused_at timestamptz,
  -- which process took last, and when two of them last took in turns
  add column taken_by text,
  add column shared_at timestamptz;

-- Listings that went alone a moment ago are counted before each plan that would go alone too.
create index listing_went_alone on listing (channel_id, applied_at) where plan->>'wentAlone' = 'true';
