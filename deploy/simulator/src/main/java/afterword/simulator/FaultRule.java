// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// When to inject which fault.
///
/// @param scope which calls it hits
/// @param details of the fault itself
public record FaultRule(Fault fault, Scope scope, Details details) {

    /// The part that calls of the memory API are.
    static final String MEMORY = "memory";

    /// The fault on every chat call.
    public static FaultRule of(Fault fault) {
        return new FaultRule(fault, Scope.ALL, Details.NONE);
    }

    /// Every chat call gets this status, with the given `Retry-After` where it is not empty.
    public static FaultRule status(int status, String retryAfter) {
        var headers =
                retryAfter.isEmpty()
                        ? Map.<String, List<String>>of()
                        : Map.of("Retry-After", List.of(retryAfter));
        return new FaultRule(ReplyFault.STATUS, Scope.ALL, new Details(status, headers, null, 0));
    }

    /// Only on this model.
    public FaultRule on(String model) {
        return scoped(
                new Scope(
                        model,
                        scope.part,
                        scope.rate,
                        scope.times,
                        scope.lasting,
                        scope.aboveTokens));
    }

    /// Only on this part, such as `emotion`; `memory` stands for the memory API.
    public FaultRule part(String part) {
        return scoped(
                new Scope(
                        scope.model,
                        part,
                        scope.rate,
                        scope.times,
                        scope.lasting,
                        scope.aboveTokens));
    }

    /// Only on this share of the calls, 0 to 1.
    public FaultRule rate(double rate) {
        return scoped(
                new Scope(
                        scope.model,
                        scope.part,
                        rate,
                        scope.times,
                        scope.lasting,
                        scope.aboveTokens));
    }

    /// Only so many times in all.
    public FaultRule times(int times) {
        return scoped(
                new Scope(
                        scope.model,
                        scope.part,
                        scope.rate,
                        times,
                        scope.lasting,
                        scope.aboveTokens));
    }

    /// Only for so long, from now.
    public FaultRule lasting(Duration time) {
        return scoped(
                new Scope(
                        scope.model, scope.part, scope.rate, scope.times, time, scope.aboveTokens));
    }

    /// Only on prompts of more tokens.
    public FaultRule above(int tokens) {
        return scoped(
                new Scope(scope.model, scope.part, scope.rate, scope.times, scope.lasting, tokens));
    }

    /// With another delay than the fault's own.
    public FaultRule delay(Duration delay) {
        return new FaultRule(
                fault, scope, new Details(details.status, details.headers, delay, details.size));
    }

    private FaultRule scoped(Scope scope) {
        return new FaultRule(fault, scope, details);
    }

    /// Which calls a rule hits.
    ///
    /// @param model `*` for all
    /// @param part `*` for all chat calls; `memory` for the memory API
    /// @param rate share of the matching calls, 0 to 1
    /// @param times injections in all; 0 for no limit
    /// @param lasting from the moment it is set; null for ever
    /// @param aboveTokens only prompts of more tokens
    public record Scope(
            String model,
            String part,
            double rate,
            int times,
            @Nullable Duration lasting,
            int aboveTokens) {

        static final Scope ALL = new Scope("*", "*", 1, 0, null, 0);

        public Scope {
            if (!(rate >= 0 && rate <= 1) || times < 0) {
                throw new IllegalArgumentException("rate is 0 to 1, times is not negative");
            }
        }

        boolean covers(String model, String part, int tokens) {
            boolean here =
                    this.part.equals(part) || (this.part.equals("*") && !part.equals(MEMORY));
            return here
                    && (this.model.equals("*") || this.model.equals(model))
                    && tokens > aboveTokens;
        }
    }

    /// What is particular about a fault.
    ///
    /// @param status of a reply; 0 for the fault's own
    /// @param headers added to a reply, with one or more values each; `date+30s` becomes that
    ///   moment as an HTTP date
    /// @param delay null for the fault's own
    /// @param size items or MB; 0 for the fault's own
    public record Details(
            int status, Map<String, List<String>> headers, @Nullable Duration delay, int size) {

        static final Details NONE = new Details(0, Map.of(), null, 0);

        public Details {
            headers = Map.copyOf(headers);
            if (status != 0 && (status < 200 || status > 599)) {
                throw new IllegalArgumentException("status is 200 to 599, not " + status);
            }
        }

        Duration delay(Duration own) {
            return delay == null ? own : delay;
        }

        int size(int own) {
            return size == 0 ? own : size;
        }
    }
}
