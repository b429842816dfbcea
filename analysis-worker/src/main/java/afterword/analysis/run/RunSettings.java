// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How runs are owned and worked on.
///
/// @param inFlight runs that one process works on at once; also what it takes from the broker
///   ahead. How to choose: runs per second wanted from one process × seconds of a run (its slowest
///   call). A run waits nearly all the time and costs memory (its transcript, up to some MB),
///   hardly CPU: 64 runs of 3 s are 20 conversations a second
/// @param cpuThreads threads that format transcripts; 0: as many as cores, which is right unless
///   other work shares the machine
/// @param visitLimit longest time that one visit may work on a run
/// @param directUrl JDBC address for the lease's own connection, where the pool's address leads
///   through a pooler that shares sessions (a session lock needs a session); empty: the pool's
/// @param drain how long runs may go on after SIGTERM; longer than the longest call, or a deploy
///   pays calls twice
@ConfigurationProperties("afterword.analysis.run")
record RunSettings(
        @DefaultValue("64") int inFlight,
        @DefaultValue("0") int cpuThreads,
        @DefaultValue("5m") Duration visitLimit,
        @DefaultValue("65s") Duration drain,
        @DefaultValue("") String directUrl,
        @DefaultValue Lease lease,
        @DefaultValue Park park) {

    RunSettings {
        if (inFlight < 1 || cpuThreads < 0) {
            throw new IllegalArgumentException(
                    "afterword.analysis.run: in-flight is at least 1, cpu-threads not negative");
        }
        if (!visitLimit.isPositive() || drain.isNegative()) {
            throw new IllegalArgumentException(
                    "afterword.analysis.run: visit-limit is positive, drain not negative");
        }
    }

    /// Threads of the CPU pool.
    int cores() {
        return cpuThreads > 0 ? cpuThreads : Runtime.getRuntime().availableProcessors();
    }

    /// How a process shows that it lives. Source: protocol, Ownership of a run.
    ///
    /// @param length a process that has not renewed for so long may be taken for dead
    /// @param renewal pause between two renewals, at most a third of the length
    /// @param sweep pause between two looks for dead owners, due runs and lost claims
    /// @param suspectAfter deaths in company after which a run goes on alone. With 2, poison is
    ///   given up at its fifth attempt, and a single kill delays nothing (docs/adr, forgiven death)
    /// @param poisonAfter deaths while alone after which a run is given up
    record Lease(
            @DefaultValue("10s") Duration length,
            @DefaultValue("2s") Duration renewal,
            @DefaultValue("1s") Duration sweep,
            @DefaultValue("2") int suspectAfter,
            @DefaultValue("3") int poisonAfter) {

        Lease {
            if (!renewal.isPositive() || renewal.multipliedBy(3).compareTo(length) > 0) {
                throw new IllegalArgumentException(
                        "afterword.analysis.run.lease: renewal is positive and at most a third of length");
            }
            if (!sweep.isPositive() || suspectAfter < 1 || poisonAfter < 1) {
                throw new IllegalArgumentException(
                        "afterword.analysis.run.lease: sweep is positive, suspect-after and"
                                + " poison-after are at least 1");
            }
        }
    }

    /// How long a part waits for its provider.
    ///
    /// @param first after the first park; doubles
    /// @param most longest wait; bounds what a provider's `Retry-After` may ask for as well
    /// @param limit a part parked for longer, counted from its first park, fails as EXPIRED
    record Park(
            @DefaultValue("5s") Duration first,
            @DefaultValue("5m") Duration most,
            @DefaultValue("24h") Duration limit) {

        Park {
            if (!first.isPositive() || most.compareTo(first) < 0 || limit.compareTo(most) < 0) {
                throw new IllegalArgumentException(
                        "afterword.analysis.run.park: 0 < first <= most <= limit");
            }
        }
    }
}
