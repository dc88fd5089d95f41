-- Something sealed with the hub's keys, to notice at the start when the keys at hand belong to another hub.
create table key_check (
  is_only boolean primary key default true check (is_only),
  sealed bytea not null
);
