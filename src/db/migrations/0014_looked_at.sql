-- When the shop was first looked at for what a lost step may have made: it is looked at again some time later.
alter table step add column looked_at timestamptz;
