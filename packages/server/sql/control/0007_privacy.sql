-- What becomes of what senders write. The newest version of a project is in force; the older ones say who changed what.
create table privacy_settings (
  project    text not null references projects (id),
  version    integer not null,
  document   jsonb not null,
  changed_by text not null,
  changed_at timestamptz(3) not null,
  primary key (project, version)
);

-- One row: the key from which hashes and tokens of all projects are derived, where none was set from outside.
create table privacy_keys (
  name       text primary key,
  key        bytea not null,
  created_at timestamptz(3) not null default now()
);

-- Written before a value is shown. Nothing here is ever changed or removed by the product.
create table privacy_reveals (
  id       text primary key,
  project  text not null references projects (id),
  at       timestamptz(3) not null,
  actor    text not null,
  record   text not null,
  reason   text not null,
  revealed jsonb not null
);
create index privacy_reveals_of_project on privacy_reveals (project, at desc, id desc);

-- `user_id` stands only while an erasure runs, so that it goes on after a restart; the receipt keeps the keyed hash.
create table privacy_erasures (
  id           text primary key,
  project      text not null references projects (id),
  state        text not null check (state in ('running', 'done', 'failed')),
  subject      text not null,
  user_id      text,
  requested_at timestamptz(3) not null,
  finished_at  timestamptz(3),
  requested_by text not null,
  reason       text not null,
  removed      jsonb not null,
  left_rows    bigint
);
create index privacy_erasures_of_project on privacy_erasures (project, requested_at desc, id desc);

alter table api_keys drop constraint api_keys_scopes_check;
alter table api_keys add constraint api_keys_scopes_check
  check (cardinality(scopes) > 0 and scopes <@ array['ingest', 'read', 'write', 'reveal', 'admin']);
