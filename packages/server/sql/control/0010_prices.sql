-- Price tables of a project. Those that come with the product are files; what was uploaded last goes first.
create table price_tables (
  project     text not null references projects (id),
  version     text not null,
  source      text not null,
  uploaded_by text not null,
  uploaded_at timestamptz(3) not null,
  -- Two uploads within a millisecond still have an order.
  position    bigint generated always as identity,
  primary key (project, version)
);

create table price_rows (
  project    text not null,
  version    text not null,
  place      integer not null,
  provider   text not null,
  model      text not null,
  aliases    jsonb not null,
  region     text not null default '',
  tier       text not null default '',
  valid_from date not null,
  valid_to   date,
  currency   text not null,
  -- Price by name, as decimal text.
  prices     jsonb not null,
  primary key (project, version, place),
  foreign key (project, version) references price_tables (project, version) on delete cascade
);

create table repricings (
  id         text primary key,
  project    text not null references projects (id),
  state      text not null check (state in ('comparing', 'compared', 'writing', 'done', 'cancelled', 'failed')),
  -- Range, search, progress and difference, as the contract has them.
  document   jsonb not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null
);
create index repricings_of_project on repricings (project, created_at desc);
