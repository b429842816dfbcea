-- SPDX-License-Identifier: Apache-2.0
-- Work that all instances share and one of them does at a time.

create table events.pace (
    work    text primary key,
    next_at timestamptz not null default now()
);
insert into events.pace (work) values ('rings');
