// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

/// How fenced statements begin: the writes as rows, then the runs that they may touch.
///
/// The runs' rows are locked in the order of their keys, and only those go on that are still under
/// the write's fence and not erased. Whoever raises a fence waits for the lock, so that no write of
/// an older fence can follow; two batches cannot lock each other out.
final class Held {

    private Held() {}

    /// The start of a statement: `wanted` holds the writes, `held` the keys that may be written.
    ///
    /// @param arrays further arrays for `unnest`, each with a comma before it
    /// @param columns their names, each with a comma before it
    /// @param also a state besides RUNNING in which the write is a harmless repeat
    static String by(String arrays, String columns, String also) {
        return """
        with wanted as (
          select * from unnest(:tenants::text[], :events::uuid[], :generations::int[], :fences::bigint[]%s)
            as w(tenant, event_id, generation, fence%s)),
        held as (
          select r.tenant, r.event_id, r.generation, r.fence from analysis.run r
          where (r.tenant, r.event_id, r.generation, r.fence)
              in (select tenant, event_id, generation, fence from wanted)
            and r.state in ('RUNNING', '%s')
            and not exists (
              select 1 from analysis.tombstone t where (t.tenant, t.event_id) = (r.tenant, r.event_id))
          order by r.tenant, r.event_id, r.generation
          for no key update)
        """
                .formatted(arrays, columns, also);
    }
}
