// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.outcomes;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.contract.EventStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTests {

    private static Progress at(String text) {
        return Progress.parse(text).orElseThrow();
    }

    @Test
    void readsWhatItWrites() {
        var progress = new Progress(2, EventStatus.PARTIAL, "sfkp");
        assertThat(progress.text()).isEqualTo("2.PARTIAL.sfkp");
        assertThat(at(progress.text())).isEqualTo(progress);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "x", "1.PARTIAL", "1.NONSENSE.s", "-1.PARTIAL.s", "1.PARTIAL.x"})
    void startsAnewAfterAnythingElse(String text) {
        assertThat(Progress.parse(text)).isEmpty();
    }

    @Test
    void tellsEachEndOnce() {
        var now = at("0.PROCESSING.srpw");
        assertThat(now.news(0, at("0.PENDING."))).isTrue();
        assertThat(now.news(0, at("0.PROCESSING.srrw"))).isFalse();
        assertThat(now.news(1, at("0.PROCESSING.wwww"))).isFalse();
        assertThat(now.news(2, at("0.PROCESSING.srrw"))).isTrue();
        assertThat(at("1.PROCESSED.ss").news(1, at("0.PROCESSING.ss"))).isFalse();
    }

    @Test
    void beginsAnewAfterARetry() {
        assertThat(at("1.PROCESSING.ss").news(0, at("1.PARTIAL.sf"))).isTrue();
        assertThat(at("2.PROCESSED.ss").news(0, at("1.PARTIAL.sf"))).isTrue();
        assertThat(at("2.PROCESSED.ss").news(0, at("1.PROCESSING.sr"))).isFalse();
    }
}
