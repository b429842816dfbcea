// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import afterword.contract.EventId;
import afterword.contract.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiptsTests {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Tenant ACME = new Tenant("acme");
    private static final EventId ID =
            new EventId(UUID.fromString("019abf8e-9a00-8b52-9c5b-6a2e5d2f3c41"));
    private static final String ONE = "k1:0123456789abcdef";
    private static final String TWO = "k2:fedcba9876543210";

    private static Receipts receipts(String keys) {
        return receipts(keys, NOW);
    }

    private static Receipts receipts(String keys, Instant now) {
        var settings = new AccessSettings("", keys, Duration.ofHours(24));
        return Receipts.parse(settings, false, InstantSource.fixed(now));
    }

    @Test
    void acceptsItsOwn() {
        var receipts = receipts(ONE);
        var receipt = receipts.sign(ACME, ID, NOW);
        assertThat(receipt).matches("k1\\.[0-9]{13}\\.[A-Za-z0-9_-]{43}");
        assertThat(receipts.accepted(ACME, ID, receipt)).contains(NOW);
    }

    /// Pinned: another instance, or an older version, must read it.
    @Test
    void signsAsDocumented() {
        assertThat(receipts(ONE).sign(ACME, ID, Instant.ofEpochMilli(1_764_152_400_000L)))
                .isEqualTo("k1.1764152400000.vzM_kbS4ByH-wpB9bqeknJbZFDeWYF5oV82sfuIO6h0");
    }

    @Test
    void acceptsThoseOfEveryConfiguredKey() {
        var old = receipts(ONE).sign(ACME, ID, NOW);
        assertThat(receipts(TWO + "," + ONE).accepted(ACME, ID, old)).contains(NOW);
        assertThat(receipts(TWO + "," + ONE).sign(ACME, ID, NOW)).startsWith("k2.");
        assertThat(receipts(TWO).accepted(ACME, ID, old)).isEmpty();
    }

    @Test
    void isGoodForItsEventAndTenantOnly() {
        var receipts = receipts(ONE);
        var receipt = receipts.sign(ACME, ID, NOW);
        assertThat(receipts.accepted(new Tenant("other"), ID, receipt)).isEmpty();
        assertThat(receipts.accepted(ACME, new EventId(new UUID(1, 2)), receipt)).isEmpty();
    }

    @Test
    void isGoodForADay() {
        var receipt = receipts(ONE).sign(ACME, ID, NOW);
        var day = Duration.ofHours(24);
        assertThat(receipts(ONE, NOW.plus(day)).accepted(ACME, ID, receipt)).isPresent();
        assertThat(receipts(ONE, NOW.plus(day).plusMillis(1)).accepted(ACME, ID, receipt))
                .isEmpty();
    }

    @Test
    void allowsForClocksThatDiffer() {
        var receipt = receipts(ONE).sign(ACME, ID, NOW);
        assertThat(receipts(ONE, NOW.minusSeconds(300)).accepted(ACME, ID, receipt)).isPresent();
        assertThat(receipts(ONE, NOW.minusSeconds(301)).accepted(ACME, ID, receipt)).isEmpty();
    }

    @Test
    void noticesEveryChange() {
        var receipts = receipts(ONE);
        var receipt = receipts.sign(ACME, ID, NOW);
        for (int i = 0; i < receipt.length(); i++) {
            char other = receipt.charAt(i) == '1' ? '2' : '1';
            var changed = receipt.substring(0, i) + other + receipt.substring(i + 1);
            boolean lastBits = i == receipt.length() - 1;
            assertThat(lastBits || receipts.accepted(ACME, ID, changed).isEmpty())
                    .as(changed)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "k1",
                "k1..",
                "k1.1.x",
                "k1.99999999999999999999.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "k1.1764152400000.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "k1.-1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void refusesAnythingElse(String receipt) {
        assertThat(receipts(ONE).accepted(ACME, ID, receipt)).isEmpty();
    }

    @Test
    void hasADevelopmentKeyOnLoopbackOnly() {
        var none = new AccessSettings("", "", Duration.ofHours(24));
        var clock = InstantSource.fixed(NOW);
        assertThat(Receipts.parse(none, true, clock).sign(ACME, ID, NOW)).startsWith("dev.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Receipts.parse(none, false, clock))
                .withMessageContaining("AFTERWORD_RECEIPT_KEYS is required");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "canary",
                "canary:",
                "ca.nary:0123456789abcdef",
                ":0123456789canary",
                "a:0123456789abcde",
                "a:0123456789canary,a:0123456789canary",
                "a:0123456789canary,"
            })
    void refusesKeysThatAreNotOfTheFormWithoutRepeatingThem(String keys) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> receipts(keys))
                .withMessageStartingWith("AFTERWORD_RECEIPT_KEYS: key ")
                .withMessageNotContaining("canary");
    }
}
