create table budgets (
  id         text primary key,
  project    text not null references projects (id),
  document   jsonb not null,
  created_by text not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null
);
create index budgets_of_project on budgets (project, created_at);

-- What was told of a budget: each threshold once per period, and once that it will not last.
create table budget_events (
  id         text primary key,
  project    text not null references projects (id),
  budget_id  text not null references budgets (id) on delete cascade,
  period     timestamptz(3) not null,
  kind       text not null check (kind in ('threshold', 'forecast')),
  threshold  double precision not null,
  document   jsonb not null,
  created_at timestamptz(3) not null,
  unique (budget_id, period, kind, threshold)
);
create index budget_events_of_project on budget_events (project, created_at desc);

create table invoice_checks (
  id         text primary key,
  project    text not null references projects (id),
  document   jsonb not null,
  created_at timestamptz(3) not null
);
create index invoice_checks_of_project on invoice_checks (project, created_at desc);
