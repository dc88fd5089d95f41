-- Pages of patterns and offers by title, with the id as the tie-break: read along the index, never sorted.
drop index pattern_title;
create index pattern_title on pattern (designer_id, title, id);
create index pattern_page on pattern (title, id);
create index offer_page on offer (name, id);
