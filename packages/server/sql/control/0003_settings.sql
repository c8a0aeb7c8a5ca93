-- The place of a name decides its colour on every screen, so it is given once and kept.
create table identities (
  project       text not null references projects (id),
  kind          text not null check (kind in ('provider', 'model', 'service')),
  name          text not null,
  position      integer not null,
  first_seen_at timestamptz(3) not null default now(),
  primary key (project, kind, name),
  unique (project, kind, position)
);

create table settings (
  project    text not null references projects (id),
  key        text not null,
  value      jsonb not null,
  updated_at timestamptz(3) not null default now(),
  primary key (project, key)
);

-- Switches of the whole installation.
create table flags (
  name       text primary key,
  enabled    boolean not null,
  updated_at timestamptz(3) not null default now()
);
