-- Who may do what. A key's secret is never stored, only its SHA-256.
create table projects (
  id         text primary key check (id ~ '^[a-z0-9][a-z0-9_-]{0,62}$'),
  name       text not null check (length(name) between 1 and 200),
  created_at timestamptz(3) not null default now()
);

insert into projects (id, name) values ('default', 'Default');

create table api_keys (
  id           text primary key,
  project      text not null references projects (id),
  name         text not null check (length(name) between 1 and 200),
  -- The beginning of the secret, for people to tell keys apart.
  prefix       text not null,
  secret_hash  text not null unique,
  scopes       text[] not null check (cardinality(scopes) > 0 and scopes <@ array['ingest', 'read', 'write', 'admin']),
  created_at   timestamptz(3) not null default now(),
  expires_at   timestamptz(3),
  last_used_at timestamptz(3),
  revoked_at   timestamptz(3)
);

create index api_keys_by_project on api_keys (project, created_at desc, id desc);
