// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventKeyTests {

    private static final Instant END = Instant.parse("2025-11-26T10:20:00Z");

    @Test
    void isAVersion8UuidThatBeginsWithTheEndTime() {
        var id = new EventKey.ConversationEnd("conv_001", END).idFor(Tenant.DEFAULT).value();
        assertThat(id.version()).isEqualTo(8);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(END.toEpochMilli());
    }

    @Test
    void staysTheSameForEver() {
        // computed independently, in Python, from the same rule
        assertThat(new EventKey.ConversationEnd("conv_001", END).idFor(Tenant.DEFAULT))
                .hasToString("019abfad-5880-8b03-b738-7b3dfd1d67d8");
        assertThat(new EventKey.Idempotency("k").idFor(Tenant.DEFAULT))
                .hasToString("c46043a0-763d-8327-a7f2-d957255c7b7c");
        assertThat(new EventKey.CloudEvent("/app", "e1").idFor(Tenant.DEFAULT))
                .hasToString("156bab02-9c38-8892-8fea-7d8a341961f4");
    }

    @Test
    void differsByTenantKindAndPart() {
        var base = new EventKey.CloudEvent("ab", "c").idFor(Tenant.DEFAULT);
        assertThat(new EventKey.CloudEvent("a", "bc").idFor(Tenant.DEFAULT)).isNotEqualTo(base);
        assertThat(new EventKey.CloudEvent("ab", "c").idFor(new Tenant("other")))
                .isNotEqualTo(base);
        assertThat(new EventKey.Idempotency("abc").idFor(Tenant.DEFAULT)).isNotEqualTo(base);
    }
}
