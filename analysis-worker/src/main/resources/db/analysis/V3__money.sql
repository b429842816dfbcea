-- Money of calls: what of the input the provider had cached, and whether the cost is our estimate.
alter table analysis.call add column cached_tokens bigint null;
alter table analysis.call add column cost_estimated boolean null; -- only ENDED with a cost

-- How much of a day's budget has been handed out to processes as credit, in blocks. A row is written by whoever
-- needs a block; what a process does not use comes back when it stops. No budget configured: no row, no statement.
create table analysis.budget (
    tenant text not null,
    analysis text not null,                 -- '*': all analyses of the tenant together
    day date not null,                      -- UTC
    taken_nanos bigint not null check (taken_nanos >= 0),
    primary key (tenant, analysis, day)
);
