-- Runs that decide the requests of a range again: what was asked, how far it is, and what came out. Kept, so that a link to one stays good.
create table what_if_runs (
  id              text primary key,
  project         text not null references projects (id),
  name            text,
  status          text not null check (status in ('queued', 'running', 'done', 'cancelled', 'failed')),
  question        jsonb not null,
  policy_id       text,
  policy_version  text,
  progress        jsonb not null,
  summary         jsonb,
  result          jsonb,
  error           text,
  author          text not null,
  cancel          boolean not null default false,
  took_ms         double precision,
  created_at      timestamptz(3) not null,
  -- A run whose process died is not heard of any more.
  heard_at        timestamptz(3) not null,
  finished_at     timestamptz(3)
);
create index what_if_runs_of_project on what_if_runs (project, created_at desc, id desc);
create index what_if_runs_of_policy on what_if_runs (project, policy_id, policy_version);
