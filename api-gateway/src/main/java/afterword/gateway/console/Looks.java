// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.console;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Several looks that make one page, each kept for a while of its own: what changes slowly or costs
/// more is looked at less often.
///
/// A look that took long is kept four times as long at least, so that a page never takes more than
/// a fifth of a connection. Thread-safe; two threads may look at the same thing at once, which
/// costs a statement and harms nothing.
final class Looks {

    private static final int PAUSE_PER_LOOK = 4;
    private static final int MOST = 200;

    /// One of them.
    ///
    /// @param name of the field
    /// @param json looks
    record Look(String name, Duration keep, Function<Board.View, String> json) {}

    private record Key(Board.View view, String name) {}

    private record Kept(String json, long untilNanos) {}

    private final List<Look> looks;
    private final Map<Key, Kept> kept = new ConcurrentHashMap<>();

    Looks(Look... looks) {
        this.looks = List.of(looks);
    }

    /// All of them as one object.
    String read(Board.View view) {
        if (kept.size() > MOST) {
            kept.clear(); // tenants and windows are few; this is a bound, not a policy
        }
        var json = new StringBuilder("{");
        for (var look : looks) {
            json.append(json.length() > 1 ? "," : "")
                    .append('"')
                    .append(look.name())
                    .append("\":")
                    .append(fresh(look, view));
        }
        return json.append('}').toString();
    }

    private String fresh(Look look, Board.View view) {
        var key = new Key(view, look.name());
        var old = kept.get(key);
        long start = System.nanoTime();
        if (old != null && old.untilNanos() - start > 0) {
            return old.json();
        }
        var json = look.json().apply(view);
        long now = System.nanoTime();
        long pause = Math.max(look.keep().toNanos(), PAUSE_PER_LOOK * (now - start));
        kept.put(key, new Kept(json, now + pause));
        return json;
    }
}
