-- The look for what needs somebody comes several times a minute: each of these finds a few rows among very many.
create index webhook_delivery_refused on webhook_delivery (processed_at) where error is not null;
create index message_failed on message (created_at) where state = 'failed';
create index folder_file_refused on folder_file (folder_id) where state = 'refused';
