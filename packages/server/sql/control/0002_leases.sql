-- Of all processes, one does a job. `token` never goes back, so a row is kept when its lease ends.
create table leases (
  name   text primary key,
  holder text not null,
  token  bigint not null,
  until  timestamptz not null
);
