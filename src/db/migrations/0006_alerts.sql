-- What needs somebody, as the last look found it. A solved row stays a few hours, so that what flickers is told once.
create table alert (
  kind text not null,
  -- what it is about: the id of a listing, a shop, a draft …, or the name of a job
  subject text not null,
  -- null: the whole studio's
  designer_id uuid references designer,
  -- another fact about the same subject is news
  fact text not null,
  -- names and ids for the sentence and its button
  detail jsonb not null default '{}',
  first_at timestamptz not null,
  changed_at timestamptz not null,
  solved_at timestamptz,
  primary key (kind, subject)
);

-- How a person wants to be told, and how far that has come. No row: as it is for everybody at first.
create table alert_reader (
  person_id uuid primary key references person on delete cascade,
  is_mail_on boolean not null default true,
  is_push_on boolean not null default true,
  -- 'soon' or 'daily'
  rhythm text not null default 'soon',
  digest_hour smallint not null default 8 check (digest_hour between 0 and 23),
  -- minutes of the day, local; both or none
  quiet_from smallint check (quiet_from between 0 and 1439),
  quiet_until smallint check (quiet_until between 0 and 1439),
  -- null: the studio's
  time_zone text,
  is_weekly_on boolean not null default true,
  -- null: by the hub's mode
  sleep_minutes int check (sleep_minutes > 0),
  told_at timestamptz,
  seen_at timestamptz,
  -- messages since the person looked last
  unseen int not null default 0,
  -- rises with every message: its cause
  message_no int not null default 0,
  -- the Monday of the last week that was looked back on
  weekly_of date
);

create table alert_told (
  person_id uuid not null references person on delete cascade,
  kind text not null,
  subject text not null,
  fact text not null,
  at timestamptz not null,
  primary key (person_id, kind, subject),
  foreign key (kind, subject) references alert on delete cascade
);
create index alert_told_alert on alert_told (kind, subject);

-- A click by mail: opens the page of these plans once, for this person.
create table approval_link (
  -- SHA-256 of the token; the token stands only in the mail
  token_hash text primary key,
  person_id uuid not null references person on delete cascade,
  listing_ids uuid[] not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now()
);
create index approval_link_expires on approval_link (expires_at);

-- Browsers that show messages of the hub.
create table push_subscription (
  id uuid primary key,
  person_id uuid not null references person on delete cascade,
  name text not null,
  endpoint text not null unique,
  p256dh text not null,
  auth text not null,
  created_at timestamptz not null default now(),
  used_at timestamptz
);
create index push_subscription_person on push_subscription (person_id);

-- The hub's own key for push services (VAPID); the private half is sealed.
create table push_key (
  is_only boolean primary key default true check (is_only),
  public_key text not null,
  private_key bytea not null
);

-- Beats while any process of the hub runs; a gap is a sleep.
create table pulse (
  is_only boolean primary key default true check (is_only),
  beat_at timestamptz not null,
  looked_at timestamptz
);

create table hub_sleep (
  id uuid primary key,
  from_at timestamptz not null,
  until_at timestamptz not null
);
create index hub_sleep_until on hub_sleep (until_at);
