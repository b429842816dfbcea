// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.console;

import java.time.Duration;
import java.util.Map;

/// The counts of the page *Dead letters*; the letters themselves are the admin calls' matter.
final class DeadLettersBoard implements Board {

    /// What could not be read belongs to no tenant; it is counted for the one without keys.
    private static final String READ =
            """
            select json_build_object('at', clock_timestamp(), 'groups', coalesce(json_agg(row_to_json(g)), '[]'))::text
            from (
              select reason, stage, count(*) as n, count(*) filter (where state = 'OPEN') as open,
                     count(*) filter (where state = 'REPLAYED') as replayed,
                     min(first_seen) as first_seen, max(last_seen) as last_seen
              from (select reason, stage, state, first_seen, last_seen from events.dead_letter_v1
                    where coalesce(tenant, 'default') = :tenant
                    order by id desc limit 100000) d
              group by reason, stage order by count(*) filter (where state = 'OPEN') desc, reason, stage) g
            """;

    private final Glass glass;

    DeadLettersBoard(Glass glass) {
        this.glass = glass;
    }

    @Override
    public String page() {
        return "dead-letters";
    }

    @Override
    public Duration pace() {
        return Duration.ofSeconds(3);
    }

    @Override
    public String read(View view) {
        return glass.look(READ, Map.of("tenant", view.tenant())).orElse("null");
    }
}
