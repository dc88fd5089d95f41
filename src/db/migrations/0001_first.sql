-- Money: integer minor units with a currency beside. Ids: UUID v7 made by the program. Times: timestamptz.

-- The studio and its people ------------------------------------------------------------------------------------------
create table studio (
  id uuid primary key,
  name text not null,
  currency text not null default 'EUR',
  time_zone text not null default 'UTC',
  -- "Stop everything": set means that no shop is written to.
  stopped_at timestamptz,
  stopped_by text,
  settings jsonb not null default '{}',
  version int not null default 1,
  created_at timestamptz not null default now()
);

create table designer (
  id uuid primary key,
  studio_id uuid not null references studio,
  name text not null,
  slug text not null unique,
  created_at timestamptz not null default now()
);

create table audit (
  id uuid primary key,
  at timestamptz not null default now(),
  operation text not null,
  actor_kind text not null,
  actor_id text not null,
  actor_name text not null,
  subject_kind text,
  subject_id text,
  input jsonb not null default '{}'
);
create index audit_at on audit (at desc, id desc);
create index audit_subject on audit (subject_kind, subject_id, at desc);

-- What happened, in sentences that a seller reads.
create table activity (
  id uuid primary key,
  at timestamptz not null default now(),
  -- 'info', 'good', 'needs-you', 'problem'
  tone text not null default 'info',
  sentence text not null,
  pattern_id uuid,
  channel_id uuid,
  listing_id uuid,
  order_id uuid,
  release_id uuid,
  detail jsonb not null default '{}'
);
create index activity_at on activity (at desc, id desc);
create index activity_listing on activity (listing_id, at desc) where listing_id is not null;
create index activity_pattern on activity (pattern_id, at desc) where pattern_id is not null;
create index activity_channel on activity (channel_id, at desc) where channel_id is not null;

create table idempotency (
  actor_id text not null,
  key text not null,
  operation text not null,
  request_hash text not null,
  status int not null,
  response jsonb,
  at timestamptz not null default now(),
  primary key (actor_id, key)
);

-- Long work that a person watches.
create table task (
  id uuid primary key,
  kind text not null,
  title text not null,
  -- 'waiting', 'running', 'done', 'failed', 'cancelled'
  state text not null default 'waiting',
  done int not null default 0,
  total int,
  message text,
  input jsonb not null default '{}',
  result jsonb,
  actor_id text not null,
  is_cancel_wanted boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  finished_at timestamptz
);

-- The catalogue ------------------------------------------------------------------------------------------------------
create table pattern (
  id uuid primary key,
  designer_id uuid not null references designer,
  craft text not null,
  title text not null,
  slug text not null,
  story text not null default '',
  tags text[] not null default '{}',
  category text,
  sizes text[] not null default '{}',
  languages text[] not null default '{en}',
  attributes jsonb not null default '{}',
  -- 'draft', 'active', 'archived'
  state text not null default 'draft',
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (designer_id, slug)
);
create index pattern_title on pattern (designer_id, title);

create table asset (
  sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  size_bytes bigint not null,
  -- by content: 'pdf', 'png', 'jpeg', 'webp', 'svg', 'zip', 'text', …, 'unknown'
  kind text not null,
  content_type text not null,
  -- what pre-flight measured: pages, page sizes, layers …
  facts jsonb not null default '{}',
  created_at timestamptz not null default now()
);

create table pattern_image (
  id uuid primary key,
  pattern_id uuid not null references pattern on delete cascade,
  sha256 text not null references asset,
  position int not null,
  alt text not null default '',
  unique (pattern_id, sha256)
);

create table offer (
  id uuid primary key,
  designer_id uuid not null references designer,
  -- null for a bundle
  pattern_id uuid references pattern,
  -- 'whole', 'part', 'bundle'
  kind text not null default 'whole',
  name text not null,
  sku text not null unique,
  -- null: all of them
  roles text[],
  sizes text[],
  languages text[],
  price_minor int not null check (price_minor >= 0),
  currency text not null,
  state text not null default 'active',
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check ((kind = 'bundle') = (pattern_id is null))
);
create index offer_pattern on offer (pattern_id);

