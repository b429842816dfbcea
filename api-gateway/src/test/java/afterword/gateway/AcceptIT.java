// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.contract.Canonical;
import afterword.contract.Canonicaliser;
import afterword.contract.InputLimits;
import afterword.contract.Tenant;
import afterword.messaging.Route;
import afterword.testing.FakeBroker;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Taking events without any database, over a broker that does as it is told.
class AcceptIT {

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = TestGateway.alone();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void healthy() {
        gateway.broker().answer(FakeBroker.Answer.CONFIRM);
    }

    @Test
    void promisesAConversation() {
        var reply = gateway.post(TestGateway.CONVERSATION, Samples.CONVERSATION);
        assertThat(reply.status()).as(reply.body()).isEqualTo(202);
        assertThat(reply.json().at("/success").asBoolean()).isTrue();
        assertThat(reply.text("/message")).isEqualTo("Conversation event accepted for processing");
        assertThat(reply.text("/data/conversation_id")).isEqualTo("conv_001");
        assertThat(reply.text("/data/status")).isEqualTo("ACCEPTED");
        assertThat(reply.text("/data/receipt")).startsWith("dev.");
        assertThat(UUID.fromString(reply.text("/data/event_id")).version()).isEqualTo(8);
        assertThat(reply.header("Location"))
                .isEqualTo(
                        "/v1/events/"
                                + reply.text("/data/event_id")
                                + "?receipt="
                                + reply.text("/data/receipt"));
    }

    @Test
    void publishesWhatTheEventWorkerReadsUnderTheSameId() {
        var reply = gateway.post(TestGateway.CONVERSATION, Samples.conversation("conv_same"));
        var message = gateway.broker().published(Route.CONVERSATION_ENDED).getLast();
        assertThat(message.key()).isEqualTo("conv_same");
        assertThat(message.headers())
                .containsEntry("afterword-tenant", "default")
                .containsEntry("afterword-channel", "rest")
                .containsKey("afterword-accepted-at")
                .doesNotContainKey("Idempotency-Key");
        var again =
                new Canonicaliser(InstantSource.system(), InputLimits.DEFAULT)
                        .canonicalise(message.body(), message.headers(), false);
        assertThat(again).isInstanceOf(Canonical.Accepted.class);
        var accepted = (Canonical.Accepted) again;
        assertThat(accepted.body()).isEqualTo(message.body());
        assertThat(accepted.idFor(Tenant.DEFAULT)).hasToString(reply.text("/data/event_id"));
    }
}
