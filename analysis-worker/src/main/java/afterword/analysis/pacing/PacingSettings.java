// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How hard providers are pressed.
///
/// @param patience longest time that a call waits in place: for its turn, or because the provider
///   asked for it (`Retry-After`); beyond it the part is parked
/// @param holdMost longest time that a provider is left alone because it asked for it; then it is
///   looked at again, whatever it said
/// @param boardEvery between two looks for what other workers were told
@ConfigurationProperties("afterword.analysis.pacing")
public record PacingSettings(
        @DefaultValue("20s") Duration patience,
        @DefaultValue("5m") Duration holdMost,
        @DefaultValue("1s") Duration boardEvery,
        @DefaultValue Extra extra,
        @DefaultValue BreakerText breaker) {

    public PacingSettings {
        if (patience.isNegative() || !holdMost.isPositive() || !boardEvery.isPositive()) {
            throw new IllegalArgumentException(
                    "afterword.analysis.pacing: patience is not negative, hold-most and board-every"
                            + " are positive");
        }
    }

    /// Calls beyond the needed ones.
    ///
    /// @param retries share of calls that may be made again because a provider failed, 0 to 1
    /// @param hedges share of calls that may be doubled because the first is slow, 0 to 1
    /// @param hedgeLeast a call is not doubled earlier, however quick its like usually are
    public record Extra(
            @DefaultValue("0.1") double retries,
            @DefaultValue("0.05") double hedges,
            @DefaultValue("3s") Duration hedgeLeast) {

        public Extra {
            boolean shares = retries >= 0 && retries <= 1 && hedges >= 0 && hedges <= 1;
            if (!shares || hedgeLeast.isNegative()) {
                throw new IllegalArgumentException(
                        "afterword.analysis.pacing.extra: retries and hedges are 0 to 1, hedge-least"
                                + " is not negative");
            }
        }
    }

    /// When a provider counts as down.
    ///
    /// @param window last calls that are looked at
    /// @param least of them before their share of failures counts
    /// @param share of failures that makes it down
    /// @param row failures in a row that make it down
    /// @param first wait before the first probe; doubles
    /// @param longest wait between two probes; bounds the time to recovery
    /// @param goodRow good probes after which it is up
    public record BreakerText(
            @DefaultValue("32") int window,
            @DefaultValue("8") int least,
            @DefaultValue("0.4") double share,
            @DefaultValue("5") int row,
            @DefaultValue("1s") Duration first,
            @DefaultValue("10s") Duration longest,
            @DefaultValue("3") int goodRow) {

        public BreakerText {
            // the rules check the ranges
            var _ = rules(window, least, share, row, first, longest, goodRow);
        }

        Breaker.Rules rules() {
            return rules(window, least, share, row, first, longest, goodRow);
        }

        private static Breaker.Rules rules(
                int window,
                int least,
                double share,
                int row,
                Duration first,
                Duration longest,
                int goodRow) {
            return new Breaker.Rules(
                    window,
                    least,
                    share,
                    row,
                    first.toNanos(),
                    longest.toNanos(),
                    goodRow,
                    PROBE_SHARE);
        }

        private static final double PROBE_SHARE = 0.05;
    }
}
