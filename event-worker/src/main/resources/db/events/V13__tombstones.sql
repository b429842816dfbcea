-- What was erased, for the other owners of rows about it: analysis-worker deletes its own when it sees a tombstone here.
create index tombstone_erased_at on events.tombstone (erased_at);

create view events.tombstone_v1 as select tenant, event_id, erased_at from events.tombstone;

grant select on events.tombstone_v1 to public;
