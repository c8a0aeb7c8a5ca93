-- What people say of a metric; what nobody said is inferred from its points.
create table metric_definitions (
  project    text not null references projects (id),
  name       text not null,
  document   jsonb not null,
  updated_at timestamptz(3) not null default now(),
  primary key (project, name)
);

create table scrape_targets (
  id         text primary key,
  project    text not null references projects (id),
  document   jsonb not null,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);
create index scrape_targets_of_project on scrape_targets (project, created_at);

-- Up to when rows have been rolled up, by the time they arrived.
create table rollup_marks (
  source     text primary key,
  done_until timestamptz(3) not null
);
