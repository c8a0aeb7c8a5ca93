-- Steering policies as people or a gateway's admin interface gave them. What decides is a version, and a version never changes.
create table policies (
  project        text not null references projects (id),
  id             text not null,
  name           text not null,
  active_version text,
  updated_at     timestamptz(3) not null default now(),
  primary key (project, id)
);

create table policy_versions (
  project    text not null,
  policy_id  text not null,
  version    text not null check (version ~ '^[0-9a-f]{64}$'),
  number     integer not null,
  label      text,
  comment    text,
  author     text not null,
  source     text not null check (source in ('upload', 'sync')),
  rules      integer not null,
  -- JSON as text: jsonb would write numbers its own way, and the version is a hash of what is here.
  document   text not null,
  created_at timestamptz(3) not null default now(),
  primary key (project, policy_id, version),
  unique (project, policy_id, number),
  foreign key (project, policy_id) references policies (project, id)
);
create index policy_versions_by_hash on policy_versions (project, version);

create function policy_versions_never_change() returns trigger language plpgsql as $$
begin
  raise exception 'a version of a policy never changes';
end
$$;
create trigger policy_versions_never_change before update on policy_versions
  for each row execute function policy_versions_never_change();

-- Which version was in force from when.
create table policy_activations (
  project      text not null,
  policy_id    text not null,
  place        bigint generated always as identity primary key,
  version      text not null,
  author       text not null,
  activated_at timestamptz(3) not null,
  foreign key (project, policy_id, version) references policy_versions (project, policy_id, version)
);
create index policy_activations_by_time on policy_activations (project, policy_id, activated_at desc, place desc);
