// SPDX-License-Identifier: Apache-2.0
package afterword.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import afterword.bench.LineModel.Station;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineModelTests {

    /// The worked example of docs/capacity.md, with the costs that it states.
    private static final Capacity TEN_THOUSAND =
            new Capacity(
                    10_000,
                    50.0 / 3,
                    3,
                    new Capacity.Costs(0.25, 0.39, 0.34, 0.91, 1.34),
                    new Capacity.Limits(0.6, 4, 8, 32, 10_200));

    /// M/M/1 at 80 %: the wait is 0 for one fifth and exponential with mean 1/(μ-λ) for the rest.
    @Test
    void agreesWithTheFormulaOfOneServer() {
        var result = LineModel.simulate(List.of(new Station("one", 1, 0.01, true)), 80, 20_000, 1);
        double expected = Math.log(0.8 / 0.01) / (100 - 80);
        assertThat(result.waitSeconds().get("one")).isCloseTo(expected, within(expected * 0.1));
    }

    @Test
    void callsInFlightFollowLittlesLaw() {
        assertThat(TEN_THOUSAND.callsInFlight()).isCloseTo(500_000, within(1.0));
        assertThat(TEN_THOUSAND.runsInFlight()).isCloseTo(166_667, within(1.0));
    }

    @Test
    void whatTheFormulaGivesCarriesTheLoadWithoutQueues() {
        var result = simulate(TEN_THOUSAND, TEN_THOUSAND.processes());
        assertThat(result.waitSeconds().values()).allMatch(seconds -> seconds < 0.05);
        // only what is in its calls is still in the line
        assertThat((double) result.backlog())
                .isCloseTo(TEN_THOUSAND.runsInFlight(), within(TEN_THOUSAND.runsInFlight() * 0.02));
    }

    @Test
    void halfTheWorkersAreTooFew() {
        var enough = TEN_THOUSAND.processes();
        var few =
                new Capacity.Processes(
                        enough.gateways(),
                        enough.eventWorkers(),
                        enough.analysisWorkers() / 2,
                        enough.brokers(),
                        enough.databases());
        var result = simulate(TEN_THOUSAND, few);
        assertThat(result.waitSeconds().get("calls")).isGreaterThan(1);
        assertThat((double) result.backlog()).isGreaterThan(TEN_THOUSAND.runsInFlight() * 1.2);
    }

    private static LineModel.Result simulate(Capacity capacity, Capacity.Processes processes) {
        return LineModel.simulate(capacity.stations(processes), capacity.eventsPerSecond(), 40, 7);
    }
}