create table offer_member (
  offer_id uuid not null references offer on delete cascade,
  member_offer_id uuid not null references offer,
  position int not null default 0,
  primary key (offer_id, member_offer_id),
  check (offer_id <> member_offer_id)
);

-- A price for a time, everywhere or on one shop.
create table offer_price (
  id uuid primary key,
  offer_id uuid not null references offer on delete cascade,
  channel_id uuid,
  amount_minor int not null check (amount_minor >= 0),
  currency text not null,
  starts_at timestamptz,
  ends_at timestamptz,
  check (ends_at is null or starts_at is null or ends_at > starts_at)
);
create index offer_price_offer on offer_price (offer_id);

-- Files and releases -------------------------------------------------------------------------------------------------
create table release (
  id uuid primary key,
  pattern_id uuid not null references pattern,
  major int not null,
  minor int not null,
  patch int not null,
  -- 'first', 'erratum', 'addition', 'redraft'
  change_kind text not null,
  -- 'draft', 'published', 'superseded', 'withdrawn'
  state text not null default 'draft',
  notes text not null default '',
  -- what it touches; null: everything
  touches_sizes text[],
  touches_languages text[],
  touches_roles text[],
  -- the seller chose the kind: it is no longer proposed
  is_kind_chosen boolean not null default false,
  overrule_reason text,
  withdrawn_reason text,
  version int not null default 1,
  created_at timestamptz not null default now(),
  published_at timestamptz,
  published_by text,
  unique (pattern_id, major, minor, patch)
);
create unique index release_one_draft on release (pattern_id) where state = 'draft';
create unique index release_one_published on release (pattern_id) where state = 'published';

create table release_file (
  id uuid primary key,
  release_id uuid not null references release on delete cascade,
  role text not null,
  name text not null,
  language text,
  sha256 text not null references asset,
  position int not null default 0,
  unique (release_id, name)
);
create index release_file_asset on release_file (sha256);

create table preflight_run (
  sha256 text not null references asset,
  -- rises when the checks change, so that old results are made again
  checks_version int not null,
  -- 'waiting', 'running', 'done', 'failed'
  state text not null default 'waiting',
  error text,
  ms int,
  at timestamptz not null default now(),
  primary key (sha256, checks_version)
);

create table finding (
  id uuid primary key,
  sha256 text not null references asset,
  checks_version int not null,
  check_id text not null,
  -- 'block', 'warn', 'note'
  severity text not null,
  page int,
  box jsonb,
  measured text,
  expected text,
  message text not null
);
create index finding_asset on finding (sha256, checks_version);

-- A watched folder and what became of each file in it.
create table watched_folder (
  id uuid primary key,
  designer_id uuid not null references designer,
  path text not null unique,
  -- 'watching', 'missing', 'paused'
  state text not null default 'watching',
  message text,
  is_auto_publish boolean not null default false,
  default_price_minor int,
  default_currency text,
  default_craft text not null default 'sewing',
  created_at timestamptz not null default now()
);

create table folder_file (
  folder_id uuid not null references watched_folder on delete cascade,
  -- relative, with forward slashes
  path text not null,
  size_bytes bigint not null,
  modified_at timestamptz not null,
  sha256 text,
  -- 'waiting', 'taken', 'refused', 'gone'
  state text not null,
  message text,
  pattern_id uuid references pattern,
  seen_at timestamptz not null default now(),
  primary key (folder_id, path)
);

