-- Backups that were made or failed, the newest of which says whether this hub can be put back.
create table backup_run (
  id uuid primary key,
  -- 'asked' (the seller wants one now), 'done', 'failed'
  state text not null,
  -- 'schedule', 'seller', 'command-line'
  asked_by text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  place text not null,
  -- why it failed, or what it lacks, in a sentence
  sentence text,
  result jsonb not null default '{}'
);
create index backup_run_started on backup_run (started_at desc);

-- This hub was put back from a backup.
create table restored (
  id uuid primary key,
  archive_id text not null,
  -- the moment whose state came back
  taken_at timestamptz not null,
  restored_at timestamptz not null default now(),
  -- null: the next start holds back whatever could leave, before anything else
  held_at timestamptz,
  -- set: messages leave again
  released_at timestamptz
);

-- Shops of a hub that was put back: nothing is written to one before it was read again and the seller let it go on.
create table restored_channel (
  channel_id uuid primary key references channel on delete cascade,
  restored_at timestamptz not null,
  -- every listing was read again since
  read_at timestamptz,
  -- what kept the last look from ending
  problem text,
  released_at timestamptz
);
