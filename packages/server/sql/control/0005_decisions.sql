-- The last record of every chain of decisions, kept apart from the chains themselves: whoever takes records off the end of one
-- is found out by this, and of two writers both know where to go on.
create table decision_heads (
  project    text not null,
  day        date not null,
  sequence   bigint not null check (sequence > 0),
  hash       bytea not null check (length(hash) = 32),
  updated_at timestamptz(3) not null default now(),
  primary key (project, day)
);
