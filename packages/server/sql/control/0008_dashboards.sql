create table dashboards (
  id               uuid primary key,
  project          text not null references projects (id),
  name             varchar(255) not null,
  description      text,
  layout           jsonb not null,
  widgets          jsonb not null,
  variables        jsonb not null,
  -- Seconds.
  refresh_interval integer,
  owner_id         varchar(255),
  is_public        boolean not null default false,
  -- Grows with every change, so that two who change the same dashboard notice.
  version          integer not null default 1,
  updated_by       varchar(255),
  created_at       timestamptz(3) not null default now(),
  updated_at       timestamptz(3) not null default now()
);
create index dashboards_of_project on dashboards (project, updated_at desc, id);

-- A link shows a dashboard to whoever has it. Its token is never stored, only its SHA-256.
create table dashboard_links (
  id           uuid primary key,
  project      text not null references projects (id),
  -- Not a reference: the dashboards that come with the product can be linked too, and are in no table.
  dashboard_id text not null,
  name         text not null,
  token_hash   text not null unique,
  created_by   text not null,
  created_at   timestamptz(3) not null default now(),
  expires_at   timestamptz(3),
  last_used_at timestamptz(3)
);
create index dashboard_links_of_dashboard on dashboard_links (project, dashboard_id, created_at);
