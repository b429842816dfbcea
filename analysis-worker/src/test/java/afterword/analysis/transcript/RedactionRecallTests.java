// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// How much of a labelled set is found. Synthetic: it says that the formats are known, not how
/// often people use others.
class RedactionRecallTests {

    private static final int SAMPLES = 500; // of each kind

    /// A find, as positions in its sentence.
    private record Find(PrivateKind kind, int from, int to) {}

    @ParameterizedTest
    @EnumSource
    void findsAlmostAllOfEachKindAndHardlyAnythingElse(PrivateKind kind) {
        var samples = new PrivateSamples(kind.name().hashCode());
        var missed = new ArrayList<String>();
        var wrong = new ArrayList<String>();
        int finds = 0;
        for (int i = 0; i < SAMPLES; i++) {
            var sample = samples.next(kind);
            int from = sample.sentence().indexOf(sample.value());
            int to = from + sample.value().length();
            boolean covered = false;
            for (var find : finds(sample.sentence())) {
                finds++;
                boolean right = find.kind == kind && find.from < to && find.to > from;
                covered |= right && find.from <= from && find.to >= to;
                if (!right) {
                    wrong.add(find + " in " + sample.sentence());
                }
            }
            if (!covered) {
                missed.add(sample.sentence());
            }
        }
        double recall = 1 - (double) missed.size() / SAMPLES;
        double precision = 1 - (double) wrong.size() / finds;
        assertThat(recall).as("recall, missed: %s", missed).isGreaterThanOrEqualTo(0.99);
        assertThat(precision).as("precision, wrong: %s", wrong).isGreaterThanOrEqualTo(0.99);
    }

    @Test
    void leavesAlmostAllOtherNumbersAndNamesAlone() {
        var samples = new PrivateSamples(7);
        var wrong = new ArrayList<String>();
        for (int i = 0; i < 2_000; i++) {
            var sentence = samples.harmless();
            finds(sentence).forEach(find -> wrong.add(find + " in " + sentence));
        }
        assertThat(wrong.size()).as("found: %s", wrong).isLessThanOrEqualTo(20); // 1 %
    }

    private static List<Find> finds(String text) {
        var finder = new PrivateText();
        finder.read(text);
        var finds = new ArrayList<Find>();
        while (finder.find()) {
            finds.add(new Find(finder.kind(), finder.from(), finder.to()));
        }
        return finds;
    }
}
