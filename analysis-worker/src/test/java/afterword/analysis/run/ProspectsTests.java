// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.analysis.llm.CallClass;
import afterword.analysis.llm.Reading;
import afterword.analysis.pacing.Lane;
import afterword.analysis.pacing.TestLanes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProspectsTests {

    private final Lane main = lane("main");
    private final Lane fallback = lane("fallback");
    private final Tally tally = new Tally();

    /// Calls as `m:CLASS` and `f:CLASS`; who may still be asked; empty where it is over.
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            textBlock =
                    """
                    3, '',                                       main fallback
                    3, m:SERVER_ERROR f:AUTH m:RESET,            main fallback
                    3, m:REFUSED,                                fallback
                    3, m:REJECTED,                               fallback
                    3, m:REFUSED f:REFUSED,                      -
                    3, m:SERVER_ERROR f:REFUSED,                 main
                    3, m:TRUNCATED,                              main fallback
                    3, m:TRUNCATED m:TRUNCATED,                  fallback
                    3, m:SERVER_ERROR f:TRUNCATED f:TRUNCATED,   main
                    3, m:TRUNCATED f:TRUNCATED,                  main fallback
                    3, m:INVALID m:INVALID,                      main fallback
                    3, m:INVALID m:INVALID m:INVALID,            -
                    3, m:INVALID f:INVALID f:INVALID,            -
                    3, m:AUTH f:INVALID,                         main fallback
                    3, m:AUTH f:INVALID f:TOTAL_TIMEOUT,         main
                    3, f:INVALID f:INVALID m:INVALID,            -
                    2, m:INVALID,                                main fallback
                    2, f:INVALID,                                main
                    1, f:INVALID,                                -
                    1, m:QUOTA,                                  main fallback
                    """)
    void whoMayStillBeAsked(int attempts, String calls, String left) {
        calls.lines()
                .flatMap(line -> List.of(line.strip().split(" +")).stream())
                .filter(call -> !call.isEmpty())
                .forEach(this::book);
        var prospects = new Prospects(List.of(main, fallback), attempts, tally, _ -> true);

        assertThat(prospects.over()).isEqualTo(left == null);
        if (left != null) {
            assertThat(prospects.lanes())
                    .extracting(Lane::provider)
                    .containsExactly(left.split(" "));
        }
    }

    @ParameterizedTest
    @CsvSource({"REFUSED, 1", "REJECTED, 1", "TRUNCATED, 2", "INVALID, 3", "TOO_LONG, 3"})
    void aLoneModelHasItAllToItself(CallClass why, int calls) {
        var prospects = new Prospects(List.of(main), 3, tally, _ -> true);
        for (int i = 0; i < calls; i++) {
            assertThat(prospects.over()).isFalse();
            book("m:" + why);
        }
        assertThat(prospects.over()).isTrue();
    }

    /// What can be paid as `m` and `f`; whether the part ends by its cost alone.
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            textBlock =
                    """
                    m f, '',                               main fallback, false
                    f,   '',                               fallback,      false
                    '',  '',                               -,             true
                    f,   m:INVALID,                        fallback,      false
                    '',  m:REFUSED,                        -,             true
                    f,   f:REFUSED,                        -,             true
                    '',  m:REFUSED f:REFUSED,              -,             false
                    '',  m:INVALID m:INVALID m:INVALID,    -,             false
                    """)
    void whoCannotBePaidIsNotAsked(String paid, String calls, String left, boolean tooDear) {
        calls.lines()
                .flatMap(line -> List.of(line.strip().split(" +")).stream())
                .filter(call -> !call.isEmpty())
                .forEach(this::book);
        var prospects =
                new Prospects(
                        List.of(main, fallback),
                        3,
                        tally,
                        lane -> paid.contains(lane.provider().substring(0, 1)));

        assertThat(prospects.over()).isEqualTo(left == null);
        assertThat(prospects.tooDear()).isEqualTo(tooDear);
        if (left != null) {
            assertThat(prospects.lanes())
                    .extracting(Lane::provider)
                    .containsExactly(left.split(" "));
        }
    }

    private void book(String call) {
        var provider = call.startsWith("m") ? "main" : "fallback";
        tally.add(
                CallClass.valueOf(call.substring(2)),
                provider,
                Reading.Usage.UNKNOWN,
                Duration.ZERO,
                null);
    }

    private static Lane lane(String provider) {
        return TestLanes.lane(provider, "m", 8, TestLanes.settings(Map.of()));
    }
}
