-- What all copies of a master for orders share: one stored file, and what its marker needs to finish a copy.
create table mark_base (
  master_sha256 text not null references asset,
  marker text not null,
  sha256 text not null,
  facts jsonb not null,
  made_at timestamptz not null default now(),
  primary key (master_sha256, marker)
);

-- Set: the copy is stored nowhere whole; [[sha256, start, bytes] of a stored file, or Base64 of its own bytes, …].
alter table copy add column pieces jsonb;
