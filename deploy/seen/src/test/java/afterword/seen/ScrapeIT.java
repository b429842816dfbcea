// SPDX-License-Identifier: Apache-2.0
package afterword.seen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// One line, seen from outside.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScrapeIT {

    /// Of one process, whatever passes through it.
    private static final int MOST_SERIES = 2_000;

    private static final int DISTINCT_IDS = 1_000;

    private SeenLine line;
    private int atFirst;

    @BeforeAll
    void sendTraffic(@TempDir Path data) throws Exception {
        line = SeenLine.start(data, Map.of());
        line.send(SeenLine.samples());
        line.awaitEnds();
        atFirst = series();
        line.send(SeenLine.silent("scraped", DISTINCT_IDS));
        line.awaitEnds();
    }

    @AfterAll
    void end() {
        if (line != null) {
            line.close();
        }
    }

    @Test
    void exposesWhatIsDocumentedAndNothingElse() {
        assertThat(Comparison.of(MetricsPage.read(), line.scrapes(), true)).isEmpty();
    }

    @Test
    void hasNoMoreSeriesAfterManyDistinctIds() {
        assertThat(series()).isLessThan(atFirst + 40);
        line.scrapes()
                .forEach((service, scrape) ->
                        assertThat(scrape.samples().size()).as(service).isLessThan(MOST_SERIES));
    }

    private int series() {
        return line.scrapes().values().stream().mapToInt(it -> it.samples().size()).sum();
    }
}
