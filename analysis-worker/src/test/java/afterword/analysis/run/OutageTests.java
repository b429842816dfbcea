// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.analysis.llm.CallClass;
import afterword.analysis.llm.CallEnd;
import afterword.analysis.llm.LanguageModel;
import afterword.analysis.llm.Models;
import afterword.analysis.llm.Prompt;
import afterword.analysis.llm.Reading;
import afterword.analysis.llm.Replies;
import afterword.analysis.pacing.TestLanes;
import afterword.analysis.spi.Strategy;
import afterword.contract.AnalysisStatus;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Two hours without the provider, in simulated time: three parts a second for ten minutes, for the
/// two hours of the outage, and after it. docs/llm.md quotes what this prints.
@Timeout(120)
class OutageTests {

    private static final Logger LOG = LoggerFactory.getLogger(OutageTests.class);
    private static final long STEP = Duration.ofMillis(333).toNanos();
    private static final long HEALTHY = Duration.ofMinutes(10).toNanos();
    private static final long BACK = HEALTHY + Duration.ofHours(2).toNanos();

    private final AtomicLong now = new AtomicLong();
    private final OutModel model = new OutModel();
    private int arrived;
    private int taken;
    private int succeeded;
    private int failed;
    private long firstGood;

    @Test
    void twoHoursOfOutageFailNothingProbeRarelyAndEndByThemselves() throws Exception {
        var models = new Models(new Models.Route(model, 64, Models.Limits.NONE), null);
        var lanes = TestLanes.of(models, TestLanes.settings(Map.of()), now::get);
        var worker = new MiniWorker(models, lanes, Duration.ofSeconds(3), now::get);
        while (now.get() < BACK || taken < arrived || worker.waiting() > 0) {
            now.addAndGet(STEP);
            arrived += now.get() < BACK ? 1 : 0;
            // what one worker can do in a step, were the provider as quick as can be
            for (int i = 0; i < 20 && lanes.room(0) > 0; i++) {
                step(worker);
            }
            assertThat(now.get()).isLessThan(BACK + Duration.ofHours(2).toNanos());
        }
        double normal = (BACK - HEALTHY) / (double) STEP;
        LOG.warn(
                "outage of 2 h: parts={}, failed={}, calls during it={}, of the normal {}={} %,"
                        + " first answer after {} s",
                arrived,
                failed,
                model.refused,
                (int) normal,
                String.format("%.2f", 100 * model.refused / normal),
                Duration.ofNanos(firstGood - BACK).toMillis() / 1000.0);
        assertThat(failed).isZero();
        assertThat(succeeded).isEqualTo(arrived);
        assertThat(model.refused / normal).isLessThanOrEqualTo(0.05);
        assertThat(Duration.ofNanos(firstGood - BACK)).isLessThan(Duration.ofSeconds(30));
    }

    private void step(MiniWorker worker) throws InterruptedException {
        var end = worker.wake();
        if (end.isPresent()) {
            count(end.get());
        } else if (taken < arrived) {
            count(worker.work(taken++, Strategy.FAILOVER));
        }
    }

    private void count(AnalysisStatus end) {
        succeeded += end == AnalysisStatus.SUCCEEDED ? 1 : 0;
        failed += end == AnalysisStatus.FAILED || end == AnalysisStatus.RUNNING ? 1 : 0;
        if (end == AnalysisStatus.SUCCEEDED && firstGood == 0 && now.get() >= BACK) {
            firstGood = now.get();
        }
    }

    /// Cannot be reached between HEALTHY and BACK.
    private final class OutModel implements LanguageModel {

        private int refused;

        @Override
        public String provider() {
            return "main";
        }

        @Override
        public String model() {
            return "m";
        }

        @Override
        public CallEnd call(Prompt prompt) {
            if (now.get() >= HEALTHY && now.get() < BACK) {
                refused++;
                return new CallEnd.Broken(CallClass.NO_CONNECTION, null, Duration.ofMillis(1));
            }
            return new CallEnd.Replied(
                    Samples.reply(Samples.answer("emotion")), Duration.ofMillis(1));
        }

        @Override
        public Reading read(byte[] body) {
            return Replies.read(body);
        }
    }
}
