-- Who may come in. person, session, verification and passkey are what better-auth reads and writes (docs/decisions/0003).

create table person (
  id uuid primary key,
  name text not null,
  -- lower case; the first owner has a placeholder under .invalid until an address is given
  email text not null unique,
  email_verified boolean not null default false,
  image text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- What a person may do here. No row: may not come in any more; the person stays for the history.
create table member (
  person_id uuid primary key references person,
  -- 'owner', 'editor', 'support', 'accountant', 'viewer'
  role text not null,
  -- set: sees only that designer's rows
  designer_id uuid references designer,
  created_at timestamptz not null default now()
);

create table session (
  id uuid primary key,
  -- useless without the signature in the cookie
  token text not null unique,
  user_id uuid not null references person on delete cascade,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index session_user_id on session (user_id);
create index session_expires on session (expires_at);

-- Passkey challenges, minutes long.
create table verification (
  id uuid primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index verification_identifier on verification (identifier);

create table passkey (
  id uuid primary key,
  name text,
  public_key text not null,
  user_id uuid not null references person on delete cascade,
  credential_id text not null unique,
  counter bigint not null,
  device_type text not null,
  backed_up boolean not null,
  transports text,
  aaguid text,
  created_at timestamptz default now()
);
create index passkey_user on passkey (user_id);

-- One-time links. A used one is deleted by the very statement that checks it.
create table sign_in_link (
  -- SHA-256 of the token; the token stands only in the link
  token_hash text primary key,
  person_id uuid not null references person on delete cascade,
  expires_at timestamptz not null,
  created_at timestamptz not null default now()
);
create index sign_in_link_expires on sign_in_link (expires_at);

create table api_key (
  id uuid primary key,
  name text not null,
  -- the first characters, to know it again
  start text not null,
  -- SHA-256 of 32 random bytes: a slow hash would protect nothing more
  key_hash text not null unique,
  role text not null,
  designer_id uuid references designer,
  -- it dies with its maker's membership
  person_id uuid not null references person,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  -- to the hour
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index api_key_person on api_key (person_id);
