-- What somebody looked at in a list, under a name: the part of the address behind the question mark.
create table saved_views (
  id         text primary key,
  project    text not null references projects (id),
  screen     text not null,
  name       text not null,
  query      text not null,
  updated_at timestamptz(3) not null default now(),
  unique (project, screen, name)
);
