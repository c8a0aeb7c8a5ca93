-- The right to see everything but what was said.
alter table api_keys drop constraint api_keys_scopes_check;
alter table api_keys add constraint api_keys_scopes_check
  check (cardinality(scopes) > 0 and scopes <@ array['ingest', 'metadata', 'read', 'write', 'reveal', 'admin']);
