-- Up to when figures have been rolled up, by the time rows arrived.
create table figures_marks (
  name       text primary key,
  done_until timestamptz(3) not null
);