-- Shops --------------------------------------------------------------------------------------------------------------
create table channel (
  id uuid primary key,
  designer_id uuid not null references designer,
  kind text not null,
  name text not null,
  base_url text,
  -- the shop's own id, known after the first call
  remote_id text,
  shop_url text,
  currency text,
  -- 'connecting' (consent not given yet), 'reading' (read-only, being looked at), 'adopting' (questions open), 'active' (may be written to), 'disconnected'
  state text not null default 'reading',
  -- set: nothing is sent, with the reason for the seller
  paused_at timestamptz,
  pause_reason text,
  -- 'seller', 'unauthorised', 'breaker'
  pause_cause text,
  settings jsonb not null default '{}',
  -- sealed JSON
  secrets bytea,
  webhook_secret bytea,
  webhook_ok_at timestamptz,
  -- field → 'hub' | 'shop'; a field that is not named follows the connector's default
  ownership jsonb not null default '{}',
  -- what waits for a click; see listings/approval
  approval jsonb not null default '{}',
  -- which roles, in what order, zipped how; see listings/file-plan
  file_plan jsonb not null default '{}',
  -- hub price → shop price: {"factor":1.1,"ending":99} …; empty: as it is
  price_rule jsonb not null default '{}',
  -- whose allowance its calls are taken from
  bucket_key text,
  breaker_failures int not null default 0,
  breaker_open_until timestamptz,
  orders_since timestamptz,
  orders_polled_at timestamptz,
  read_at timestamptz,
  adopted_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index channel_shop on channel (kind, remote_id) where remote_id is not null and state <> 'disconnected';

-- A seller's browser trip to a shop's consent page and back; used once.
create table oauth_trip (
  state_hash text primary key,
  channel_id uuid not null references channel on delete cascade,
  -- sealed
  code_verifier bytea not null,
  redirect_uri text not null,
  expires_at timestamptz not null
);

create table bucket (
  key text primary key,
  per_second double precision not null,
  per_day int,
  -- GCRA: theoretical arrival time
  tat timestamptz not null default now(),
  blocked_until timestamptz,
  day date not null default current_date,
  day_used int not null default 0
);

-- What a shop carried when we last looked; the ground of adoption. Never written to by a plan.
create table remote_listing (
  channel_id uuid not null references channel on delete cascade,
  remote_id text not null,
  observed jsonb not null,
  observed_at timestamptz not null,
  -- 'open' (not looked at), 'matched' (certain), 'asked' (doubtful), 'adopted', 'set-aside', 'gone'
  state text not null default 'open',
  -- [{"offerId","score","reasons":["same SKU"]}], best first
  candidates jsonb not null default '[]',
  decided_by text,
  primary key (channel_id, remote_id)
);

-- Listings and the engine --------------------------------------------------------------------------------------------
create table listing (
  id uuid primary key,
  channel_id uuid not null references channel,
  offer_id uuid not null references offer,
  language text,
  remote_id text,
  remote_url text,
  -- what the seller wants there: 'draft', 'live', 'paused', 'removed'
  wanted_state text not null default 'draft',
  -- this shop's own values, by field, kept at adoption or set by the seller; they win over the master's
  own_values jsonb not null default '{}',
  -- field → 'hub' | 'shop', over the channel's
  ownership jsonb not null default '{}',
  desired jsonb,
  observed jsonb,
  observed_at timestamptz,
  -- what we last proved to be there, for drift
  applied jsonb,
  applied_at timestamptz,
  applied_release_id uuid references release,
  -- the shop's values before our first write, for "put it back as it was"
  original jsonb,
  original_at timestamptz,
  is_adopted boolean not null default false,
  -- 'in-step', 'on-its-way', 'waiting', 'needs-you', 'drifted', 'paused', 'resting'
  status text not null default 'resting',
  -- {"kind","message","field"} for needs-you
  problem jsonb,
  -- fields that differ on the shop from what we applied
  drift text[] not null default '{}',
  plan jsonb,
  plan_hash text,
  plan_at timestamptz,
  -- the click: this very plan may run
  approved_hash text,
  approved_by text,
  approved_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index listing_offer on listing (channel_id, offer_id, coalesce(language, ''));
create unique index listing_remote on listing (channel_id, remote_id) where remote_id is not null;
create index listing_offer_id on listing (offer_id);
create index listing_status on listing (status);

-- The dirty row is the job. Protocol: docs/architecture.md, "The engine".
create table work (
  listing_id uuid primary key references listing on delete cascade,
  channel_id uuid not null,
  dirty bigint not null default 0,
  synced bigint not null default 0,
  priority smallint not null default 100,
  due_at timestamptz not null default now(),
  -- a back-off that an edit may not shorten
  not_before timestamptz,
  lease_token bigint not null default 0,
  lease_until timestamptz,
  lease_owner text,
  attempts int not null default 0
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
create index work_ready on work (channel_id, priority, due_at) where dirty > synced;

-- Every step that was begun, and how it ended: written before the call, so a crash leaves a trace.
create table step (
  id uuid primary key,
  listing_id uuid not null references listing on delete cascade,
  lease_token bigint not null,
  position int not null,
  kind text not null,
  summary text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  -- 'done', 'failed', 'ambiguous'; null: begun and not known
  outcome text,
  message text,
  unique (listing_id, lease_token, position)
);
create index step_listing on step (listing_id, started_at desc);

-- What we have put on a shop: its id → our bytes. Shops tell no hash.
create table placed (
  listing_id uuid not null references listing on delete cascade,
  -- 'file', 'image'
  kind text not null,
  remote_id text not null,
  sha256 text not null,
  slot text,
  placed_at timestamptz not null default now(),
  primary key (listing_id, kind, remote_id)
);

-- Revocable addresses of our own that a shop fetches bytes from; stable across releases.
create table address (
  token text primary key,
  listing_id uuid not null references listing on delete cascade,
  -- 'file', 'image'
  kind text not null,
  slot text not null,
  sha256 text not null,
  name text not null,
  revoked_at timestamptz,
  created_at timestamptz not null default now(),
  unique (listing_id, kind, slot)
);

-- Copies made for one shop or one order: the master itself never leaves the hub. The same subject gets the same bytes.
create table copy (
  master_sha256 text not null references asset,
  -- 'channel' or 'entitlement'
  subject_kind text not null,
  subject_id uuid not null,
  -- which marker made it, with its version
  marker text not null,
  code text not null,
  sha256 text not null,
  size_bytes bigint not null,
  content_type text not null,
  made_at timestamptz not null default now(),
  primary key (master_sha256, subject_kind, subject_id, marker)
);
create index copy_code on copy (code);

-- Sales --------------------------------------------------------------------------------------------------------------
-- Stored before it is answered; worked on afterwards, any number of times.
create table webhook_delivery (
  id uuid primary key,
  channel_id uuid not null references channel,
  delivery_id text not null,
  topic text not null,
  body bytea not null,
  received_at timestamptz not null default now(),
  processed_at timestamptz,
  attempts int not null default 0,
  due_at timestamptz not null default now(),
  error text,
  unique (channel_id, delivery_id)
);
create index webhook_delivery_open on webhook_delivery (due_at) where processed_at is null;

create table buyer (
  id uuid primary key,
  -- null where the shop does not tell
  email text,
  name text,
  country text,
  language text,
  is_test boolean not null default false,
  -- 'unasked', 'yes', 'no': for messages beyond what a purchase needs
  consent text not null default 'unasked',
  created_at timestamptz not null default now()
);
create unique index buyer_email on buyer (lower(email), is_test) where email is not null;

-- How a shop knows a buyer.
create table buyer_account (
  channel_id uuid not null references channel,
  remote_id text not null,
  buyer_id uuid not null references buyer,
  primary key (channel_id, remote_id)
);

create table sale (
  id uuid primary key,
  channel_id uuid references channel,
  remote_id text not null,
  number text not null,
  -- 'pending', 'paid', 'cancelled', 'refunded', 'partly-refunded'
  status text not null,
  placed_at timestamptz not null,
  remote_updated_at timestamptz not null,
  currency text not null,
  total_minor int not null,
  shipping_minor int not null default 0,
  discount_minor int not null default 0,
  refunded_minor int not null default 0,
  buyer_id uuid not null references buyer,
  is_test boolean not null default false,
  -- what the reader needs to find this sale from a printed copy
  code text not null unique,
  -- hash of what the shop told last: decides between two updates of the same moment, whichever came first
  fingerprint text not null default '',
  first_seen_at timestamptz not null default now()
);
create unique index sale_remote on sale (channel_id, remote_id) where channel_id is not null;
create index sale_placed on sale (placed_at desc, id desc);
create index sale_buyer on sale (buyer_id);

create table sale_line (
  id uuid primary key,
  sale_id uuid not null references sale on delete cascade,
  remote_id text not null,
  remote_listing_id text,
  listing_id uuid references listing,
  -- null: sold on the shop, unknown to the hub
  offer_id uuid references offer,
  sku text,
  title text not null,
  quantity int not null,
  total_minor int not null,
  tax_minor int not null default 0,
  unique (sale_id, remote_id)
);
create index sale_line_offer on sale_line (offer_id);

create table entitlement (
  id uuid primary key,
  buyer_id uuid not null references buyer,
  offer_id uuid not null references offer,
  sale_line_id uuid not null references sale_line on delete cascade,
  granted_at timestamptz not null default now(),
  revoked_at timestamptz,
  revoke_reason text,
  unique (sale_line_id, offer_id)
);
create index entitlement_buyer on entitlement (buyer_id);
create index entitlement_offer on entitlement (offer_id);

create table link (
  id uuid primary key,
  -- SHA-256 of the token; the token itself stands only in the mail
  token_hash text not null unique,
  entitlement_id uuid not null references entitlement on delete cascade,
  release_file_id uuid not null references release_file,
  expires_at timestamptz not null,
  max_downloads int not null,
  downloads int not null default 0,
  revoked_at timestamptz,
  created_at timestamptz not null default now()
);
create index link_entitlement on link (entitlement_id);

create table download (
  id uuid primary key,
  link_id uuid references link on delete set null,
  entitlement_id uuid references entitlement on delete cascade,
  listing_id uuid,
  sha256 text not null,
  size_bytes bigint not null,
  at timestamptz not null default now()
);
create index download_at on download (at);

-- The key to a buyer's own page, without an account.
create table library_key (
  token_hash text primary key,
  buyer_id uuid not null references buyer on delete cascade,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  created_at timestamptz not null default now()
);

-- Messages -----------------------------------------------------------------------------------------------------------
create table notice (
  id uuid primary key,
  release_id uuid not null references release,
  -- 'draft', 'approved', 'sent', 'discarded'
  state text not null default 'draft',
  subject text not null,
  body text not null,
  created_at timestamptz not null default now(),
  approved_by text,
  approved_at timestamptz,
  unique (release_id)
);

create table notice_recipient (
  notice_id uuid not null references notice on delete cascade,
  buyer_id uuid not null references buyer on delete cascade,
  -- 'to-send', 'in-outbox', 'sent', 'withheld'
  state text not null,
  -- why withheld: the shop's rule in a sentence
  reason text,
  message_id uuid,
  primary key (notice_id, buyer_id)
);

create table message (
  id uuid primary key,
  -- 'order', 'notice', 'library', 'sign-in'
  kind text not null,
  buyer_id uuid references buyer on delete cascade,
  recipient text not null,
  subject text not null,
  text_body text not null,
  html_body text not null,
  -- 'outbox' (kept here, no mail server set), 'waiting', 'sent', 'failed'
  state text not null default 'waiting',
  attempts int not null default 0,
  error text,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  -- one message per cause, whatever is retried
  cause text not null unique
);
create index message_created on message (created_at desc);
