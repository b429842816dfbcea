// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Tells which other processes are dead.
///
/// A process is dead when it has released its lease; when its lock is free on two looks at least
/// one second apart and PostgreSQL has been up for longer than a lease (a restart frees all locks);
/// or when its lease has expired. The last two only count while our own lease has stood for a lease
/// without a break: after an outage of the database everybody's lease has expired and everybody's
/// lock is free, and the first one back must not take all the others for dead.
///
/// Used by one thread.
final class DeathWatch {

    /// Whether process `p` holds its advisory lock. A 64-bit key stands in two halves in pg_locks.
    static final String LOCK_IS_HELD =
            """
            exists (
              select 1 from pg_locks l
              where l.locktype = 'advisory' and l.granted and l.objsubid = 1
                and l.database = (select oid from pg_database where datname = current_database())
                and l.classid::bigint = (p.lock_key >> 32) & 4294967295
                and l.objid::bigint = p.lock_key & 4294967295)
            """;

    private static final String LOOK =
            """
            select p.process_id, p.name, p.lease_until = '-infinity' as released,
              p.lease_until < clock_timestamp() as expired, not %s as free,
              clock_timestamp() - pg_postmaster_start_time() > :lease * interval '1 ms' as settled
            from analysis.process p where p.process_id <> :me
            union all
            -- an owner without a row cannot be, unless somebody has deleted it by hand
            select distinct r.owner, 'unknown', false, true, true, true from analysis.run r
            where r.state = 'RUNNING' and r.owner <> :me
              and not exists (select 1 from analysis.process p where p.process_id = r.owner)
            """
                    .formatted(LOCK_IS_HELD);

    /// Who is dead.
    ///
    /// @param clean released their lease: stopped in good order
    /// @param unclean killed, cut off or frozen
    record Dead(Set<UUID> clean, Set<UUID> unclean) {

        static final Dead NOBODY = new Dead(Set.of(), Set.of());

        Dead {
            clean = Set.copyOf(clean);
            unclean = Set.copyOf(unclean);
        }

        boolean isEmpty() {
            return clean.isEmpty() && unclean.isEmpty();
        }

        Set<UUID> all() {
            var all = new HashSet<>(clean);
            all.addAll(unclean);
            return all;
        }
    }

    private record Look(UUID process, boolean released, boolean expired, boolean free) {}

    private final JdbcClient jdbc;
    private final UUID me;
    private final Duration lease;
    private final Duration apart;
    private final LongSupplier ticker;
    private final Map<UUID, Long> freeSince = new HashMap<>();

    /// @param apart least time between the two looks
    /// @param ticker monotonic nanoseconds
    DeathWatch(JdbcClient jdbc, UUID me, Duration lease, Duration apart, LongSupplier ticker) {
        this.jdbc = jdbc;
        this.me = me;
        this.lease = lease;
        this.apart = apart;
        this.ticker = ticker;
    }

    /// Looks once.
    ///
    /// @param steady whether our own lease has stood without a break for long enough
    Dead look(boolean steady) {
        long now = ticker.getAsLong();
        var looks = looks();
        freeSince.keySet().retainAll(looks.stream().filter(Look::free).map(Look::process).toList());
        var clean = new HashSet<UUID>();
        var unclean = new HashSet<UUID>();
        for (var look : looks) {
            if (look.released()) {
                clean.add(look.process());
            } else if (steady && (look.expired() || longFree(look, now))) {
                unclean.add(look.process());
            }
        }
        return new Dead(clean, unclean);
    }

    private boolean longFree(Look look, long now) {
        if (!look.free()) {
            return false;
        }
        var since = freeSince.putIfAbsent(look.process(), now);
        return since != null && now - since >= apart.toNanos();
    }

    private List<Look> looks() {
        return jdbc.sql(LOOK)
                .param("me", me)
                .param("lease", lease.toMillis())
                .query((row, _) ->
                        new Look(
                                row.getObject("process_id", UUID.class),
                                row.getBoolean("released"),
                                row.getBoolean("expired"),
                                row.getBoolean("free") && row.getBoolean("settled")))
                .list();
    }

    /// Forgets processes that died long ago and own nothing any more.
    void bury() {
        jdbc.sql(
                        """
                        delete from analysis.process p
                        where p.lease_until < clock_timestamp() - interval '1 hour' and p.process_id <> :me
                          and not exists (select 1 from analysis.run r where r.state = 'RUNNING' and r.owner = p.process_id)
                        """)
                .param("me", me)
                .update();
    }
}
