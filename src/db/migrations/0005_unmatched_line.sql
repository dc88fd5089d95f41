-- Finds the sales of a listing that was unknown when they came, once it is adopted.
create index sale_line_unmatched on sale_line (remote_listing_id) where offer_id is null;
