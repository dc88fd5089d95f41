-- Several processes on one database: whose computer looks through a watched folder, and a file that each of them must find.
alter table watched_folder add column watched_on text, add column seen_at timestamptz;
create table store_check (
  is_only boolean primary key default true check (is_only),
  sha256 text not null
);
