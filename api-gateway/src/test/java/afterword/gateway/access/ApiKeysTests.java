// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import afterword.contract.Tenant;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTests {

    private static final String HASH = sha256("secret");

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void letsEverybodyDoEverythingAsDefaultTenantWithoutKeys() {
        var caller = ApiKeys.parse("").caller(null).orElseThrow();
        assertThat(caller.tenant()).isEqualTo(Tenant.DEFAULT);
        assertThat(caller.scopes()).containsExactlyInAnyOrder(Scope.values());
        assertThat(caller.rehearses()).isFalse();
    }

    @Test
    void knowsACallerByItsKey() {
        var keys =
                ApiKeys.parse(
                        "a:%s:ingest+read:acme, b:%s:admin:other"
                                .formatted(sha256("one"), sha256("two")));
        assertThat(keys.caller("one"))
                .contains(new Caller("a", new Tenant("acme"), Set.of(Scope.INGEST, Scope.READ)));
        assertThat(keys.caller("two"))
                .contains(new Caller("b", new Tenant("other"), Set.of(Scope.ADMIN)));
    }

    @Test
    void knowsNobodyElse() {
        var keys = ApiKeys.parse("a:" + HASH + ":read:acme");
        assertThat(keys.caller(null)).isEmpty();
        assertThat(keys.caller("")).isEmpty();
        assertThat(keys.caller("Secret")).isEmpty();
        assertThat(keys.caller(HASH)).isEmpty();
        assertThat(keys.caller("secret ")).isEmpty();
    }

    @Test
    void takesNoEmptyKeyForItsHash() {
        var keys = ApiKeys.parse("a:" + sha256("") + ":read:acme");
        assertThat(keys.caller(null)).isEmpty();
    }

    @Test
    void takesUpperCaseHashes() {
        var keys = ApiKeys.parse("a:" + HASH.toUpperCase(java.util.Locale.ROOT) + ":READ:acme");
        assertThat(keys.caller("secret")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "canary",
                "canary:HASH:read",
                "canary:HASH:read:acme:more",
                "ca nary:HASH:read:acme",
                ":HASH:read:acme",
                "canary:HASHA:read:acme",
                "canary:xyz:read:acme",
                "canary:HASH:write:acme",
                "canary:HASH::acme",
                "canary:HASH:read:a/b",
                "canary:HASH:read:",
                "a:HASH:read:acme,",
                "a:HASH:read:acme,a:HASH:read:acme"
            })
    void refusesWhatIsNotOfTheFormWithoutRepeatingIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiKeys.parse(text.replace("HASH", HASH)))
                .withMessageStartingWith("AFTERWORD_API_KEYS: key ")
                .withMessageNotContaining("canary")
                .withMessageNotContaining(HASH);
    }
}
